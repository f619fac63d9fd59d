import CSQLite
import Glibc

extension Database {
    /// Pages copied at a time, between two looks at the progress: a MiB.
    private static let backupStep: Int32 = 256

    /// Copies the database as it is at this moment into the empty file at `path`, by SQLite's backup interface.
    ///
    /// One snapshot is read: writers go on and wait for nothing, only the WAL cannot be emptied meanwhile. The copy is
    /// whole in its one file and is marked as in no need of a WAL, so that it can be read wherever it is put;
    /// the first program that writes to it gives it one again.
    ///
    /// - Parameters:
    ///   - path: must not be written by anyone else.
    ///   - name: how messages call the copy.
    ///   - unlinked: the copy loses its name once it is open: whoever has a descriptor on it reads it.
    ///   - progress: gets how many pages are copied, of how many.
    public func backUp(
        to path: String, as name: String, unlinked: Bool = false,
        progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws(ToolError) {
        // Closed last: closing a descriptor drops the locks that SQLite holds on the file.
        let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ToolError(cannot: "write \(name)", errno: errno) }
        defer { close(descriptor) }
        try copyPages(to: path, as: name, unlinked, progress)
        // Bytes 18 and 19 of the header are the versions for writing and reading: 2 with a WAL, 1 without.
        guard pwrite(descriptor, [1, 1] as [UInt8], 2, 18) == 2, fsync(descriptor) == 0 else {
            throw ToolError(cannot: "write \(name)", errno: errno)
        }
    }

    private func copyPages(
        to path: String, as name: String, _ unlinked: Bool, _ progress: (_ done: Int, _ of: Int) -> Void
    ) throws(ToolError) {
        var copy: OpaquePointer?
        let opened = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        if unlinked { unlink(path) }
        defer { sqlite3_close_v2(copy) }
        func check(_ code: Int32) throws(ToolError) {
            if code != SQLITE_OK { throw ToolError(sqlite: copy, code, doing: "write", name) }
        }
        try check(opened)
        sqlite3_extended_result_codes(copy, 1)
        // Nobody reads it before it is whole.
        try check(sqlite3_exec(copy, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", nil, nil, nil))
        try snapshot { () throws(ToolError) in
            // The snapshot begins with the first read; without it a writer would make the copy begin anew.
            _ = try integer("SELECT count(*) FROM sqlite_schema")
            guard let backup = sqlite3_backup_init(copy, "main", handle, "main") else {
                throw ToolError(sqlite: copy, sqlite3_errcode(copy), doing: "write", name)
            }
            var code = SQLITE_OK
            while code == SQLITE_OK {
                code = sqlite3_backup_step(backup, Self.backupStep)
                let pages = Int(sqlite3_backup_pagecount(backup))
                progress(pages - Int(sqlite3_backup_remaining(backup)), pages)
            }
            let result = sqlite3_backup_finish(backup)
            try check(code == SQLITE_DONE ? result : code)
        }
    }
}
