import Glibc
import LoglyShared

/// What a person asks first: is it collecting, from where, how much is there, and what went wrong.
struct StatusReport {
    let now: Timestamp
    let configuration: Configuration
    private(set) var document: Document

    init(_ database: borrowing Database, now: Timestamp, configuration: Configuration) throws(ToolError) {
        self.now = now
        self.configuration = configuration
        document = Document(type: "status", title: "Logly status", timestamp: now)
        try addDatabase(database)
        try addSamples(database)
        try addTables(database)
        try addLogs(database)
        try addRuns(database)
        try addSources(database)
    }

    private func age(_ time: Timestamp?) -> Cell { Cell(seconds: time.map { now.seconds - $0.seconds }) }

    private mutating func addDatabase(_ database: borrowing Database) throws(ToolError) {
        let pageSize = try database.integer("PRAGMA page_size") ?? 0
        let free = try database.integer("PRAGMA freelist_count") ?? 0
        let pending = try Self.rowsToRollUp(database)
        document.sections.append(
            Section(
                "database", "Database",
                facts: [
                    ("path", "Path", .text(database.path)),
                    ("bytes", "Size", Cell(bytes: Self.fileSize(database.path))),
                    ("wal_bytes", "Write-ahead log", Cell(bytes: Self.fileSize(database.path + "-wal"))),
                    ("free_bytes", "Free inside", .bytes(free * pageSize)),
                    (
                        "schema_version", "Schema version",
                        Cell(count: try database.integer("PRAGMA user_version"))
                    ),
                    ("hosts", "Hosts", .texts(try Hosts.all(in: database))),
                    ("rows_to_roll_up", "Rows to roll up", .count(pending)),
                ]))
    }

    private static func fileSize(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Rows that came since the last rollup.
    private static func rowsToRollUp(_ database: borrowing Database) throws(ToolError) -> Int64 {
        var count: Int64 = 0
        for table in ["system_metrics", "network_metrics", "log_events"] {
            count +=
                try database.integer(
                    """
                    SELECT count(*) FROM \(table)
                    WHERE id > coalesce((SELECT id FROM rollup_marks WHERE name = '\(table)'), 0)
                    """) ?? 0
        }
        return count
    }

    private mutating func addSamples(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "samples", "Newest samples", [("host", "Host"), ("timestamp", "Time"), ("age_seconds", "Age")])
        let system = MetricQuery<SystemRecord>.samples
        let limit = 5 * Double(configuration.collection.systemMetrics)
        for host in try system.hosts(in: database) {
            guard let newest = try system.newestTime(of: host, in: database) else { continue }
            section.rows.append([.text(host), .time(newest), age(newest)])
            let silence = now.seconds - newest.seconds
            if silence > limit {
                document.warnings.append(
                    "collection has stalled: no sample of \(host) for \(duration(silence)), one is due every \(duration(limit / 5))"
                )
            }
        }
        document.sections.append(section)
    }

    private mutating func addTables(_ database: borrowing Database) throws(ToolError) {
        let names =
            ExportKind.allCases.compactMap { SampleTables.names[$0.rawValue] }
            + ["log_events", "hourly_aggregates", "daily_aggregates", "ip_activity"]
        var section = Section(
            "tables", "Tables",
            [("name", "Table"), ("rows", "Rows"), ("oldest", "Oldest"), ("newest", "Newest")])
        for name in names {
            // Apart from each other: only a lone min() or max() is looked up in an index.
            var edges = try database.prepare(
                "SELECT (SELECT min(timestamp) FROM \(name)), (SELECT max(timestamp) FROM \(name))")
            guard try edges.step() else { continue }
            section.rows.append([
                .text(name), Cell(count: try database.integer("SELECT count(*) FROM \(name)")),
                Cell(time: edges.timestamp(0)), Cell(time: edges.timestamp(1)),
            ])
        }
        document.sections.append(section)
    }
}

// MARK: Logs

