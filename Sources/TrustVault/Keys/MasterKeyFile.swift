// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import TrustCore

/// The local key service's master key, in one line of plain text that a person can copy, print and type in again:
///
/// ```
/// ag2trust-master-v1 <key id, 16 hex digits> <key, 32 bytes in base64> <checksum, 8 hex digits>
/// ```
///
/// The key id is HKDF-SHA512(key, no salt, "KEYID") cut to 8 bytes: it tells keys apart and gives nothing away. The
/// checksum is the beginning of SHA-256 over the line before it, and finds slips of the pen.
///
/// The file belongs to the user that runs the program, has mode 0600 or stricter, is no link and has no second name;
/// its folder belongs to the same user or to root, and nobody else can write there. Anything else is refused.
struct MasterKeyFile: ~Copyable {
    let key: SecretBytes
    let keyID: [UInt8]

    static let label = "ag2trust-master-v1"
    static let keyCount = 32
    /// Label, id, key and checksum with three spaces, without the line's end.
    private static let lineCount = 18 + 1 + 16 + 1 + 44 + 1 + 8

    init(key: consuming SecretBytes) {
        keyID = Self.keyID(of: key)
        self.key = key
    }

    /// Reads a file, checking its place first.
    /// - Throws: `masterKeyMissing`, `masterKeyUnusable` with the reason in `cause`.
    static func read(_ path: String) throws(VaultError) -> MasterKeyFile {
        let file = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            switch errno {
            case ENOENT: throw VaultError(.masterKeyMissing, cause: path)
            case ELOOP: throw unusable(.symbolicLink)
            default: throw unusable(.unreadable)
            }
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw unusable(.unreadable) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw unusable(.notAFile) }
        guard status.st_uid == geteuid() else { throw unusable(.otherOwner) }
        guard status.st_mode & 0o077 == 0 else { throw unusable(.openToOthers) }
        guard status.st_nlink == 1 else { throw unusable(.secondName) }
        try checkFolder(of: path)
        guard status.st_size == lineCount || status.st_size == lineCount + 1 else { throw unusable(.wrongSize) }
        let text = unsafe SecretBytes(capacity: lineCount + 1) { buffer in
            var used = 0
            while used < buffer.count {
                let got = unsafe Foundation.read(file, buffer.baseAddress?.advanced(by: used), buffer.count - used)
                guard got > 0 else { break }
                used += got
            }
            return used
        }
        return try parse(text)
    }

    /// Makes a fresh key and its file, with folders of mode 0700 where they are missing. The file appears whole and
    /// synced, or not at all; one that is there is never replaced.
    /// - Throws: `masterKeyUnusable`.
    static func create(_ path: String) throws(VaultError) {
        try makeFolder(folder(of: path))
        try checkFolder(of: path)
        let key = MasterKeyFile(key: SecureRandom.secret(keyCount))
        let draft = "\(folder(of: path))/.master-\(Hexadecimal.encode(SecureRandom.bytes(8)))"
        let file = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unusable(.unwritable) }
        defer { unsafe unlink(draft) }
        let isWritten = unsafe key.text().withBytes { bytes in
            unsafe fchmod(file, 0o600) == 0 && write(file, bytes.baseAddress, bytes.count) == bytes.count
                && fsync(file) == 0
        }
        guard close(file) == 0, isWritten else { throw unusable(.unwritable) }
        // `link` is what makes the name appear, and refuses one that is taken.
        guard unsafe link(draft, path) == 0 || errno == EEXIST else { throw unusable(.unwritable) }
        unsafe unlink(draft)
        try syncFolder(folder(of: path))
    }

    /// The line, with its end.
    borrowing func text() -> SecretBytes {
        let prefix = Array("\(Self.label) \(Hexadecimal.encode(keyID)) ".utf8)
        return unsafe SecretBytes(capacity: Self.lineCount + 1) { buffer in
            unsafe buffer.copyBytes(from: prefix)
            let keyStart = prefix.count
            let keyEnd = keyStart + 44
            unsafe key.withBytes { bytes in
                unsafe Base64.encode(bytes, .standard, into: .init(rebasing: buffer[keyStart..<keyEnd]))
            }
            let sum = unsafe Self.checksum(UnsafeRawBufferPointer(rebasing: buffer[..<keyEnd]))
            let tail = Array(" \(sum)\n".utf8)
            unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[keyEnd...]).copyBytes(from: tail)
            return buffer.count
        }
    }

    /// Reads the line; the one line's end may be missing.
    static func parse(_ text: borrowing SecretBytes) throws(VaultError) -> MasterKeyFile {
        try unsafe text.withBytes { bytes throws(VaultError) -> MasterKeyFile in
            let isTerminated = unsafe bytes.last == UInt8(ascii: "\n")
            guard bytes.count == lineCount + (isTerminated ? 1 : 0) else { throw unusable(.wrongSize) }
            let fields = unsafe bytes[..<lineCount].split(separator: 0x20, omittingEmptySubsequences: false)
            guard unsafe fields.count == 4, unsafe fields[0].elementsEqual(label.utf8), unsafe fields[1].count == 16,
                unsafe fields[2].count == 44, unsafe fields[3].count == 8
            else { throw unusable(.wrongFormat) }
            let keyEnd = lineCount - 9
            guard unsafe fields[3].elementsEqual(checksum(UnsafeRawBufferPointer(rebasing: bytes[..<keyEnd])).utf8)
            else { throw unusable(.wrongChecksum) }
            guard let key = unsafe Base64.decode(UnsafeRawBufferPointer(rebasing: fields[2]), .standard),
                key.count == keyCount
            else { throw unusable(.wrongFormat) }
            let file = MasterKeyFile(key: key)
            guard unsafe fields[1].elementsEqual(Hexadecimal.encode(file.keyID).utf8) else {
                throw unusable(.wrongKeyID)
            }
            return file
        }
    }

    private static func keyID(of key: borrowing SecretBytes) -> [UInt8] {
        let derived = KeyDerivation.ExtractedKey(from: SymmetricKey(key), salt: [])
            .expanded(info: Array("KEYID".utf8))
        return unsafe derived.withUnsafeBytes { unsafe Array($0.prefix(8)) }
    }

    private static func checksum(_ line: UnsafeRawBufferPointer) -> String {
        Hexadecimal.encode(Array(unsafe SHA256.hash(data: line).prefix(4)))
    }

    /// Why a file can't be used, as the error's cause says it.
    enum Defect: String, Sendable, CaseIterable {
        case unreadable = "can't be read"
        case symbolicLink = "is a symbolic link"
        case notAFile = "is not a regular file"
        case otherOwner = "belongs to another user"
        case openToOthers = "is open to others; chmod 600 it"
        case secondName = "has a second name"
        case noFolder = "has no folder, and none can be made"
        case folderOfOther = "lies in another user's folder"
        case folderOpenToOthers = "lies in a folder that others can write to"
        case wrongSize = "has a wrong size"
        case wrongFormat = "has a wrong format"
        case wrongChecksum = "has a wrong checksum"
        case wrongKeyID = "names another key id"
        case unwritable = "can't be made"

        var cause: String { "the master key's file \(rawValue)" }
    }

    static func unusable(_ defect: Defect) -> VaultError { VaultError(.masterKeyUnusable, cause: defect.cause) }
}
