import LoglyCommand
import LoglyShared

/// Removes the oldest of what is not raw: aggregates, what the rollup keeps for them, offsets and runs.
struct RolledRows {
    /// Rows removed so far.
    private(set) var removed = 0
    private let progress: Progress?

    init(progress: Progress? = nil) { self.progress = progress }

    /// Tables with the key `host, timestamp, …`, or `period, host, timestamp`.
    enum Table: String {
        case hours = "hourly_aggregates"
        case days = "daily_aggregates"
        case addresses = "ip_activity"
        case sources = "source_activity"
        case uniques = "rollup_uniques"
        case sums = "rollup_sums"

        var key: String {
            switch self {
            case .hours, .days: "host, timestamp"
            case .addresses: "host, timestamp, ip_address"
            case .sources: "host, timestamp, source, level, action"
            case .uniques: "host, timestamp, kind, value"
            case .sums: "period, host, timestamp"
            }
        }
    }

    mutating func remove(
        _ table: Table, before cut: Int64, _ database: borrowing Database,
        until isEnough: () throws(ToolError) -> Bool = { false }
    ) throws(ToolError) {
        let hosts = try database.hosts(of: table == .sums ? "daily_aggregates" : table.rawValue)
        for host in hosts {
            let period = table == .sums ? "period IN ('hour', 'day') AND " : ""
            try run(
                """
                DELETE FROM \(table.rawValue) WHERE (\(table.key)) IN (SELECT \(table.key)
                FROM \(table.rawValue) WHERE \(period)host = \(host.sqlLiteral) AND timestamp < \(cut)
                LIMIT \(RawRows.step))
                """, database, until: isEnough)
        }
    }

    /// Offsets of generations that nothing was read from for long, but for each log's newest, unless a glob matched that
    /// and nothing is left of it (its file is empty then); and runs.
    mutating func removeLedger(before cut: Int64, _ database: borrowing Database) throws(ToolError) {
        try run(
            """
            DELETE FROM log_offsets WHERE timestamp < \(cut) AND (file = '' OR generation < (SELECT max(generation)
            FROM log_offsets newer WHERE newer.host = log_offsets.host AND newer.source = log_offsets.source
            AND newer.path = log_offsets.path))
            """, database, once: true)
        let old = "(SELECT id FROM runs WHERE timestamp < \(cut) ORDER BY timestamp LIMIT \(RawRows.step))"
        var sources = try database.prepare("DELETE FROM run_sources WHERE run IN \(old)")
        var runs = try database.prepare("DELETE FROM runs WHERE id IN \(old)")
        var count = 0
        try WriteSlices.run(database) { () throws(ToolError) in
            try sources.run()
            try runs.run()
            count += database.changes
            return database.changes == RawRows.step
        }
        removed += count
    }

    private mutating func run(
        _ sql: String, _ database: borrowing Database, once: Bool = false,
        until isEnough: () throws(ToolError) -> Bool = { false }
    ) throws(ToolError) {
        var deletion = try database.prepare(sql)
        var count = 0
        if try isEnough() { return }
        try WriteSlices.run(database) { () throws(ToolError) in
            try deletion.run()
            let changes = database.changes
            count += changes
            progress?.show { [removed] in "removing old rows: \(pace(removed + count, "row", in: $0))" }
            if once || changes < RawRows.step { return false }
            return try !isEnough()
        }
        removed += count
    }
}
