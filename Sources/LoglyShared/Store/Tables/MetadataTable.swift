/// What the database knows of itself: `host`, the machine's name at its first run.
public enum MetadataTable {
    static let creation = """
        CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
        """

    /// The name that the machine of the first run had; nil in a database that nothing was stored in.
    public static func host(in database: borrowing Database) throws(ToolError) -> String? {
        try database.text("SELECT value FROM metadata WHERE key = 'host'")
    }

    /// Records the machine's name unless one is there. Must be called inside a transaction.
    public static func recordHost(_ host: String, in database: borrowing Database) throws(ToolError) {
        var statement = try database.prepare("INSERT OR IGNORE INTO metadata VALUES ('host', ?1)")
        statement.bind(1, host)
        try statement.run()
    }
}
