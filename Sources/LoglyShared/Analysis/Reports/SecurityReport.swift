/// The `security` record of a host.
enum SecurityReport {
    static func record(of host: Int?, _ findings: Findings, in seen: Observations) -> JSONValue {
        let score = host.map { HealthScore(of: $0, findings, in: seen) }
        let security = score?.components.first { $0.component == .security }?.score
        let issues = (host.map { findings.issues(on: seen.hosts[$0]) } ?? []).filter {
            $0.kind.category == .security
        }
        let addresses = AddressReport.scores(in: seen).filter { entry in
            host.map { seen.addresses.records[entry.place].hosts.contains($0) } ?? false
        }
        let high = addresses.filter { $0.score.value >= seen.thresholds.threatScoreHigh }
        let logins = seen.logins
        return .object([
            "type": "security",
            "timestamp": .time(seen.end),
            "host": host.map { .text(seen.hosts[$0]) },
            "hours": .rounded(seen.hours),
            "risk_score": security.map { .rounded(100 - $0) },
            "security_posture": .text(posture(security)),
            "total_threats": .integer(issues.count),
            "high_threat_ips": .integer(high.count),
            "failed_login_attempts": .integer(host.flatMap { logins.failures[$0] } ?? 0),
            "successful_bans": .integer(host.flatMap { logins.bans[$0] } ?? 0),
            "top_threat_ips": .array(
                addresses.filter { $0.score.value > 0 }.prefix(HealthReport.shown).map {
                    AddressReport.record(
                        $0.address, seen.addresses.records[$0.place], $0.score, in: seen)
                }),
            "issue_counts": HealthReport.counts(issues),
            "top_issues": .array(issues.prefix(HealthReport.shown).map(\.record)),
            "recommendations": .texts(HealthReport.recommendations(of: issues)),
        ])
    }

    /// The original's four words, and `unknown`.
    private static func posture(_ score: Double?) -> String {
        switch score {
        case nil: "unknown"
        case .some(80...): "good"
        case .some(60...): "fair"
        case .some(40...): "poor"
        default: "critical"
        }
    }
}
