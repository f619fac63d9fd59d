import LoglyCommand
import LoglyShared

/// Computes the aggregates again from the raw rows, as far as those are there.
///
/// The rows are added up in temporary tables, which SQLite finds under the names of the real ones first, so that
/// the same code runs as for new rows; no writer waits for that. Then each period is exchanged for its
/// new form, whole in one transaction: whoever reads in between, or after a crash, sees old and new periods
/// that are both right. What begins before the oldest raw rows stays as it was.
struct Rebuild {
    private static let tables = [
        "hourly_aggregates", "daily_aggregates", "rollup_sums", "rollup_uniques", "ip_activity",
        "source_activity",
    ]

    let samples: Calendar
    let events: Calendar

    /// - Parameter changesDays: the days begin elsewhere than before, so that no part of a day that must stay can
    ///   be computed anew.
    init(_ calendar: Calendar, _ database: borrowing Database, changesDays: Bool) throws(ToolError) {
        var samples = calendar
        var events = calendar
        samples.keepsBefore(try PrunedRows.samples.noted(database))
        events.keepsBefore(try PrunedRows.events.noted(database))
        if changesDays {
            let days = max(samples.bounds.days, events.bounds.days)
            samples.bounds.days = days
            events.bounds.days = days
        }
        self.samples = samples
        self.events = events
    }

    /// - Returns: the periods that were computed.
    func run(_ database: borrowing Database, progress: Progress? = nil) throws(ToolError) -> Set<Period> {
        for table in Self.tables {
            let sql = try database.text("SELECT sql FROM main.sqlite_schema WHERE name = '\(table)'") ?? ""
            try database.execute("CREATE TEMP TABLE" + sql.dropFirst("CREATE TABLE".count))
        }
        try keep(database)
        let samplePass = try fold(samples, database, progress) { pass, database throws(ToolError) in
            try pass.run(SystemFold.self, database, from: 0, through: Self.mark(SystemFold.table, database))
            try pass.run(NetworkFold.self, database, from: 0, through: Self.mark(NetworkFold.table, database))
        }
        let eventPass = try fold(events, database, progress) { pass, database throws(ToolError) in
            try pass.run(EventFold.self, database, from: 0, through: Self.mark(EventFold.table, database))
        }
        for table in Self.tables { try exchange(table, database, progress) }
        for table in Self.tables { try database.execute("DROP TABLE temp.\(table)") }
        return samplePass.union(eventPass)
    }

    private static func mark(_ table: String, _ database: borrowing Database) throws(ToolError) -> Int64 {
        try RollupMark.read(table, database) ?? 0
    }

    private func fold(
        _ calendar: Calendar, _ database: borrowing Database, _ progress: Progress?,
        _ body: (inout RollupPass, borrowing Database) throws(ToolError) -> Void
    ) throws(ToolError) -> Set<Period> {
        var pass = RollupPass(calendar, progress: progress)
        pass.isRebuild = true
        try body(&pass, database)
        return pass.touched
    }

    /// Copies what stays as it is.
    private func keep(_ database: borrowing Database) throws(ToolError) {
        for length in [Period.Length.hour, .day] {
            let (samples, events) = (samples.bounds[length], events.bounds[length])
            let columns = try Self.columns(of: length.table, database).map { name in
                switch name {
                case "host", "timestamp": name
                case _ where name.hasPrefix("avg_") || name.hasPrefix("max_") || name.hasPrefix("total_"):
                    "iif(timestamp < \(samples), \(name), NULL)"
                default: "iif(timestamp < \(events), \(name), 0)"
                }
            }
            try database.execute(
                """
                INSERT INTO temp.\(length.table) SELECT \(columns.joined(separator: ", "))
                FROM main.\(length.table) WHERE timestamp < \(max(samples, events));
                INSERT INTO temp.rollup_sums SELECT * FROM main.rollup_sums
                WHERE period = '\(length.rawValue)' AND timestamp < \(samples);
                """)
        }
        try database.execute(
            """
            INSERT INTO temp.rollup_uniques SELECT * FROM main.rollup_uniques
            WHERE timestamp < \(events.bounds.days)
            """)
    }

    private static func columns(
        of table: String, _ database: borrowing Database
    ) throws(ToolError) -> [String] {
        var statement = try database.prepare("SELECT name FROM pragma_table_info('\(table)')")
        var names: [String] = []
        while try statement.step() { names.append(statement.text(0) ?? "") }
        return names
    }

    /// Puts the new rows of a table in the place of the old, period by period.
    private func exchange(
        _ table: String, _ database: borrowing Database, _ progress: Progress?
    ) throws(ToolError) {
        // What these have of hours that must stay was not copied.
        let isActivity = table == "ip_activity" || table == "source_activity"
        let from = isActivity ? events.bounds.activity : .min
        var keys = try database.prepare(
            """
            SELECT host, timestamp FROM main.\(table) WHERE timestamp >= \(from)
            UNION SELECT host, timestamp FROM temp.\(table)
            """)
        var rows: [(host: String, time: Double)] = []
        while try keys.step() { rows.append((keys.text(0) ?? "", keys.double(1) ?? 0)) }
        // SQLite finds no index for a period that isn't told.
        let period = table == "rollup_sums" ? "period IN ('hour', 'day') AND " : ""
        let place = "\(period)host = ?1 AND timestamp = ?2"
        var deletion = try database.prepare("DELETE FROM main.\(table) WHERE \(place)")
        var insertion = try database.prepare(
            "INSERT INTO main.\(table) SELECT * FROM temp.\(table) WHERE \(place)")
        var next = rows.startIndex
        try WriteSlices.run(database) { () throws(ToolError) in
            guard next < rows.endIndex else { return false }
            deletion.bind(1, rows[next].host)
            deletion.bind(2, rows[next].time)
            try deletion.run()
            insertion.bind(1, rows[next].host)
            insertion.bind(2, rows[next].time)
            try insertion.run()
            next += 1
            progress?.show { [next] _ in
                "replacing \(table): \(next * 100 / rows.count) % of \(counted(rows.count, "period"))"
            }
            return true
        }
    }
}
