import LoglyShared

/// A mean in the making: how many values, and their exact sum.
struct ShareSum: Equatable {
    /// Billionths of a percent: what the wire has is kept exactly, and 200 years of seconds fit a day's sum.
    static let scale = 1e9

    var values: Int64 = 0
    var sum: Int64 = 0

    mutating func add(_ share: Double?) {
        // What is no share at all (NaN, 1e300) would count as a number and ruin the mean.
        guard let share, abs(share) < 1e6 else { return }
        values += 1
        sum = sum.saturatingAdd(Int64((share * Self.scale).rounded()))
    }

    mutating func add(_ other: ShareSum) {
        values += other.values
        sum = sum.saturatingAdd(other.sum)
    }

    var mean: Double? { values == 0 ? nil : Double(sum) / (Double(values) * Self.scale) }
}

/// A row of `rollup_sums` and the greatest shares, of one period's samples.
struct SampleSums {
    var cpu = ShareSum()
    var memory = ShareSum()
    var disk = ShareSum()
    var maxCPU: Double?
    var maxMemory: Double?

    mutating func add(cpu: Double?, memory: Double?, disk: Double?) {
        self.cpu.add(cpu)
        self.memory.add(memory)
        self.disk.add(disk)
        if let cpu { maxCPU = max(cpu, maxCPU ?? cpu) }
        if let memory { maxMemory = max(memory, maxMemory ?? memory) }
    }

    mutating func add(_ other: SampleSums) {
        cpu.add(other.cpu)
        memory.add(other.memory)
        disk.add(other.disk)
    }
}

/// The statements over `rollup_sums`.
struct SumsTable: ~Copyable {
    private var query: Statement
    private var update: Statement
    private var closedHour: Statement
    private var closedDay: Statement

    init(_ database: borrowing Database) throws(ToolError) {
        let query = try database.prepare(
            """
            SELECT cpu_values, cpu_sum, memory_values, memory_sum, disk_values, disk_sum FROM rollup_sums
            WHERE period = ?1 AND host = ?2 AND timestamp = ?3
            """)
        let update = try database.prepare(
            "INSERT OR REPLACE INTO rollup_sums VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        let closedHour = try database.prepare(Self.hasValues(in: .hour))
        let closedDay = try database.prepare(Self.hasValues(in: .day))
        self.query = query
        self.update = update
        self.closedHour = closedHour
        self.closedDay = closedDay
    }

    private static func hasValues(in length: Period.Length) -> String {
        """
        SELECT 1 FROM \(length.table) WHERE host = ?1 AND timestamp = ?2
        AND coalesce(avg_cpu_percent, avg_memory_percent, avg_disk_percent, total_bytes_sent,
            total_bytes_recv, total_packets_sent, total_packets_recv) IS NOT NULL
        """
    }

    /// The sums of a period; zeros for one that had no samples, nil for one whose samples are gone.
    mutating func sums(of period: Period) throws(ToolError) -> SampleSums? {
        query.bind(1, period.length.rawValue)
        query.bind(2, period.host)
        query.bind(3, Double(period.start))
        defer { query.reset() }
        if try query.step() {
            var sums = SampleSums()
            sums.cpu = ShareSum(values: query.integer(0) ?? 0, sum: query.integer(1) ?? 0)
            sums.memory = ShareSum(values: query.integer(2) ?? 0, sum: query.integer(3) ?? 0)
            sums.disk = ShareSum(values: query.integer(4) ?? 0, sum: query.integer(5) ?? 0)
            return sums
        }
        let isClosed =
            period.length == .hour
            ? try Self.step(&closedHour, period) : try Self.step(&closedDay, period)
        return isClosed ? nil : SampleSums()
    }

    private static func step(_ statement: inout Statement, _ period: Period) throws(ToolError) -> Bool {
        statement.bind(1, period.host)
        statement.bind(2, Double(period.start))
        defer { statement.reset() }
        return try statement.step()
    }

    mutating func write(_ sums: SampleSums, of period: Period) throws(ToolError) {
        update.bind(1, period.length.rawValue)
        update.bind(2, period.host)
        update.bind(3, Double(period.start))
        for (index, share) in [sums.cpu, sums.memory, sums.disk].enumerated() {
            update.bind(4 + index * 2, share.values)
            update.bind(5 + index * 2, share.sum)
        }
        try update.run()
    }
}
