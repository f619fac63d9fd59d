/// The schema as numbered migrations; `PRAGMA user_version` says how many a file has had.
///
/// A migration that has been released never changes: a new column or index is a new one at the end.
public enum Schema {
    /// `PRAGMA application_id` of every database of Logly's: "Logl".
    static let applicationID: Int64 = 0x4C6F_676C

    /// What leads from version n to n + 1, in one transaction.
    enum Migration {
        case sql([String])
        /// The events in a smaller form.
        case events
    }

    static let migrations: [Migration] = [
        .sql([
            MetadataTable.creation, SampleTables.creation, LogEventsTable.creationOfVersion1,
            LogOffsetsTable.creation, RunTables.creation, AggregateTables.creation, IPActivityTable.creation,
            KnownErrorsTable.creation,
        ]),
        .sql([SourceActivityTable.creation]),
        .events,
    ]

    /// The version that this program writes.
    public static var version: Int { migrations.count }

    /// Refuses what this program must not read: another program's database, or one of a newer version.
    static func check(_ database: borrowing Database) throws(ToolError) {
        // In one view: another program may be making the tables at this moment.
        try database.snapshot { () throws(ToolError) in try checkView(database) }
    }

    private static func checkView(_ database: borrowing Database) throws(ToolError) {
        let owner = try database.integer("PRAGMA application_id") ?? 0
        let isEmpty = try database.integer("SELECT count(*) FROM sqlite_schema") == 0
        if owner != applicationID, !isEmpty {
            throw ToolError(.badData, "cannot use \(database.path): it is the database of another program")
        }
        let version = try database.integer("PRAGMA user_version") ?? 0
        if version > migrations.count {
            throw ToolError(
                .configuration,
                "cannot use \(database.path): its schema is version \(version), and this program knows \(migrations.count); update Logly"
            )
        }
    }

    /// 0 where nothing is in it.
    static func version(of database: borrowing Database) throws(ToolError) -> Int {
        Int(try database.integer("PRAGMA user_version") ?? 0)
    }

    /// Brings the database to the newest version, each step in a transaction of its own.
    static func migrate(_ database: borrowing Database) throws(ToolError) {
        try check(database)
        var version = Int(try database.integer("PRAGMA user_version") ?? 0)
        while version < migrations.count {
            let copy = version
            version = try database.transaction { () throws(ToolError) -> Int in
                // Another program may have been faster.
                let current = Int(try database.integer("PRAGMA user_version") ?? 0)
                if current > copy { return current }
                switch migrations[copy] {
                case .sql(let steps): for sql in steps { try database.execute(sql) }
                case .events: try EventsMigration.run(database)
                }
                try database.execute(
                    "PRAGMA application_id=\(applicationID); PRAGMA user_version=\(copy + 1)")
                return copy + 1
            }
        }
    }
}
