import Glibc
import LoglyShared

/// Gives the space of removed rows back to the file system, as far as nobody reads an older state.
enum Compaction {
    /// Pages moved and cut off by one statement.
    private static let step = 64

    static func run(_ database: borrowing Database) throws(ToolError) {
        try vacuum(database)
        try checkpoint(database)
    }

    private static func vacuum(_ database: borrowing Database) throws(ToolError) {
        // A database that was rebuilt from a dump has lost the setting.
        guard try database.integer("PRAGMA auto_vacuum") == 2 else { return }
        var left = try database.integer("PRAGMA freelist_count") ?? 0
        if left == 0 { return }
        try WriteSlices.run(database) { () throws(ToolError) in
            try database.execute("PRAGMA incremental_vacuum(\(step))")
            let now = try database.integer("PRAGMA freelist_count") ?? 0
            defer { left = now }
            return now > 0 && now < left
        }
    }

    /// Moves the WAL into the database and empties it; where a reader needs it, the next run does.
    private static func checkpoint(_ database: borrowing Database) throws(ToolError) {
        // The long part first, which keeps nobody from writing.
        try database.execute("PRAGMA wal_checkpoint(PASSIVE)")
        try database.waiting(atMost: 0.05) { () throws(ToolError) in
            try database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    /// Lets SQLite renew what it knows of the tables' content. It writes, so it comes before the rest.
    static func optimize(_ database: borrowing Database) throws(ToolError) {
        // Without a limit ANALYZE reads whole indexes.
        try database.execute("PRAGMA analysis_limit=400; PRAGMA optimize")
    }
}
