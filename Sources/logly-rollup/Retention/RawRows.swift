import LoglyCommand
import LoglyShared

/// Removes the oldest raw rows, none that is not yet rolled up.
struct RawRows: ~Copyable {
    /// A table of samples; `thing` is the column beside host and time that tells its samples apart.
    private struct SampleTable {
        var name: String
        var thing: String?
        /// The rollup has to have seen its rows.
        var isRolledUp = false
        /// A sample after the cut needs the last one before it for a difference.
        var counters: [String] = []
    }

    private static let tables = [
        SampleTable(name: "system_metrics", isRolledUp: true),
        SampleTable(name: "network_metrics", isRolledUp: true, counters: NetworkSample.counterNames),
        SampleTable(name: "filesystem_metrics", thing: "mount_point"),
        SampleTable(name: "interface_metrics", thing: "interface", counters: ["bytes_sent"]),
        SampleTable(name: "disk_metrics", thing: "device", counters: ["reads"]),
    ]

    /// Rows that are removed by one statement: a few milliseconds of a writer's time.
    static let step = 200

    private let marks: [String: Int64]
    /// Rows removed so far.
    private(set) var removed = 0

    private let progress: Progress?

    init(_ database: borrowing Database, progress: Progress? = nil) throws(ToolError) {
        self.progress = progress
        var marks: [String: Int64] = [:]
        for table in Self.tables where table.isRolledUp {
            marks[table.name] = try RollupMark.read(table.name, database) ?? 0
        }
        marks[EventFold.table] = try RollupMark.read(EventFold.table, database) ?? 0
        self.marks = marks
    }

    private func rolledUp(_ table: String) -> String { marks[table].map { " AND id <= \($0)" } ?? "" }

    /// Removes log events before a moment.
    ///
    /// - Parameter isEnough: asked after each step; true ends it early.
    mutating func removeEvents(
        before cut: Int64, _ database: borrowing Database, until isEnough: () throws(ToolError) -> Bool
    ) throws(ToolError) {
        let deletion = """
            DELETE FROM events WHERE id IN (SELECT id FROM events WHERE timestamp < \(cut)
            \(rolledUp(EventFold.table)) ORDER BY timestamp LIMIT \(Self.step))
            """
        try run(deletion, .events, before: cut, database, until: isEnough)
    }

    /// Removes samples before a moment, but for the last of each counter.
    ///
    /// - Parameter outlived: a last sample before this moment goes too: what it counted is long gone.
    mutating func removeSamples(
        before cut: Int64, outlived: Int64 = .min, _ database: borrowing Database,
        until isEnough: () throws(ToolError) -> Bool
    ) throws(ToolError) {
        for table in Self.tables {
            for host in try database.hosts(of: table.name) {
                let kept = try kept(table, host, before: cut, outlived: outlived, database)
                let deletion = """
                    DELETE FROM \(table.name) WHERE id IN (SELECT id FROM \(table.name)
                    WHERE host = \(host.sqlLiteral) AND timestamp < \(cut)\(rolledUp(table.name))
                    AND id NOT IN (\(kept.map { "\($0)" }.joined(separator: ", ")))
                    ORDER BY timestamp LIMIT \(Self.step))
                    """
                try run(deletion, .samples, before: cut, database, until: isEnough)
            }
        }
    }

    private mutating func run(
        _ sql: String, _ rows: PrunedRows, before cut: Int64, _ database: borrowing Database,
        until isEnough: () throws(ToolError) -> Bool
    ) throws(ToolError) {
        var deletion = try database.prepare(sql)
        var isNoted = false
        var count = 0
        if try isEnough() { return }
        try WriteSlices.run(database) { () throws(ToolError) in
            try deletion.run()
            let changes = database.changes
            if changes == 0 { return false }
            count += changes
            progress?.show { [removed] in "removing old rows: \(pace(removed + count, "row", in: $0))" }
            if !isNoted {
                try rows.note(before: cut, database)
                isNoted = true
            }
            if changes < Self.step { return false }
            return try !isEnough()
        }
        removed += count
    }

    /// The ids of the last samples before the cut, of each thing that is counted.
    private func kept(
        _ table: SampleTable, _ host: String, before cut: Int64, outlived: Int64,
        _ database: borrowing Database
    ) throws(ToolError) -> Set<Int64> {
        var kept: Set<Int64> = []
        for counter in table.counters {
            let condition = "host = ?1 AND timestamp >= \(outlived) AND timestamp < \(cut)"
            // Each thing's last by the index alone; of a host's only one, the last that has the counter.
            var last = try database.prepare(
                table.thing.map {
                    "SELECT id, max(timestamp) FROM \(table.name) WHERE \(condition) GROUP BY \($0)"
                }
                    ?? """
                    SELECT id FROM \(table.name) WHERE \(condition) AND \(counter) IS NOT NULL
                    ORDER BY timestamp DESC LIMIT 1
                    """)
            last.bind(1, host)
            while try last.step() { kept.insert(last.integer(0) ?? 0) }
        }
        return kept
    }

    /// The time of the oldest row that may go, from a moment on; nil where there is none.
    func oldest(from start: Int64, _ database: borrowing Database) throws(ToolError) -> Double? {
        var oldest = try database.number(
            """
            SELECT timestamp FROM log_events WHERE timestamp >= \(start)\(rolledUp(EventFold.table))
            ORDER BY timestamp LIMIT 1
            """)
        for table in Self.tables {
            for host in try database.hosts(of: table.name) {
                let time = try database.number(
                    """
                    SELECT timestamp FROM \(table.name) WHERE host = \(host.sqlLiteral)
                    AND timestamp >= \(start)\(rolledUp(table.name)) ORDER BY timestamp LIMIT 1
                    """)
                if let time { oldest = min(oldest ?? time, time) }
            }
        }
        return oldest
    }
}

extension Database {
    /// The hosts of a table whose key begins with `host`, a search for each.
    func hosts(of table: String) throws(ToolError) -> [String] {
        var statement = try prepare(
            """
            WITH RECURSIVE hosts (host) AS (SELECT min(host) FROM \(table) UNION ALL
            SELECT (SELECT min(host) FROM \(table) WHERE host > hosts.host) FROM hosts WHERE host IS NOT NULL)
            SELECT host FROM hosts WHERE host IS NOT NULL
            """)
        var hosts: [String] = []
        while try statement.step() { hosts.append(statement.text(0) ?? "") }
        return hosts
    }

    func number(_ sql: String) throws(ToolError) -> Double? {
        var statement = try prepare(sql)
        return try statement.step() ? statement.double(0) : nil
    }
}

extension String {
    /// As a text in SQL.
    var sqlLiteral: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}
