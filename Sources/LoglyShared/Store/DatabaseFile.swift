import Glibc

/// What stands at the database's path before SQLite opens it.
///
/// Closing a descriptor on the file drops all POSIX locks that this process has on it, so the file is
/// only ever looked at before SQLite has it open.
enum DatabaseFile {
    enum State {
        /// Nothing, a file of 0 bytes, or one whose making was interrupted.
        case absent
        case database
    }

    /// What helps where the database is not one's own to read or write.
    static let permissionHint = "; run as a member of the group logly"

    private static let signature = Array("SQLite format 3\0".utf8)

    /// Refuses what is no SQLite database, and one of which the end is missing.
    static func probe(_ path: String) throws(ToolError) -> State {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return .absent }
            if errno == EACCES {
                throw ToolError(.noPermission, "cannot open \(path): Permission denied\(permissionHint)")
            }
            throw ToolError(cannot: "open \(path)", errno: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw ToolError(cannot: "read \(path)", errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw ToolError(.badData, "cannot use \(path): it is no regular file")
        }
        if status.st_size == 0 || isUnmade(path) { return .absent }
        var header = try Header(of: descriptor, path)
        while isCut(path, descriptor, header) {
            // Unless another program is at it.
            let before = header
            header = try Header(of: descriptor, path)
            if header.size == before.size {
                throw ToolError(.badData, "cannot use \(path): it is damaged, its end is missing")
            }
        }
        return .database
    }

    private struct Header {
        /// Bytes of the database.
        let size: Int

        init(of descriptor: Int32, _ path: String) throws(ToolError) {
            var header = [UInt8](repeating: 0, count: 100)
            guard pread(descriptor, &header, 100, 0) == 100, Array(header[..<16]) == signature else {
                throw ToolError(.badData, "cannot use \(path): it is no SQLite database")
            }
            let pageSize = Int(header[16]) << 8 | Int(header[17])
            size = header[28..<32].reduce(0) { $0 << 8 | Int($1) } * (pageSize == 1 ? 65_536 : pageSize)
        }
    }

    /// Who was making it has been killed, or is at it: the rollback journal leads back to a file of a page at most, which
    /// has no table. A reader cannot roll back, and would fail until a writer comes.
    ///
    /// Later there is a WAL and no such journal (SQLite's file format, 3, The Rollback Journal).
    static func isUnmade(_ path: String) -> Bool {
        let descriptor = open(path + "-journal", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 20)
        guard pread(descriptor, &header, 20, 0) == 20,
            Array(header[..<8]) == [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        else { return false }
        return header[16..<20].reduce(0) { $0 << 8 | Int($1) } <= 1
    }

    /// A database that was cut is refused before anything is written to it. While a WAL is beside it,
    /// a checkpoint may have been interrupted, which SQLite mends by itself.
    private static func isCut(_ path: String, _ descriptor: Int32, _ header: Header) -> Bool {
        var (wal, file) = (stat(), stat())
        if stat(path + "-wal", &wal) == 0, wal.st_size > 0 { return false }
        // Behind the WAL: a checkpoint makes the file longer before that is emptied.
        return fstat(descriptor, &file) == 0 && file.st_size < header.size
    }

    /// Makes an empty file, and its folder where that is missing, as the owner of the folder would have it.
    ///
    /// In a folder with the set-group-ID bit (the installed one: 2770) the file is its group's to write.
    static func create(_ path: String) throws(ToolError) {
        try makeFolder(SharedFolder.folder(of: path))
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw ToolError(
                errno == EACCES ? .noPermission : .cannotCreate, cannot: "create \(path)", errno: errno)
        }
        defer { close(descriptor) }
        SharedFolder.share(descriptor, path)
    }

    private static func makeFolder(_ folder: String) throws(ToolError) {
        var status = stat()
        if stat(folder, &status) == 0 { return }
        let parent = SharedFolder.folder(of: folder)
        try makeFolder(parent)
        if mkdir(folder, 0o777) != 0 {
            // Another program may have been faster.
            if errno == EEXIST { return }
            throw ToolError(
                errno == EACCES ? .noPermission : .cannotCreate, cannot: "create \(folder)", errno: errno)
        }
        guard stat(parent, &status) == 0 else { return }
        if geteuid() == 0 { _ = chown(folder, status.st_uid, status.st_gid) }
        if status.st_mode & S_ISGID != 0 { _ = chmod(folder, 0o2770) }
    }
}
