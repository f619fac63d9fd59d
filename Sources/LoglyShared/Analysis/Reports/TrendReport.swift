import Glibc

/// The `trend` records: how the measures of each machine change from the first half of a window to the second.
///
/// Works on hours: those of `hourly_aggregates`, or of one source those of `source_activity`, where they are, and raw
/// rows for what is not rolled up yet. So a window may be older than the raw rows, and long without reading them.
public struct TrendReport {
    /// A measure of an hour.
    enum Measure: String, CaseIterable {
        case cpu = "cpu_percent"
        case memory = "memory_percent"
        case disk = "disk_percent"
        case events = "log_events"
        case errors
        case failedLogins = "failed_logins"

        /// The column of `hourly_aggregates`.
        var column: String {
            switch self {
            case .cpu: "avg_cpu_percent"
            case .memory: "avg_memory_percent"
            case .disk: "avg_disk_percent"
            case .events: "log_events_count"
            case .errors: "error_count"
            case .failedLogins: "failed_login_count"
            }
        }

        var isCount: Bool { [.events, .errors, .failedLogins].contains(self) }
    }

    /// One host's hours, by their beginning in seconds.
    typealias Hours = [Int64: [Measure: Double]]

    let question: AnalysisQuestion

    public init(_ question: AnalysisQuestion) { self.question = question }

    public func records(from database: borrowing Database) throws(ToolError) -> [JSONValue] {
        var hosts: [String: Hours] = [:]
        // Samples are of no source.
        if question.source == nil {
            try readSampleHours(database, into: &hosts)
            try readSamples(database, hosts.compactMapValues { $0.keys.max() }, into: &hosts)
        }
        try readEvents(database, into: &hosts)
        return hosts.keys.sorted().flatMap { host in
            Measure.allCases.compactMap { record(host, $0, hosts[host] ?? [:]) }
        }
    }

    // MARK: Samples

    private static let shares = [Measure.cpu, .memory, .disk]

    private func readSampleHours(
        _ database: borrowing Database, into hosts: inout [String: Hours]
    ) throws(ToolError) {
        var query = try database.prepare(
            """
            SELECT host, timestamp, \(Self.shares.map(\.column).joined(separator: ", ")) FROM hourly_aggregates
            WHERE timestamp >= ?1 AND timestamp < ?2 AND \(hostCondition("hourly_aggregates"))
            """)
        bind(&query)
        while try query.step() { Self.add(query, Self.shares, to: &hosts) }
    }

    /// The indexes of hours begin with the host, so each is named.
    private func hostCondition(_ table: String) -> String {
        question.host == nil ? "host IN (\(Hosts.search(in: table)))" : "host = ?3"
    }

    /// Adds the values of a row behind its host and hour.
    private static func add(
        _ row: borrowing Statement, _ measures: [Measure], to hosts: inout [String: Hours]
    ) {
        let hour = Int64(row.double(1) ?? 0)
        for (at, measure) in measures.enumerated() {
            guard let value = row.double(2 + at) else { continue }
            hosts[row.text(0) ?? "", default: [:]][hour, default: [:]][measure, default: 0] += value
        }
    }

    private func bind(_ query: inout Statement) {
        query.bind(1, question.window.lowerSeconds)
        query.bind(2, question.window.upperSeconds)
        query.bind(3, question.host)
    }

    /// Takes what raw rows say of an hour, unless the hour is rolled up and over: some of its rows may be gone.
    ///
    /// - Parameter rolledUp: of each host the newest hour with aggregates.
    private static func add(
        _ value: Double?, _ measure: Measure, _ hour: Int64, to hours: inout Hours, rolledUp: Int64?
    ) {
        guard let value else { return }
        if hours[hour]?[measure] != nil, hour < rolledUp ?? .min {
            return
        }
        hours[hour, default: [:]][measure] = value
    }

    private func readSamples(
        _ database: borrowing Database, _ rolledUp: [String: Int64], into hosts: inout [String: Hours]
    ) throws(ToolError) {
        // Host by host, as the index begins with it.
        var query = try database.prepare(
            """
            SELECT CAST(timestamp / 3600 AS INTEGER) * 3600 AS hour, avg(cpu_percent), avg(memory_percent),
                avg(disk_percent)
            FROM system_metrics WHERE timestamp >= ?1 AND timestamp < ?2 AND host = ?3 GROUP BY hour
            """)
        for host in try SampleReading.hosts(of: "system_metrics", database)
        where question.host == nil || question.host == host {
            bind(&query)
            query.bind(3, host)
            while try query.step() {
                guard let hour = query.integer(0) else { continue }
                for (at, measure) in [Measure.cpu, .memory, .disk].enumerated() {
                    Self.add(
                        query.double(1 + at), measure, hour, to: &hosts[host, default: [:]],
                        rolledUp: rolledUp[host])
                }
            }
            query.reset()
        }
    }

    // MARK: Events

    private static let counts = [Measure.events, .errors, .failedLogins]

