import CSQLite
import Glibc

/// The database of Logly: one SQLite file in WAL mode.
///
/// Opening for writing makes what is missing (folder, file, schema) and brings an older schema up to
/// date. A file that is no database of Logly's, or is damaged, is refused and left as it is.
public struct Database: ~Copyable {
    public enum Access: Sendable {
        case readOnly
        case readWrite
    }

    /// How long a locked database is waited for.
    public static let busyTimeout = 10.0

    let handle: OpaquePointer
    public let path: String
    private let patience: BusyHandler

    /// Opens the database, and makes it where it is opened for writing and absent or of 0 bytes.
    ///
    /// An older schema is brought up to date by a reader too.
    ///
    /// - Parameter mustExist: an absent database is an error for a writer too.
    /// - Throws: status 66 where it is absent, or still being made, and only to be read, 65 where it is no database of Logly's or is
    ///   damaged, 78 where its schema is newer, 77 without permission, 75 when it stays locked.
    public static func open(
        _ path: String, _ access: Access, mustExist: Bool = false
    ) throws(ToolError) -> Database {
        let probe = try DatabaseFile.probe(path)
        if access == .readOnly || mustExist, probe == .absent {
            throw ToolError(.noInput, cannot: "open \(path)", errno: ENOENT)
        }
        if access == .readWrite, probe == .absent { try DatabaseFile.create(path) }

        var opened: OpaquePointer?
        let flags = (access == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let error = ToolError(sqlite: opened, code, doing: "open", path)
            sqlite3_close_v2(opened)
            throw error
        }
        let database = Database(handle: opened, path: path)
        // Where two make a database, SQLite gives up at once rather than let them wait for each other.
        let deadline = monotonicSeconds() + busyTimeout
        while true {
            do {
                try database.prepare(for: access, isNew: probe == .absent)
                break
            } catch {
                // Who was making it has been killed since it was looked at.
                if access == .readOnly, DatabaseFile.isUnmade(path) { throw nothingStored(in: path) }
                if error.status != .busy || monotonicSeconds() >= deadline { throw error }
                usleep(BusyHandler.pause)
            }
        }
        guard access == .readOnly else { return database }
        let version = try Schema.version(of: database)
        if version == 0 { throw nothingStored(in: path) }
        if version == Schema.version { return database }
        // Queries know the newest schema alone. Who may not write waits for a program of Logly's own user to come.
        // Before that it is closed: to look at its file again would drop its locks.
        _ = consume database
        _ = try open(path, .readWrite)
        return try open(path, .readOnly)
    }

    private static func nothingStored(in path: String) -> ToolError {
        ToolError(.noInput, "cannot open \(path): nothing is stored in it yet")
    }

    private init(handle: OpaquePointer, path: String) {
        (self.handle, self.path) = (handle, path)
        self.patience = BusyHandler(handle, seconds: Self.busyTimeout)
    }

    deinit {
        // The WAL stays beside the file, so that a reader without write access can open it.
        sqlite3_close_v2(handle)
        patience.free()
    }

