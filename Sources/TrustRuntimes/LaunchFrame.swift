// SPDX-License-Identifier: Apache-2.0
package import TrustCore

/// The one message that a launcher takes: what program to become, where, with which environment. Its form is described
/// at the top of the launcher's source, which refuses whatever does not fit it exactly.
package struct LaunchFrame: Sendable {
    package static let magic = Array("AG2LNCH1".utf8)
    /// The most bytes after magic and length.
    package static let bodyLimit = 1 << 20
    /// The most bytes of one text; Linux itself takes no longer ones, with their end, in `execve`.
    package static let textLimit = (128 << 10) - 1
    package static let argumentLimit = 64
    package static let entryLimit = 256

    /// Absolute.
    package var workingDirectory: String
    /// The program's absolute path, then its arguments. Never secret: other processes can read them.
    package var arguments: [String]
    /// Names and values that are not secret.
    package var environment: [String: String]

    package init(workingDirectory: String, arguments: [String], environment: [String: String]) {
        self.workingDirectory = workingDirectory
        self.arguments = arguments
        self.environment = environment
    }

    /// The frame's bytes with two secrets among the environment, in a buffer that is zeroed when it goes.
    /// - Throws: `RuntimeError` of kind `launch` where a name, a text or a size can't be taken.
    package func encode(_ first: borrowing SecretVariable, _ second: borrowing SecretVariable) throws(RuntimeError)
        -> SecretBytes
    {
        try checkTexts()
        for name in [first.name, second.name] {
            guard Self.isName(name), environment[name] == nil else {
                throw RuntimeError(.launch, cause: "name \(name)")
            }
        }
        guard first.name != second.name, environment.count + 2 <= Self.entryLimit else {
            throw RuntimeError(.launch, cause: "environment entries")
        }
        let length = try bodyLength(
            adding: first.name.utf8.count + first.value.count, second.name.utf8.count + second.value.count)

        return try SecretBytes(capacity: Self.magic.count + 4 + length) { buffer throws(RuntimeError) in
            var writer = FrameWriter(buffer: buffer)
            writer.append(Self.magic)
            writer.append(count: length)
            writer.append(count: arguments.count)
            writer.append(count: environment.count + 2)
            writer.append(text: workingDirectory)
            for argument in arguments { writer.append(text: argument) }
            for (name, value) in environment.sorted(by: { $0.key < $1.key }) { writer.append(text: "\(name)=\(value)") }
            try writer.append(first)
            try writer.append(second)
            return writer.count
        }
    }

    private func checkTexts() throws(RuntimeError) {
        guard workingDirectory.hasPrefix("/"), let program = arguments.first, program.hasPrefix("/") else {
            throw RuntimeError(.launch, cause: "a path is not absolute")
        }
        guard arguments.count <= Self.argumentLimit else { throw RuntimeError(.launch, cause: "arguments") }
        for text in [workingDirectory] + arguments + Array(environment.values) where text.utf8.contains(0) {
            throw RuntimeError(.launch, cause: "a text has a NUL in it")
        }
        for name in environment.keys where !Self.isName(name) { throw RuntimeError(.launch, cause: "a name") }
    }

    private func bodyLength(adding secrets: Int...) throws(RuntimeError) -> Int {
        // An entry is its name, an equals sign and its value.
        let entries = environment.map { $0.key.utf8.count + 1 + $0.value.utf8.count } + secrets.map { $0 + 1 }
        let texts = [workingDirectory.utf8.count] + arguments.map(\.utf8.count) + entries
        guard texts.allSatisfy({ $0 <= Self.textLimit }) else {
            throw RuntimeError(.launch, cause: "a text is too long")
        }
        let length = texts.reduce(8) { $0 + 4 + $1 }
        guard length <= Self.bodyLimit else { throw RuntimeError(.launch, cause: "the frame is too long") }
        return length
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

/// Fills a buffer that has exactly the room that was computed for it.
private struct FrameWriter {
    let buffer: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(buffer: UnsafeMutableRawBufferPointer) { self.buffer = buffer }

    mutating func append(_ bytes: some Collection<UInt8>) {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count..<count + bytes.count])
        room.copyBytes(from: bytes)
        count += bytes.count
    }

    mutating func append(count number: Int) {
        append([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) })
    }

    mutating func append(text: String) {
        append(count: text.utf8.count)
        append(text.utf8)
    }

    /// Copies a secret straight from its buffer.
    mutating func append(_ secret: borrowing SecretVariable) throws(RuntimeError) {
        let name = secret.name
        append(count: name.utf8.count + 1 + secret.value.count)
        append(name.utf8)
        append(CollectionOfOne(UInt8(ascii: "=")))
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count..<count + secret.value.count])
        let isClean = secret.value.withBytes { bytes in
            room.copyMemory(from: bytes)
            return !bytes.contains(0)
        }
        guard isClean else { throw RuntimeError(.launch, cause: "a secret has a NUL in it") }
        count += room.count
    }
}
