import LoglyShared

/// Averages and maxima, from the new rows of `system_metrics`.
struct SystemFold: Fold {
    static let table = "system_metrics"

    private var calendar: Calendar
    private var sums: [Period: SampleSums] = [:]

    init(_ calendar: Calendar) { self.calendar = calendar }

    mutating func read(
        _ database: borrowing Database, after mark: Int64, through end: Int64, limit: Int
    ) throws(ToolError) -> Int64? {
        var rows = try database.prepare(
            """
            SELECT id, host, timestamp, cpu_percent, memory_percent, disk_percent FROM system_metrics
            WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3
            """)
        rows.bind(1, mark)
        rows.bind(2, end)
        rows.bind(3, limit)
        var last: Int64?
        while try rows.step() {
            last = rows.integer(0)
            guard let host = rows.text(1), let second = rows.second(2) else { continue }
            for period in calendar.periods(of: second, host) {
                sums[period, default: SampleSums()].add(
                    cpu: rows.double(3), memory: rows.double(4), disk: rows.double(5))
            }
        }
        return last
    }

    mutating func write(
        _ database: borrowing Database, touched: inout Set<Period>
    ) throws(ToolError) {
        var table = try SumsTable(database)
        var hours = try database.prepare(Self.update(.hour))
        var days = try database.prepare(Self.update(.day))
        for (period, new) in sums.sorted(by: { $0.key < $1.key }) {
            guard var sums = try table.sums(of: period) else { continue }
            sums.add(new)
            (sums.maxCPU, sums.maxMemory) = (new.maxCPU, new.maxMemory)
            try table.write(sums, of: period)
            if period.length == .hour {
                try Self.run(&hours, period, sums)
            } else {
                try Self.run(&days, period, sums)
            }
            touched.insert(period)
        }
        sums.removeAll()
    }

    /// Means replace what was there, maxima are compared with it.
    private static func update(_ length: Period.Length) -> String {
        """
        INSERT INTO \(length.table) (host, timestamp, \(EventCounts.columns(length)), avg_cpu_percent,
            max_cpu_percent, avg_memory_percent, max_memory_percent, avg_disk_percent)
        VALUES (?1, ?2, \(EventCounts.zeros(length)), ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (host, timestamp) DO UPDATE SET avg_cpu_percent = excluded.avg_cpu_percent,
            max_cpu_percent = coalesce(max(max_cpu_percent, excluded.max_cpu_percent),
                max_cpu_percent, excluded.max_cpu_percent),
            avg_memory_percent = excluded.avg_memory_percent,
            max_memory_percent = coalesce(max(max_memory_percent, excluded.max_memory_percent),
                max_memory_percent, excluded.max_memory_percent),
            avg_disk_percent = excluded.avg_disk_percent
        """
    }

    private static func run(
        _ statement: inout Statement, _ period: Period, _ sums: SampleSums
    ) throws(ToolError) {
        statement.bind(1, period.host)
        statement.bind(2, Double(period.start))
        statement.bind(3, sums.cpu.mean)
        statement.bind(4, sums.maxCPU)
        statement.bind(5, sums.memory.mean)
        statement.bind(6, sums.maxMemory)
        statement.bind(7, sums.disk.mean)
        try statement.run()
    }
}

extension Statement {
    /// The whole second that a column's moment lies in; nil where it is no moment a calendar can show.
    func second(_ index: Int) -> Int64? { double(index).flatMap { wholeSecond(of: $0) } }
}

/// The whole second that a moment lies in; nil where it is none that a calendar can show.
func wholeSecond(of seconds: Double) -> Int64? {
    abs(seconds) < 253_402_300_800 ? Int64(seconds.rounded(.down)) : nil
}