    /// Whole hours come from what is rolled up and the rows since, those that the window cuts from the rows.
    ///
    /// Cost: the hours, the rows since the last rollup, and those of two hours.
    private func readEvents(
        _ database: borrowing Database, into hosts: inout [String: Hours]
    ) throws(ToolError) {
        let (lower, upper) = (question.window.lowerSeconds, question.window.upperSeconds)
        let first = (lower / 3600).rounded(.up) * 3600
        var last = max(first, (upper / 3600).rounded(.down) * 3600)
        // The rows of the hour in which the window ends may be gone.
        if let pruned = try database.integer("SELECT id FROM rollup_marks WHERE name = 'pruned_events'"),
            last < Double(pruned)
        {
            last += 3600
        }
        try read(hourQuery, from: first, to: last, database, into: &hosts)
        let mark = "coalesce((SELECT id FROM rollup_marks WHERE name = 'log_events'), 0)"
        try read(rowQuery("id > \(mark) AND +"), from: first, to: last, database, into: &hosts)
        try read(rowQuery(), from: lower, to: min(first, upper), database, into: &hosts)
        try read(rowQuery(), from: last, to: upper, database, into: &hosts)
    }

    private var hourQuery: String {
        let isInside = "timestamp >= ?1 AND timestamp < ?2 AND "
        if question.source == nil {
            return """
                SELECT host, timestamp, \(Self.counts.map(\.column).joined(separator: ", "))
                FROM hourly_aggregates WHERE \(isInside + hostCondition("hourly_aggregates"))
                """
        }
        return """
            SELECT host, timestamp, total(events), total(events) FILTER (WHERE level IN ('ERROR', 'CRITICAL')),
                total(events) FILTER (WHERE action = 'failed_login')
            FROM source_activity WHERE \(isInside + hostCondition("source_activity")) AND source = ?4
            GROUP BY host, timestamp
            """
    }

    /// - Parameter condition: goes before that on the time.
    private func rowQuery(_ condition: String = "") -> String {
        """
        SELECT host, CAST(timestamp / 3600 AS INTEGER) * 3600 AS hour, total(\(EventQuery.weight)),
            total(\(EventQuery.weight)) FILTER (WHERE level IN ('ERROR', 'CRITICAL')),
            total(\(EventQuery.weight)) FILTER (WHERE action = 'failed_login')
        FROM log_events
        WHERE \(condition)timestamp >= ?1 AND timestamp < ?2 AND (?3 IS NULL OR host = ?3)
            AND (?4 IS NULL OR source = ?4)
        GROUP BY host, hour
        """
    }

    private func read(
        _ sql: String, from start: Double, to end: Double, _ database: borrowing Database,
        into hosts: inout [String: Hours]
    ) throws(ToolError) {
        if start >= end { return }
        var query = try database.prepare(sql)
        query.bind(1, start)
        query.bind(2, end)
        query.bind(3, question.host)
        query.bind(4, question.source)
        while try query.step() { Self.add(query, Self.counts, to: &hosts) }
    }

    // MARK: Judging

    private func record(_ host: String, _ measure: Measure, _ hours: Hours) -> JSONValue? {
        let points = hours.compactMap { hour, values in values[measure].map { (hour: hour, value: $0) } }
            .sorted { $0.hour < $1.hour }
        guard let first = points.first, let last = points.last else { return nil }
        let end = Double(last.hour) + 3600
        let begin = Double(first.hour)
        let middle = (begin + end) / 2
        let earlier = points.filter { Double($0.hour) < middle }.map(\.value)
        let later = points.filter { Double($0.hour) >= middle }.map(\.value)
        let change = Change(earlier, later, hoursInHalf: measure.isCount ? (end - begin) / 7200 : nil)
        let values = points.map(\.value)
        return .object([
            "type": "trend",
            "timestamp": .time(question.window.end),
            "host": .text(host),
            "metric": .text(measure.rawValue),
            "unit": .text(measure.isCount ? "per hour" : "percent"),
            "hours": .integer(points.count),
            "min": values.min().map(JSONValue.rounded),
            "max": values.max().map(JSONValue.rounded),
            "first_half": change.first.map(JSONValue.rounded),
            "second_half": change.second.map(JSONValue.rounded),
            "change_percent": change.percent.map(JSONValue.rounded),
            "direction": .text(change.direction),
        ])
    }

    struct Change {
        let first: Double?
        let second: Double?
        let percent: Double?
        let direction: String

        /// - Parameter hoursInHalf: of counts, since an hour without a row is one with 0.
        init(_ earlier: [Double], _ later: [Double], hoursInHalf: Double?) {
            func mean(_ values: [Double]) -> Double? {
                let count = hoursInHalf ?? Double(values.count)
                return count > 0 && (hoursInHalf != nil || !values.isEmpty)
                    ? values.reduce(0, +) / count : nil
            }
            first = mean(earlier)
            second = mean(later)
            guard let first, let second, earlier.count + later.count >= 4 else {
                (percent, direction) = (nil, "unknown")
                return
            }
            percent = first > 0 ? (second - first) / first * 100 : nil
            // A difference counts where it is a tenth of the value and more than chance: twice its error.
            let error = (Self.variance(earlier) + Self.variance(later)).squareRoot()
            let isReal = abs(second - first) > max(2 * error, 0.1 * max(abs(first), abs(second)))
            direction = !isReal ? "stable" : second > first ? "rising" : "falling"
        }

        /// Of the mean.
        private static func variance(_ values: [Double]) -> Double {
            guard values.count > 1 else { return 0 }
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1) / count
        }
    }
}
