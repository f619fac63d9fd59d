/// The `health` record of a host.
public enum HealthReport {
    /// How many issues and recommendations it shows of all.
    public static let shown = 10

    /// - Parameter host: nil where nothing at all is known, not even a host.
    public static func record(
        of host: Int?, _ findings: Findings, in seen: Observations
    ) -> JSONValue {
        let score = host.map { HealthScore(of: $0, findings, in: seen) }
        let issues = host.map { findings.issues(on: seen.hosts[$0]) } ?? []
        var components: JSONMembers = [:]
        for (component, value) in score?.components ?? [] {
            components.append(component.rawValue, .rounded(value))
        }
        return .object([
            "type": "health",
            "timestamp": .time(seen.end),
            "host": host.map { .text(seen.hosts[$0]) },
            "hours": .rounded(seen.hours),
            "health_score": score?.score.map(JSONValue.rounded),
            "status": .text((score?.status ?? .unknown).rawValue),
            "components": .object(components),
            "issue_counts": counts(issues),
            "top_issues": .array(issues.prefix(shown).map(\.record)),
            "recommendations": .texts(recommendations(of: issues)),
            "coverage": coverage(score),
        ])
    }

    static func counts(_ issues: [Issue]) -> JSONValue {
        func number(_ level: SeverityLevel) -> JSONValue {
            .integer(issues.reduce(0) { $0 + ($1.severity.level == level ? 1 : 0) })
        }
        return .object([
            "critical": number(.critical), "high": number(.high), "medium": number(.medium),
            "low": number(.low), "total": .integer(issues.count),
        ])
    }

    /// What to do, the worst first and each once.
    static func recommendations(of issues: [Issue]) -> [String] {
        var said: Set<String> = []
        var all: [String] = []
        for recommendation in issues.lazy.flatMap(\.recommendations)
        where said.insert(recommendation).inserted {
            all.append(recommendation)
            if all.count == shown { break }
        }
        return all
    }

    /// Which components are known, and which are left out.
    private static func coverage(_ score: HealthScore?) -> JSONValue {
        let known = score?.components.map(\.component.rawValue) ?? []
        let missing = score?.missing ?? HealthScore.Component.allCases
        return .object(["covered": .texts(known), "missing": .texts(missing.map(\.rawValue))])
    }
}
