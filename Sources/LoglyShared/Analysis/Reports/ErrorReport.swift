/// The `errors` record of a host.
enum ErrorReport {
    /// The second half of the window must have half as many errors again as the first, and so many more, to be
    /// worse; the other way round to be better.
    private static let change = (ratio: 1.5, least: 5)

    static func record(of host: Int?, _ findings: Findings, in seen: Observations) -> JSONValue {
        let sources = seen.errors.sources.filter { $0.host == host }.sorted {
            ($1.errors, seen.sources[$0.source]) < ($0.errors, seen.sources[$1.source])
        }
        let groups = seen.errors.groups.filter { $0.host == host && $0.level >= .error }.sorted {
            ($1.count, $1.lastSeen, $0.pattern) < ($0.count, $0.lastSeen, $1.pattern)
        }
        let issues = (host.map { findings.issues(on: seen.hosts[$0]) } ?? []).filter {
            $0.kind.category == .error
        }
        let total = sources.reduce(0) { $0 + $1.errors }
        var bySource: JSONMembers = [:]
        for source in sources { bySource.append(seen.sources[source.source], .integer(source.errors)) }
        return .object([
            "type": "errors",
            "timestamp": .time(seen.end),
            "host": host.map { .text(seen.hosts[$0]) },
            "hours": .rounded(seen.hours),
            "total_errors": .integer(total),
            // An hour.
            "error_rate": seen.hours > 0 ? .rounded(Double(total) / seen.hours) : nil,
            "unique_error_types": .integer(Set(groups.map(\.fingerprint)).count),
            "trend": .text(trend(host.flatMap { seen.errors.halves[$0] } ?? (0, 0))),
            "errors_by_source": .object(bySource),
            "top_errors": .array(groups.prefix(HealthReport.shown).map { top($0, in: seen) }),
            "issue_counts": HealthReport.counts(issues),
            "recommendations": .texts(HealthReport.recommendations(of: issues)),
        ])
    }

    static func trend(_ halves: (first: Int, second: Int)) -> String {
        func isMore(_ one: Int, than other: Int) -> Bool {
            Double(one) >= change.ratio * Double(other) && one - other >= change.least
        }
        if isMore(halves.second, than: halves.first) { return "worsening" }
        if isMore(halves.first, than: halves.second) { return "improving" }
        return "stable"
    }

    private static func top(_ group: ErrorActivity.Group, in seen: Observations) -> JSONValue {
        .object([
            "count": .integer(group.count),
            "level": .text("\(group.level.name)"),
            "pattern": .text(group.pattern),
            "message": .text(group.example),
            "sources": .texts(group.sources.names(in: seen.sources)),
            "first_seen": .time(group.firstSeen),
            "last_seen": .time(group.lastSeen),
        ])
    }
}
