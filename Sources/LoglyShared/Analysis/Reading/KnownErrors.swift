/// Which errors have been seen before.
///
/// `logly-rollup` remembers each fingerprint with the time at which it was first seen, so that nobody has to read
/// the whole past for an error that is new. What came since the last rollup is read here.
public enum KnownErrors {
    /// Rows of which the fingerprints are remembered in one transaction.
    private static let stretch: Int64 = 50_000

    /// The rows that `ErrorActivity` takes for errors.
    private static let isError = """
        (level IN (\(Level.error.rawValue), \(Level.critical.rawValue)) OR \(isNamed))
        """
    private static let isNamed = """
        action IN (\(EventsTable.code(of: .oomKill)), \(EventsTable.code(of: .dbError)))
        """

    // MARK: Remembering

    /// Remembers the errors among the rows that are new since the last time.
    ///
    /// Cost: the new rows. Call it outside of a transaction, and before rows are removed.
    public static func remember(in database: borrowing Database) throws(ToolError) {
        let newest = try database.integer("SELECT max(id) FROM events") ?? 0
        var mark = try self.mark(in: database) ?? 0
        while mark < newest {
            let end = min(newest, mark + stretch)
            let seen = try fingerprints(from: mark, through: end, in: database)
            try database.transaction { () throws(ToolError) in
                try store(seen, upTo: end, in: database)
            }
            mark = end
        }
    }

    private static func mark(in database: borrowing Database) throws(ToolError) -> Int64? {
        try database.integer("SELECT id FROM rollup_marks WHERE name = '\(KnownErrorsTable.mark)'")
    }

    private static func fingerprints(
        from start: Int64, through end: Int64, in database: borrowing Database
    ) throws(ToolError) -> [Int64: Double] {
        let events = try EventCursor("WHERE id > ?1 AND id <= ?2 AND \(isError)", of: database) {
            $0.bind(1, start)
            $0.bind(2, end)
        }
        var first: [Int64: Double] = [:]
        while try events.step() {
            guard let message = events.bytes(.message) else { continue }
            let time = events.seconds
            let fingerprint = Int64(bitPattern: Fingerprint.of(message))
            first[fingerprint] = min(first[fingerprint] ?? time, time)
        }
        return first
    }

    private static func store(
        _ seen: [Int64: Double], upTo end: Int64, in database: borrowing Database
    ) throws(ToolError) {
        var insertion = try database.prepare(
            """
            INSERT INTO known_errors VALUES (?1, ?2)
            ON CONFLICT (fingerprint) DO UPDATE SET timestamp = min(timestamp, excluded.timestamp)
            """)
        for (fingerprint, time) in seen {
            insertion.bind(1, fingerprint)
            insertion.bind(2, time)
            try insertion.run()
        }
        var marking = try database.prepare(
            "INSERT INTO rollup_marks VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET id = excluded.id")
        marking.bind(1, KnownErrorsTable.mark)
        marking.bind(2, end)
        try marking.run()
    }

    // MARK: Asking

    /// Those of the fingerprints that the data before `begin` know; nil where there is no data before.
    static func known(
        among fingerprints: Set<UInt64>, before begin: Timestamp, in database: borrowing Database
    ) throws(ToolError) -> Set<UInt64>? {
        var earlier = try database.prepare("SELECT 1 FROM events WHERE timestamp < ?1 LIMIT 1")
        earlier.bind(1, begin)
        guard try earlier.step() else { return nil }
        var missing = fingerprints
        var remembered = try database.prepare(
            "SELECT 1 FROM known_errors WHERE fingerprint = ?1 AND timestamp < ?2")
        for fingerprint in fingerprints {
            remembered.bind(1, Int64(bitPattern: fingerprint))
            remembered.bind(2, begin)
            if try remembered.step() { missing.remove(fingerprint) }
            remembered.reset()
        }
        if let mark = try mark(in: database) {
            try look(
                for: &missing, in: database, before: begin,
                where: "id > \(mark) AND \(isError) AND +timestamp < ?1")
        } else {
            // The latest first: errors that come again and again are found at once.
            try look(
                for: &missing, in: database, before: begin,
                where: """
                    \(EventsTable.isGrave()) AND level >= \(Level.error.rawValue) AND timestamp < ?1
                    ORDER BY timestamp DESC
                    """)
            try look(
                for: &missing, in: database, before: begin,
                where: "\(EventsTable.isNotable()) AND \(isNamed) AND timestamp < ?1")
        }
        return fingerprints.subtracting(missing)
    }

    private static func look(
        for missing: inout Set<UInt64>, in database: borrowing Database, before begin: Timestamp,
        where condition: String
    ) throws(ToolError) {
        if missing.isEmpty { return }
        let events = try EventCursor("WHERE \(condition)", of: database) { $0.bind(1, begin) }
        while !missing.isEmpty, try events.step() {
            if let message = events.bytes(.message) { missing.remove(Fingerprint.of(message)) }
        }
    }
}
