// SPDX-License-Identifier: Apache-2.0
private import CTrust
private import Foundation

/// The data directory: whose it is, what it lies on, and how much room there is.
enum FolderCheck {
    private static let subject = "data directory"
    /// Bytes below which a server should not start, and below which the operator should know.
    private static let (leastSpace, littleSpace): (UInt64, UInt64) = (100 << 20, 1 << 30)

    static func run(_ configuration: ServerConfiguration) -> [CheckResult] {
        let folder = configuration.dataDirectory
        var status = stat()
        guard stat(folder, &status) == 0 else {
            let parent = nearestParent(of: folder)
            guard access(parent, W_OK) == 0 else {
                return [
                    .failed(
                        subject, "\(folder) is not there, and \(parent) can't be written to",
                        fix: "Make it for this user, or set AG2TRUST_DATA_DIR.")
                ]
            }
            return [.ok(subject, "\(folder) is made at the first start"), space(parent), engine(parent)]
        }
        return [rights(folder, status), space(folder), engine(folder)]
    }

    private static func rights(_ folder: String, _ status: stat) -> CheckResult {
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return .failed(subject, "\(folder) is not a folder", fix: "Move it away, or set AG2TRUST_DATA_DIR.")
        }
        guard status.st_uid == geteuid() else {
            return .failed(
                subject, "\(folder) belongs to user \(status.st_uid), and this is user \(geteuid())",
                fix: "Run as that user, or `chown -R \(geteuid()) \(folder)`.")
        }
        // Agents' own users pass through it to their folders, and can't list it.
        guard status.st_mode & 0o066 == 0 else {
            return .failed(subject, "\(folder) is open to others", fix: "chmod 711 \(folder)")
        }
        return .ok(subject, "\(folder) is ours alone")
    }

    private static func space(_ folder: String) -> CheckResult {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            return .failed("disk", "\(folder) does not tell how much room it has", fix: "Use a local file system.")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        let words = "\(free >> 20) MiB are free"
        if free < leastSpace { return .failed("disk", words, fix: "Make room: 100 MiB at least.") }
        if free < littleSpace { return .warning("disk", words, fix: "Make room: 1 GiB is little for a busy server.") }
        return .ok("disk", words)
    }

    /// Tries what the database and the spool stand on, in a file that is gone again at once.
    private static func engine(_ folder: String) -> CheckResult {
        let subject = "file system"
        let remote: [Int: String] = [
            0x6969: "NFS", 0x517b: "SMB", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB2", 0x0102_1997: "9P",
            0x5346_414f: "AFS", 0x00c3_6400: "Ceph",
        ]
        if let name = remote[Int(trust_file_system_kind(folder))] {
            return .failed(
                subject, "\(folder) lies on \(name): locks and synced writes are not what a database needs",
                fix: "Set AG2TRUST_DATA_DIR to a local disk.")
        }
        var path = (folder + "/.check-XXXXXX").utf8CString
        let descriptor = path.withUnsafeMutableBufferPointer { name -> Int32 in
            guard let name = name.baseAddress else { return -1 }
            let descriptor = mkstemp(name)
            if descriptor >= 0 { unlink(name) }
            return descriptor
        }
        guard descriptor >= 0 else {
            return .warning(
                subject, "can't be tried: \(String(cString: strerror(errno)))", fix: "Check as the server's user.")
        }
        defer { close(descriptor) }
        let size = 4096
        var lock = flock(
            l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: off_t(size), l_pid: 0)
        guard ftruncate(descriptor, off_t(size)) == 0, fcntl(descriptor, F_SETLK, &lock) == 0 else {
            return .failed(subject, "\(folder) has no locks", fix: "Set AG2TRUST_DATA_DIR to a local disk.")
        }
        let memory = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let memory, memory != MAP_FAILED else {
            return .failed(
                subject, "\(folder) can't be mapped into memory", fix: "Set AG2TRUST_DATA_DIR to a local disk.")
        }
        defer { munmap(memory, size) }
        memory.storeBytes(of: 1, as: UInt8.self)
        guard msync(memory, size, MS_SYNC) == 0, fsync(descriptor) == 0 else {
            return .failed(subject, "\(folder) can't be synced", fix: "Set AG2TRUST_DATA_DIR to a local disk.")
        }
        return .ok(subject, "locks, maps and syncs")
    }

    private static func nearestParent(of folder: String) -> String {
        var path = (folder as NSString).deletingLastPathComponent
        while !path.isEmpty, path != "/", access(path, F_OK) != 0 {
            path = (path as NSString).deletingLastPathComponent
        }
        return path.isEmpty ? "." : path
    }
}
