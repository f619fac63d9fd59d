import LoglyShared

/// Totals, from the differences that new rows of `network_metrics` make.
///
/// The samples of a host are a chain in the order of time, a difference for each link. A sample at the end
/// adds a link; one that came late stands between two older ones, whose link is taken back for the two new ones.
struct NetworkFold: Fold {
    static let table = "network_metrics"

    private var calendar: Calendar
    private var totals: [Period: CounterTotals] = [:]

    init(_ calendar: Calendar) { self.calendar = calendar }

    mutating func read(
        _ database: borrowing Database, after mark: Int64, through end: Int64, limit: Int
    ) throws(ToolError) -> Int64? {
        var rows = try database.prepare(
            """
            SELECT \(NetworkSample.columns), host FROM network_metrics
            WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3
            """)
        rows.bind(1, mark)
        rows.bind(2, end)
        rows.bind(3, limit)
        var samples: [String: [NetworkSample]] = [:]
        var last: Int64?
        while try rows.step() {
            last = rows.integer(0)
            guard let host = rows.text(6), let sample = NetworkSample(rows) else { continue }
            samples[host, default: []].append(sample)
        }
        guard let last else { return nil }
        var chain = try NetworkChain(database, through: last)
        for (host, samples) in samples {
            try link(samples.sorted { $0.time < $1.time }, of: host, after: mark, in: &chain)
        }
        return last
    }

    private mutating func link(
        _ samples: [NetworkSample], of host: String, after mark: Int64, in chain: inout NetworkChain
    ) throws(ToolError) {
        // The last row before the run of new ones that the walk is in, for each counter.
        var older: [NetworkSample?] = Array(repeating: nil, count: NetworkSample.counterCount)
        for sample in samples {
            for period in calendar.periods(of: sample.second, host) {
                // A period with a sample has a row, if only with zeros.
                totals[period, default: CounterTotals()].isSeen = true
            }
            let before = try chain.neighbours(of: sample, host, .before)
            let after = try chain.neighbours(of: sample, host, .after)
            for counter in 0..<NetworkSample.counterCount {
                guard let value = sample.counters[counter] else { continue }
                let previous = before[counter]
                if previous.map({ $0.id <= mark }) ?? true { older[counter] = previous }
                if let previousValue = previous?.counters[counter] {
                    add(value.increase(since: previousValue), counter, at: sample.second, host)
                }
                guard let next = after[counter], next.id <= mark, let nextValue = next.counters[counter]
                else { continue }
                add(nextValue.increase(since: value), counter, at: next.second, host)
                if let olderValue = older[counter]?.counters[counter] {
                    add(-nextValue.increase(since: olderValue), counter, at: next.second, host)
                }
            }
        }
    }

    private mutating func add(_ difference: Int64, _ counter: Int, at second: Int64, _ host: String) {
        for period in calendar.periods(of: second, host) {
            totals[period, default: CounterTotals()].add(difference, to: counter)
        }
    }

    mutating func write(
        _ database: borrowing Database, touched: inout Set<Period>
    ) throws(ToolError) {
        var table = try SumsTable(database)
        var hours = try database.prepare(Self.update(.hour))
        var days = try database.prepare(Self.update(.day))
        for (period, total) in totals.sorted(by: { $0.key < $1.key }) {
            // nil: its samples are gone.
            guard let sums = try table.sums(of: period) else { continue }
            try table.write(sums, of: period)
            if period.length == .hour {
                try Self.run(&hours, period, total)
            } else {
                try Self.run(&days, period, total)
            }
            if total.isSeen || database.changes > 0 { touched.insert(period) }
        }
        totals.removeAll()
    }

    private static func update(_ length: Period.Length) -> String {
        let columns = ["total_bytes_sent", "total_bytes_recv", "total_packets_sent", "total_packets_recv"]
        let sums = columns.map {
            "\($0) = CASE WHEN excluded.\($0) IS NULL THEN \($0) ELSE coalesce(\($0), 0) + excluded.\($0) END"
        }
        let changes = columns.map { "excluded.\($0) <> 0 OR \($0) IS NULL AND excluded.\($0) IS NOT NULL" }
        return """
            INSERT INTO \(length.table)
                (host, timestamp, \(EventCounts.columns(length)), \(columns.joined(separator: ", ")))
            VALUES (?1, ?2, \(EventCounts.zeros(length)), ?3, ?4, ?5, ?6)
            ON CONFLICT (host, timestamp) DO UPDATE SET \(sums.joined(separator: ", "))
            WHERE \(changes.joined(separator: " OR "))
            """
    }

    private static func run(
        _ statement: inout Statement, _ period: Period, _ totals: CounterTotals
    ) throws(ToolError) {
        statement.bind(1, period.host)
        statement.bind(2, Double(period.start))
        for (index, total) in totals.differences.enumerated() { statement.bind(3 + index, total) }
        try statement.run()
    }
}

/// What is to be added to the totals of one period; nil where no difference was made.
private struct CounterTotals {
    var differences: [Int64?] = Array(repeating: nil, count: NetworkSample.counterCount)
    /// One of the new samples lies in the period.
    var isSeen = false

    mutating func add(_ difference: Int64, to counter: Int) {
        differences[counter] = (differences[counter] ?? 0).saturatingAdd(difference)
    }
}

extension Int64 {
    /// How far a counter went from an earlier value to this: where it fell it began anew, and all of it counts.
    fileprivate func increase(since earlier: Int64) -> Int64 { self >= earlier ? self - earlier : self }
}
