import LoglyShared

/// What happened in a period, on a page or two: health, issues, load, logs, logins, addresses, disks.
///
/// Judgements are those of the analysis in LoglyShared, over the same rows as `logly-analyze` would take. Lists show
/// the first rows and say of how many; unknown is left out.
struct PeriodReport {
    private(set) var document: Document
    private let selection: ExportTable.Selection
    private let seen: Observations
    private let findings: Findings

    /// Rows that a list shows of all.
    static let shown = 20

    init(
        _ database: borrowing Database, _ selection: ExportTable.Selection, configuration: Configuration
    ) throws(ToolError) {
        self.selection = selection
        var question = AnalysisQuestion(window: selection.window)
        (question.host, question.source) = (selection.host, selection.source)
        question.thresholds = configuration.query.thresholds
        question.lists = AddressLists(
            whitelist: configuration.tracing.ipWhitelist, blacklist: configuration.tracing.ipBlacklist,
            autoBlacklistThreshold: configuration.tracing.autoBlacklistThreshold)
        question.configuredInterval = Double(configuration.collection.systemMetrics)
        seen = try Observations(reading: database, question)
        findings = Findings(in: seen)
        document = Document(type: "report", title: "Logly report", timestamp: selection.window.now)
        if !seen.hasData { document.warnings.append("there is no data in this period") }
        addPeriod()
        addHealth()
        addIssues()
        addLoad()
        try addSources(database)
        try addBusiestHours(database)
        addErrors()
        try addFailedLogins(database)
        try addBans(database)
        addAddresses()
        try addDisks(database)
    }

    private var hosts: [Int] { seen.hosts.all.indices.sorted { seen.hosts[$0] < seen.hosts[$1] } }

    private mutating func add(_ section: Section) {
        var section = section
        if section.rows.count > Self.shown {
            section.title += ", the first \(Self.shown) of \(grouped(Int64(section.rows.count)))"
            section.rows = Array(section.rows.prefix(Self.shown))
        }
        document.sections.append(section)
    }

    private mutating func addPeriod() {
        document.sections.append(
            Section(
                "period", "Period",
                facts: [
                    ("since", "From", .time(seen.begin)), ("until", "To", .time(seen.end)),
                    ("hours", "Hours", .number(seen.hours)),
                    ("hosts", "Hosts", .texts(hosts.map { seen.hosts[$0] })),
                ]))
    }

    private mutating func addHealth() {
        var section = Section(
            "health", "Health",
            [("host", "Host"), ("health_score", "Score"), ("status", "Status")]
                + HealthScore.Component.allCases.map { ($0.rawValue, $0.rawValue.capitalizedFirst) }
                + [("issues", "Issues")])
        for host in hosts {
            let score = HealthScore(of: host, findings, in: seen)
            let components = HealthScore.Component.allCases.map { wanted in
                score.components.first { $0.component == wanted }.map { Cell.number($0.score) } ?? .absent
            }
            section.rows.append(
                [
                    .text(seen.hosts[host]), score.score.map { .number($0) } ?? .absent,
                    .text(score.status.rawValue),
                ]
                    + components + [.count(Int64(findings.issues(on: seen.hosts[host]).count))])
        }
        add(section)
    }

    private mutating func addIssues() {
        add(
            Section(
                "issues", "Issues",
                [
                    ("severity_level", "Severity"), ("severity", "Of 100"), ("category", "Category"),
                    ("hosts", "Hosts"), ("last_seen", "Last seen"), ("occurrence_count", "Times"),
                    ("title", "What"),
                ],
                rows: findings.issues.sorted(by: Issue.isBefore).map { issue in
                    [
                        .text(issue.severity.level.rawValue), .count(Int64(issue.severity.value)),
                        .text(issue.kind.category.rawValue), .texts(issue.hosts), .time(issue.lastSeen),
                        .count(Int64(issue.occurrences)), .text(issue.title),
                    ]
                }))
    }