extension StatusReport {
    /// The newest generation of each log, and how far it is stored; not of matches of a glob that are gone.
    private mutating func addLogs(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "logs", "Logs",
            [
                ("host", "Host"), ("source", "Source"), ("path", "Path"), ("generation", "Generation"),
                ("offset", "Read to"), ("timestamp", "Last stored"), ("age_seconds", "Age"),
                ("file", "File"),
            ])
        let newest = SQLQuery(
            """
            SELECT host, source, path, generation, "offset", timestamp, file FROM log_offsets AS log
            WHERE generation = (SELECT max(generation) FROM log_offsets
                WHERE host = log.host AND source = log.source AND path = log.path)
                AND file <> ''
            ORDER BY host, source, path
            """)
        try newest.forEachRow(in: database) { row throws(ToolError) in
            let time = row.timestamp(5)
            section.rows.append([
                Cell(text: row.text(0)), Cell(text: row.text(1)), Cell(text: row.text(2)),
                Cell(count: row.integer(3)), Cell(bytes: row.integer(4)), Cell(time: time), age(time),
                Cell(text: row.text(6)),
            ])
        }
        document.sections.append(section)
    }

    private mutating func addRuns(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "runs", "Last runs",
            [
                ("host", "Host"), ("program", "Program"), ("timestamp", "Ended"), ("age_seconds", "Age"),
                ("status", "Exit status"), ("seconds", "Took"),
            ])
        let limit = 5 * Double(configuration.collection.logParsing)
        var warnings: [String] = []
        let last = SQLQuery(
            """
            SELECT host, program, max(timestamp), status, seconds FROM runs GROUP BY host, program
            ORDER BY host, program
            """)
        try last.forEachRow(in: database) { row throws(ToolError) in
            let time = row.timestamp(2)
            section.rows.append([
                Cell(text: row.text(0)), Cell(text: row.text(1)), Cell(time: time), age(time),
                Cell(count: row.integer(3)), Cell(seconds: row.double(4)),
            ])
            let name = "\(row.text(1) ?? "a program") on \(row.text(0) ?? "an unknown host")"
            if let status = row.integer(3), status != 0 {
                warnings.append("the last run of \(name) ended with \(status)")
            }
            if let time, now.seconds - time.seconds > limit {
                warnings.append(
                    "\(name) last ended \(duration(now.seconds - time.seconds)) ago, it is due every \(duration(limit / 5))"
                )
            }
        }
        document.warnings += warnings
        document.sections.append(section)
    }

    /// What the runs of the last day did with each log.
    private mutating func addSources(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "sources", "Logs in the last 24 hours",
            [
                ("host", "Host"), ("source", "Source"), ("path", "Path"), ("status", "Last status"),
                ("bytes", "Read"), ("lines", "Lines"), ("parsed", "Parsed"), ("unparsed", "Unparsed"),
                ("skipped_bytes", "Skipped"),
            ])
        var warnings: [String] = []
        let sums = SQLQuery(
            """
            SELECT runs.host, source, path, run_sources.status, sum(bytes), sum(lines), sum(parsed),
                sum(unparsed), sum(skipped_bytes), max(runs.id)
            FROM runs JOIN run_sources ON run_sources.run = runs.id
            WHERE runs.timestamp >= ? AND runs.timestamp <= ?
            GROUP BY runs.host, source, path ORDER BY runs.host, source, path
            """, [.number(now.seconds - 86_400), .number(now.seconds)])
        // What a run had nothing to tell of is in the entry of its glob.
        var globs: [String: (status: String?, run: Int64)] = [:]
        try sums.forEachRow(in: database) { row throws(ToolError) in
            guard let path = row.text(2), LogSource.isGlob(path) else { return }
            globs["\(row.text(0) ?? "") \(row.text(1) ?? "")"] = (row.text(3), row.integer(9) ?? 0)
        }
        try sums.forEachRow(in: database) { row throws(ToolError) in
            var status = row.text(3)
            if let glob = globs["\(row.text(0) ?? "") \(row.text(1) ?? "")"], glob.run > row.integer(9) ?? 0 {
                status = glob.status
            }
            section.rows.append([
                Cell(text: row.text(0)), Cell(text: row.text(1)), Cell(text: row.text(2)),
                Cell(text: status), Cell(bytes: row.integer(4)), Cell(count: row.integer(5)),
                Cell(count: row.integer(6)), Cell(count: row.integer(7)), Cell(bytes: row.integer(8)),
            ])
            if let skipped = row.integer(8), skipped > 0 {
                warnings.append(
                    "\(size(skipped)) of \(row.text(2) ?? "a log") were gone before they could be read")
            }
        }
        document.warnings += warnings
        document.sections.append(section)
    }
}
