// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Reads a line from the terminal, showing nothing of it.
enum SilentPrompt {
    /// Asks on the terminal itself, so that standard output stays clean; fills `buffer` and returns how much.
    ///
    /// The terminal gives every key as a byte while this goes on: Control-C arrives here as one too, so that the
    /// terminal is put back before the command ends.
    static func read(_ question: String, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { throw CommandError(.failure, "The terminal can't be opened.") }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { throw CommandError(.failure, "The terminal can't be set.") }
        var raw = before
        cfmakeraw(&raw)
        guard tcsetattr(terminal, TCSAFLUSH, &raw) == 0 else {
            throw CommandError(.failure, "The terminal can't be set.")
        }
        defer {
            tcsetattr(terminal, TCSAFLUSH, &before)
            say("\n", on: terminal)
        }
        say(question + ": ", on: terminal)
        return try readKeys(of: terminal, into: buffer)
    }

    private static func readKeys(of terminal: CInt, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var count = 0
        var key: UInt8 = 0
        while true {
            let read = Foundation.read(terminal, &key, 1)
            if read < 0, errno == EINTR { continue }
            guard read == 1 else { throw CommandError(.failure, "The terminal was closed.") }
            switch key {
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"): return count
            // Control-C and Control-D.
            case 3, 4: throw CommandError(.failure, "Cancelled.")
            // Backspace: a whole character, which may be several bytes of UTF-8.
            case 8, 127:
                while count > 0 {
                    count -= 1
                    if buffer[count] & 0xC0 != 0x80 { break }
                }
            // Control-U.
            case 21: count = 0
            case ..<32: continue
            default:
                guard count < buffer.count else { throw CommandError(.usage, "This is too long.") }
                buffer[count] = key
                count += 1
            }
        }
    }

    private static func say(_ text: String, on terminal: CInt) {
        let bytes = Array(text.utf8)
        _ = write(terminal, bytes, bytes.count)
    }
}