    private mutating func addLoad() {
        add(
            Section(
                "load", "Load",
                [
                    ("host", "Host"), ("samples", "Samples"), ("avg_cpu_percent", "CPU mean"),
                    ("max_cpu_percent", "CPU most"), ("avg_memory_percent", "Memory mean"),
                    ("max_memory_percent", "Memory most"), ("disk_percent", "Root disk"),
                    ("reboots", "Reboots"),
                ],
                rows: seen.systems.filter { $0.samples > 0 }.map { system in
                    [
                        .text(seen.hosts[system.host]), .count(Int64(system.samples)),
                        Cell(percent: system.cpu.value), Cell(percent: system.cpu.most),
                        Cell(percent: system.memory.value), Cell(percent: system.memory.most),
                        Cell(percent: system.root?.percent), .count(Int64(system.reboots.count)),
                    ]
                }))
    }

    private mutating func addErrors() {
        let groups = seen.errors.groups.filter { $0.level >= .error }.sorted {
            ($1.count, $1.lastSeen, $0.pattern) < ($0.count, $0.lastSeen, $1.pattern)
        }
        add(
            Section(
                "top_errors", "Errors",
                [
                    ("count", "Times"), ("level", "Level"), ("host", "Host"), ("sources", "Sources"),
                    ("first_seen", "First seen"), ("last_seen", "Last seen"), ("message", "Message"),
                ],
                rows: groups.map { group in
                    [
                        .count(Int64(group.count)), .text("\(group.level.name)"),
                        .text(seen.hosts[group.host]),
                        .texts(group.sources.names(in: seen.sources)), .time(group.firstSeen),
                        .time(group.lastSeen), .text(group.example),
                    ]
                }))
    }

    private mutating func addAddresses() {
        let scores = seen.addresses.records.indices.map { place in
            (
                place: place,
                score: ThreatScore(
                    of: seen.addresses.addresses[place], seen.addresses.records[place], lists: seen.lists)
            )
        }.sorted { left, right in
            if left.score.value != right.score.value { return left.score.value > right.score.value }
            let events = seen.addresses.records
            if events[left.place].totalEvents != events[right.place].totalEvents {
                return events[left.place].totalEvents > events[right.place].totalEvents
            }
            return seen.addresses.addresses[left.place] < seen.addresses.addresses[right.place]
        }
        add(
            Section(
                "top_addresses", "Addresses",
                [
                    ("ip_address", "Address"), ("threat_score", "Threat"), ("classification", "Class"),
                    ("failed_login_count", "Failed logins"), ("successful_login_count", "Logins"),
                    ("ban_count", "Bans"), ("total_events", "Events"), ("last_seen", "Last seen"),
                ],
                rows: scores.map { place, score in
                    let record = seen.addresses.records[place]
                    return [
                        .text(seen.addresses.addresses[place].description), .number(score.value),
                        .text(score.classification.rawValue), .count(Int64(record.failedLogins)),
                        .count(Int64(record.successes)), .count(Int64(record.bans)),
                        .count(Int64(record.totalEvents)), .time(record.lastSeen),
                    ]
                }))
    }
}

// MARK: What is asked of the database directly

extension PeriodReport {
    private var events: EventQuery {
        var query = EventQuery()
        (query.window, query.host, query.source) = (selection.window, selection.host, selection.source)
        return query
    }

