// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing
import TrustCore

@testable import TrustVault

struct MasterKeyFileTests {
    private let folder: ScratchFolder
    private var path: String { folder.masterKeyPath }

    init() throws { folder = try ScratchFolder() }

    /// The cause that reading the file is refused with.
    private func refusal() -> String? {
        do {
            _ = try LocalKeyService(masterKeyFile: path, createIfMissing: false)
            return nil
        } catch {
            return error.cause
        }
    }

    private func rewrite(_ change: (inout [UInt8]) -> Void) throws {
        var bytes = Array(FileManager.default.contents(atPath: path) ?? Data())
        change(&bytes)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o600)
    }

    @Test func theFirstStartMakesAFileForUsAlone() throws {
        let deep = folder.path + "/a/b/master.key"
        let made = try LocalKeyService(masterKeyFile: deep, createIfMissing: true)
        var status = stat()
        #expect(stat(deep, &status) == 0 && status.st_mode & 0o7777 == 0o600 && status.st_nlink == 1)
        #expect(stat(folder.path + "/a/b", &status) == 0 && status.st_mode & 0o7777 == 0o700)
        #expect(stat(folder.path + "/a", &status) == 0 && status.st_mode & 0o7777 == 0o700)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b") == ["master.key"])
        let read = try LocalKeyService(masterKeyFile: deep, createIfMissing: true)
        #expect(read.keyReference == made.keyReference)
    }

    @Test func theFileIsOneLineThatCanBeCopied() throws {
        try MasterKeyFile.create(path)
        let line = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        let form = #/ag2trust-master-v1 [0-9a-f]{16} [A-Za-z0-9+\/]{43}= [0-9a-f]{8}\n/#
        #expect(line.wholeMatch(of: form) != nil)
        // Without the line's end, as an editor may leave it.
        try rewrite { $0.removeLast() }
        #expect(refusal() == nil)
    }

    @Test func twoFirstStartsNeverShareAKey() throws {
        let first = try LocalKeyService(masterKeyFile: folder.path + "/one.key", createIfMissing: true)
        let second = try LocalKeyService(masterKeyFile: folder.path + "/two.key", createIfMissing: true)
        #expect(first.keyReference != second.keyReference)
    }

    @Test func aFileThatIsThereIsNeverReplaced() throws {
        try MasterKeyFile.create(path)
        let before = FileManager.default.contents(atPath: path)
        try MasterKeyFile.create(path)
        #expect(FileManager.default.contents(atPath: path) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    }

    @Test func aMissingFileIsMadeOnlyWhereThatWasAskedFor() async {
        let code = await vaultCode { try LocalKeyService(masterKeyFile: path, createIfMissing: false) }
        #expect(code == .masterKeyMissing)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o644, 0o660, 0o601] as [mode_t])
    func aFileOpenToOthersIsRefused(mode: mode_t) throws {
        try MasterKeyFile.create(path)
        chmod(path, mode)
        #expect(refusal() == MasterKeyFile.Defect.openToOthers.cause)
    }

    @Test func aStricterModeIsFine() throws {
        try MasterKeyFile.create(path)
        chmod(path, 0o400)
        #expect(refusal() == nil)
    }

    @Test func aSymbolicLinkIsRefused() throws {
        try MasterKeyFile.create(folder.path + "/real.key")
        symlink(folder.path + "/real.key", path)
        #expect(refusal() == MasterKeyFile.Defect.symbolicLink.cause)
    }

    @Test func aDanglingLinkIsNotFollowedByTheFirstStart() throws {
        symlink(folder.path + "/elsewhere.key", path)
        #expect(throws: VaultError.self) { try LocalKeyService(masterKeyFile: path, createIfMissing: true) }
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/elsewhere.key"))
    }

    @Test func aSecondNameIsRefused() throws {
        try MasterKeyFile.create(path)
        link(path, folder.path + "/copy.key")
        #expect(refusal() == MasterKeyFile.Defect.secondName.cause)
    }

    @Test func whatIsNoFileIsRefused() throws {
        mkdir(path, 0o700)
        #expect(refusal() == MasterKeyFile.Defect.notAFile.cause)
        rmdir(path)
        mkfifo(path, 0o600)
        #expect(refusal() == MasterKeyFile.Defect.notAFile.cause)
    }

    /// Giving a file away takes root; others look at one of root's, which a link can't stand in for.
    @Test func anotherUsersFileIsRefused() throws {
        if geteuid() == 0 {
            try MasterKeyFile.create(path)
            chown(path, 65_534, 65_534)
            #expect(refusal() == MasterKeyFile.Defect.otherOwner.cause)
        } else {
            let code = #expect(throws: VaultError.self) {
                try LocalKeyService(masterKeyFile: "/etc/hostname", createIfMissing: false)
            }
            #expect(code?.cause == MasterKeyFile.Defect.otherOwner.cause)
        }
    }

    @Test func aFolderThatOthersCanWriteToIsRefused() throws {
        try MasterKeyFile.create(path)
        for mode in [0o770, 0o702, 0o1777] as [mode_t] {
            chmod(folder.path, mode)
            #expect(refusal() == MasterKeyFile.Defect.folderOpenToOthers.cause)
        }
        chmod(folder.path, 0o755)
        #expect(refusal() == nil)
    }

    @Test func theFirstStartMakesNothingInAFolderOfEverybody() throws {
        chmod(folder.path, 0o777)
        #expect(throws: VaultError.self) { try LocalKeyService(masterKeyFile: path, createIfMissing: true) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func wrongSizesAreRefused() throws {
        for change in [{ $0 = [] }, { $0.removeLast(2) }, { $0.append(0x0a) }] as [(inout [UInt8]) -> Void] {
            unlink(path)
            try MasterKeyFile.create(path)
            try rewrite(change)
            #expect(refusal() == MasterKeyFile.Defect.wrongSize.cause)
        }
    }

    @Test func everyChangedCharacterIsNoticed() throws {
        try MasterKeyFile.create(path)
        let whole = Array(FileManager.default.contents(atPath: path) ?? Data())
        for index in whole.indices {
            var changed = whole
            changed[index] = changed[index] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
            #expect(throws: VaultError.self, "character \(index)") {
                _ = try MasterKeyFile.parse(SecretBytes(copying: changed))
            }
        }
        #expect(throws: Never.self) { _ = try MasterKeyFile.parse(SecretBytes(copying: whole)) }
    }

    @Test func aFileDoesNotSayWhatItsKeyIsInErrors() throws {
        try MasterKeyFile.create(path)
        let whole = FileManager.default.contents(atPath: path) ?? Data()
        let key = String(decoding: whole, as: UTF8.self).split(separator: " ")[2]
        try rewrite { $0[20] = $0[20] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0") }
        let error = #expect(throws: VaultError.self) {
            try LocalKeyService(masterKeyFile: path, createIfMissing: false)
        }
        #expect(error?.cause == MasterKeyFile.Defect.wrongChecksum.cause)
        #expect(String(reflecting: error).contains(key) == false)
    }
}
