// SPDX-License-Identifier: Apache-2.0
import Foundation
import TrustCore

/// Where secrets come from: a file, a line of standard input, a prompt without echo, or a variable that a document names.
/// Never an argument, which every user of the machine can read.
enum SecretInput {
    /// The longest secret that is taken, in bytes.
    static let limit = 16_384

    /// One line of standard input, without its end. What follows it stays to be read.
    static func line(_ what: String) throws -> SecretBytes {
        try nonEmpty(what) { buffer in
            var count = 0
            while true {
                guard count < buffer.count else { throw tooLong(what) }
                // Byte by byte: what is read further would be lost to the next reader.
                let read = read(STDIN_FILENO, buffer.baseAddress?.advanced(by: count), 1)
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw CommandError(.failure, "Standard input can't be read.") }
                if read == 0 || buffer[count] == UInt8(ascii: "\n") { break }
                count += 1
            }
            return count > 0 && buffer[count - 1] == UInt8(ascii: "\r") ? count - 1 : count
        }
    }

    /// A file's content, without a line end behind it.
    static func file(_ path: String, _ what: String) throws -> SecretBytes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError(.usage, "\(path) can't be opened: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 {
            StandardError.warn("\(path) can be read by other users of this machine.")
        }
        return try nonEmpty(what) { buffer in
            var count = 0
            while true {
                guard count < buffer.count else { throw tooLong(what) }
                let read = read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if read < 0, errno == EINTR { continue }
                guard read >= 0 else { throw CommandError(.usage, "\(path) can't be read.") }
                if read == 0 { break }
                count += read
            }
            if count > 0, buffer[count - 1] == UInt8(ascii: "\n") { count -= 1 }
            if count > 0, buffer[count - 1] == UInt8(ascii: "\r") { count -= 1 }
            return count
        }
    }

    /// A password to be: typed twice where it is typed, since nobody sees a slip.
    static func newPassword(fromStandardInput isLine: Bool) throws -> SecretBytes {
        if isLine { return try line("password") }
        let password = try prompt("New password", "the password", alternatives: "--password-stdin")
        let again = try prompt("The same again", "the password", alternatives: "--password-stdin")
        guard password.isEqual(to: again) else { throw CommandError(.failure, "The two passwords differ.") }
        return password
    }

    /// The value of an environment variable, copied from where the system put it.
    static func variable(_ name: String, _ what: String) throws -> SecretBytes {
        guard let value = getenv(name) else {
            throw CommandError(.usage, "There is no \(what): the variable \(name) is not set.")
        }
        let bytes = UnsafeRawBufferPointer(start: value, count: strlen(value))
        guard bytes.count <= limit else { throw tooLong(what) }
        return try nonEmpty(what) { buffer in
            buffer.copyMemory(from: bytes)
            return bytes.count
        }
    }

    /// What a person types, without echo.
    ///
    /// `alternatives` are the options that give the same without a terminal, for the error message.
    static func prompt(_ question: String, _ what: String, alternatives: String) throws -> SecretBytes {
        guard Terminal.isInput else {
            throw CommandError(.usage, "There is no terminal to ask for \(what). Give it with \(alternatives).")
        }
        return try nonEmpty(what) { try SilentPrompt.read(question, into: $0) }
    }

    private static func nonEmpty(
        _ what: String, _ read: (UnsafeMutableRawBufferPointer) throws -> Int
    ) throws -> SecretBytes {
        let secret = try SecretBytes(capacity: limit, initializingWith: read)
        guard secret.count > 0 else { throw CommandError(.usage, "There is no \(what): what was given is empty.") }
        return secret
    }

    private static func tooLong(_ what: String) -> CommandError {
        CommandError(.usage, "This can't be \(what): it is longer than \(limit) bytes.")
    }
}

extension SecretBytes {
    /// Whether both hold the same bytes.
    borrowing func isEqual(to other: borrowing SecretBytes) -> Bool {
        withBytes { left in other.withBytes { right in left.elementsEqual(right) } }
    }
}