    private mutating func addSources(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "sources", "Logs",
            [
                ("host", "Host"), ("source", "Source"), ("events", "Events"), ("errors", "Errors"),
                ("warnings", "Warnings"), ("last_seen", "Last event"),
            ])
        let sums = events.sql(
            selecting: """
                host, source, total(\(EventQuery.weight)),
                total(\(EventQuery.weight)) FILTER (WHERE level IN ('ERROR', 'CRITICAL')),
                total(\(EventQuery.weight)) FILTER (WHERE level = 'WARNING'), max(timestamp)
                """, "GROUP BY host, source ORDER BY 3 DESC, 1, 2")
        try sums.forEachRow(in: database) { row throws(ToolError) in
            section.rows.append([
                Cell(text: row.text(0)), Cell(text: row.text(1)), Cell(count: row.integer(2)),
                Cell(count: row.integer(3)), Cell(count: row.integer(4)), Cell(time: row.timestamp(5)),
            ])
        }
        add(section)
    }

    private mutating func addBusiestHours(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "busiest_hours", "Busiest hours",
            [("timestamp", "Hour"), ("events", "Events"), ("errors", "Errors")])
        let sums = events.sql(
            selecting: """
                CAST(timestamp / 3600 AS INTEGER) * 3600, total(\(EventQuery.weight)),
                total(\(EventQuery.weight)) FILTER (WHERE level IN ('ERROR', 'CRITICAL'))
                """, "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5")
        try sums.forEachRow(in: database) { row throws(ToolError) in
            section.rows.append([
                Cell(time: row.timestamp(0)), Cell(count: row.integer(1)), Cell(count: row.integer(2)),
            ])
        }
        add(section)
    }

    private mutating func addFailedLogins(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "failed_logins", "Failed logins",
            [
                ("user", "User"), ("failed_login_count", "Times"), ("addresses", "Addresses"),
                ("first_seen", "First seen"), ("last_seen", "Last seen"),
            ])
        var query = events
        query.action = .failedLogin
        let sums = query.sql(
            selecting: """
                user, total(\(EventQuery.weight)), count(DISTINCT ip_address), min(timestamp), max(timestamp)
                """, "GROUP BY user ORDER BY 2 DESC, 1")
        try sums.forEachRow(in: database) { row throws(ToolError) in
            section.rows.append([
                Cell(text: row.text(0)), Cell(count: row.integer(1)), Cell(count: row.integer(2)),
                Cell(time: row.timestamp(3)), Cell(time: row.timestamp(4)),
            ])
        }
        add(section)
    }

    private mutating func addBans(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "bans", "Bans",
            [
                ("ip_address", "Address"), ("service", "Jail"), ("ban_count", "Times"),
                ("last_seen", "Last ban"),
            ])
        var query = events
        query.action = .ban
        let sums = query.sql(
            selecting: "ip_address, service, total(\(EventQuery.weight)), max(timestamp)",
            "GROUP BY ip_address, service ORDER BY 3 DESC, 4 DESC, 1")
        try sums.forEachRow(in: database) { row throws(ToolError) in
            section.rows.append([
                Cell(text: row.text(0)), Cell(text: row.text(1)), Cell(count: row.integer(2)),
                Cell(time: row.timestamp(3)),
            ])
        }
        add(section)
    }

    /// The file systems of each host's newest sample in the period.
    private mutating func addDisks(_ database: borrowing Database) throws(ToolError) {
        var section = Section(
            "filesystems", "Disks",
            [
                ("host", "Host"), ("mount_point", "Mounted at"), ("total", "Size"), ("used", "Used"),
                ("available", "Available"), ("percent", "Used %"), ("timestamp", "Seen"),
            ])
        var query = MetricQuery<FilesystemRecord>.samples
        (query.window, query.host) = (selection.window, selection.host)
        var newest: [String: [FilesystemRecord]] = [:]
        try query.forEach(in: database) { record throws(ToolError) in
            let host = record.host ?? ""
            if newest[host]?.first?.timestamp != record.timestamp { newest[host] = [] }
            newest[host]?.append(record)
        }
        for (host, records) in newest.sorted(by: { $0.key < $1.key }) {
            for record in records.sorted(by: { ($0.percent ?? -1) > ($1.percent ?? -1) }) {
                section.rows.append([
                    .text(host), .text(record.mountPoint), Cell(bytes: record.total),
                    Cell(bytes: record.used),
                    Cell(bytes: record.available), Cell(percent: record.percent), .time(record.timestamp),
                ])
            }
        }
        add(section)
    }
}

extension Mean {
    /// nil where nothing is known.
    fileprivate var most: Double? { count == 0 ? nil : greatest }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