    private func prepare(for access: Access, isNew: Bool) throws(ToolError) {
        sqlite3_extended_result_codes(handle, 1)
        var keepsWAL: Int32 = 1
        sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keepsWAL)
        if access == .readWrite {
            // auto_vacuum can only be chosen before the first table and before WAL.
            // WAL is written into the file, so whose it is has to be known before.
            if isNew { try execute("PRAGMA auto_vacuum=INCREMENTAL") } else { try Schema.check(self) }
            // A database that is locked stays as it is, without an error.
            if try text("PRAGMA journal_mode=WAL") != "wal" { throw error(SQLITE_BUSY, doing: "use") }
            try execute("PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=0; PRAGMA foreign_keys=OFF")
            try Schema.migrate(self)
        } else {
            try Schema.check(self)
        }
    }

    /// Runs statements that return nothing of interest.
    public func execute(_ sql: String) throws(ToolError) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw error(code, doing: "use") }
    }

    /// Compiles one statement; it may be run many times.
    public func prepare(_ sql: String) throws(ToolError) -> Statement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw error(code, doing: "query") }
        return Statement(handle: statement, path: path)
    }

    /// Runs `body` between BEGIN IMMEDIATE and COMMIT; what it throws rolls everything back.
    public func transaction<Result>(
        _ body: () throws(ToolError) -> Result
    ) throws(ToolError) -> Result {
        try execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // A full disk may have rolled back already; then there is nothing left to undo.
            if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    /// Runs `body` on one unchanging view of the database.
    public func snapshot<Result>(_ body: () throws(ToolError) -> Result) throws(ToolError) -> Result {
        try execute("BEGIN")
        defer { sqlite3_exec(handle, "COMMIT", nil, nil, nil) }
        return try body()
    }

    /// Runs `body` with another patience for locks than `busyTimeout`.
    public func waiting<Result>(
        atMost seconds: Double, _ body: () throws(ToolError) -> Result
    ) throws(ToolError) -> Result {
        patience.seconds = seconds
        defer { patience.seconds = Self.busyTimeout }
        return try body()
    }

    /// What the database and its WAL take on disk, in bytes; as SQLite tells, since no descriptor may be opened
    /// on the file.
    public func sizeOnDisk() throws(ToolError) -> Int64 {
        let pages = try integer("PRAGMA page_count") ?? 0
        let pageSize = try integer("PRAGMA page_size") ?? 0
        var wal = stat()
        return pages * pageSize + (stat(path + "-wal", &wal) == 0 ? Int64(wal.st_size) : 0)
    }

    /// The first column of the first row as an integer; nil where there is none, or it is NULL.
    public func integer(_ sql: String) throws(ToolError) -> Int64? {
        var statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : nil
    }

    /// The first column of the first row as text; nil where there is none, or it is NULL.
    public func text(_ sql: String) throws(ToolError) -> String? {
        var statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : nil
    }

    /// Rows that the last INSERT, UPDATE or DELETE changed.
    public var changes: Int { Int(sqlite3_changes64(handle)) }

    public var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

    func error(_ code: Int32, doing action: String) -> ToolError {
        ToolError(sqlite: handle, code, doing: action, path)
    }
}

/// Waits for a lock by asking again every 2 ms: SQLite's own handler sleeps up to 100 ms, in
/// which a program that writes slice after slice never leaves it a turn.
private struct BusyHandler: @unchecked Sendable {
    /// Microseconds.
    static let pause: UInt32 = 2000

    private struct State {
        var deadline: Double
        var patience: Double
    }

    private let state: UnsafeMutablePointer<State>

    init(_ handle: OpaquePointer, seconds: Double) {
        state = .allocate(capacity: 1)
        state.initialize(to: State(deadline: 0, patience: seconds))
        sqlite3_busy_handler(
            handle,
            { context, attempts in
                guard let state = context?.assumingMemoryBound(to: State.self) else { return 0 }
                let now = monotonicSeconds()
                if attempts == 0 { state.pointee.deadline = now + state.pointee.patience }
                if now >= state.pointee.deadline { return 0 }
                usleep(BusyHandler.pause)
                return 1
            }, state)
    }

    var seconds: Double {
        get { state.pointee.patience }
        nonmutating set { state.pointee.patience = newValue }
    }

    func free() { state.deallocate() }
}

/// Seconds of a clock that never jumps; only differences mean anything.
public func monotonicSeconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
}

extension ToolError {
    /// What SQLite reports, as the exit status that a script can act on.
    init(sqlite handle: OpaquePointer?, _ code: Int32, doing action: String, _ path: String) {
        let reason = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
        let systemCode = handle.map { sqlite3_system_errno($0) } ?? 0
        let status: ExitStatus =
            switch code & 0xFF {
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_CORRUPT, SQLITE_NOTADB: .badData
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: .noPermission
            case SQLITE_CANTOPEN: systemCode == EACCES || systemCode == EPERM ? .noPermission : .inputOutput
            default: .inputOutput
            }
        if status == .busy {
            self.init(.busy, "cannot \(action) \(path): still locked after \(Int(Database.busyTimeout)) s")
        } else {
            let detail = systemCode == 0 ? "" : " (\(String(cString: strerror(systemCode))))"
            let hint = status == .noPermission ? DatabaseFile.permissionHint : ""
            self.init(status, "cannot \(action) \(path): \(reason)\(detail)\(hint)")
        }
    }
}
