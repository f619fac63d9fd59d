import LoglyShared

/// New rows of one table on their way into the aggregates.
///
/// `read` gathers a stretch of rows in memory, without any lock; `write` then adds what came of them, inside
/// the short transaction that also moves the table's mark.
protocol Fold: ~Copyable {
    /// The table read, which names the mark too.
    static var table: String { get }

    init(_ calendar: Calendar)

    /// Reads up to `limit` rows with an id above `mark` and up to `end`.
    ///
    /// - Returns: the last id read; nil where there was none.
    mutating func read(
        _ database: borrowing Database, after mark: Int64, through end: Int64, limit: Int
    ) throws(ToolError) -> Int64?

    /// Adds what was read to the aggregates, and forgets it.
    ///
    /// - Parameter touched: gets each period that was written.
    mutating func write(
        _ database: borrowing Database, touched: inout Set<Period>
    ) throws(ToolError)
}

/// How far a table is rolled up.
enum RollupMark {
    static func read(_ name: String, _ database: borrowing Database) throws(ToolError) -> Int64? {
        var statement = try database.prepare("SELECT id FROM rollup_marks WHERE name = ?1")
        statement.bind(1, name)
        return try statement.step() ? statement.integer(0) : nil
    }

    static func write(_ name: String, _ id: Int64, _ database: borrowing Database) throws(ToolError) {
        var statement = try database.prepare(
            "INSERT INTO rollup_marks VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET id = excluded.id")
        statement.bind(1, name)
        statement.bind(2, id)
        try statement.run()
    }
}
