import Glibc

/// How well a machine is, 0 to 100, by what is known of it.
///
/// Each component begins with 100 and loses points for each kind of issue:
///
///     impact × worst severity / 100 × (1 + 0.15 × log2(number)), at most the kind's impact
///
/// and the errors component up to 30 more for errors at all, 3 × log2(1 + errors). What has no data is left out,
/// and the weights of the others are scaled up.
public struct HealthScore: Sendable, Equatable {
    public enum Component: String, Sendable, CaseIterable {
        case security, performance, errors, network

        public var weight: Double {
            switch self {
            case .security: 0.30
            case .performance, .errors: 0.25
            case .network: 0.20
            }
        }
    }

    public enum Status: String, Sendable {
        case healthy, degraded, critical
        /// Nothing is known.
        case unknown
    }

    /// Those of which something is known.
    public let components: [(component: Component, score: Double)]
    /// nil where nothing is known.
    public let score: Double?

    public var missing: [Component] {
        Component.allCases.filter { component in !components.contains { $0.component == component } }
    }

    public var status: Status { score.map(Self.status) ?? .unknown }

    static func status(of score: Double) -> Status {
        switch score {
        case 80...: .healthy
        case 50...: .degraded
        default: .critical
        }
    }

    public init(of host: Int, _ findings: Findings, in seen: Observations) {
        var points: [Component: Double] = [:]
        for detector in Detectors.all {
            let burden = detector.burden(of: findings.issues(of: detector.kind), on: host, in: seen)
            points[detector.kind.component, default: 0] += Self.points(detector.kind, burden)
        }
        let errors = seen.errors.sources.reduce(0) { $0 + ($1.host == host ? $1.errors : 0) }
        points[.errors, default: 0] += min(30, 3 * log2(1 + Double(errors)))
        components = Self.known(of: host, in: seen).map { component in
            (component, max(0, 100 - (points[component] ?? 0)))
        }
        let weight = components.reduce(0) { $0 + $1.component.weight }
        // From what is lost, so that nothing lost is 100 to the last bit.
        let lost = components.reduce(0) { $0 + (100 - $1.score) * $1.component.weight }
        score = weight > 0 ? 100 - lost / weight : nil
    }

    static func points(_ kind: IssueKind, _ burden: Burden) -> Double {
        guard let worst = burden.worst, burden.number > 0 else { return 0 }
        let many = 1 + 0.15 * log2(Double(burden.number))
        return min(kind.impact, kind.impact * Double(worst.value) / 100 * many)
    }

    private static func known(of host: Int, in seen: Observations) -> [Component] {
        let collection = seen.collections[host]
        // Where logs were read and said nothing, that is known.
        let hasLogs = (collection?.events ?? 0) > 0 || collection?.hasParsed == true
        let hasLoad =
            seen.systems.contains { $0.host == host && $0.samples > 0 }
            || seen.filesystems.contains { $0.host == host && !$0.mounts.isEmpty }
        return Component.allCases.filter { component in
            switch component {
            case .security, .errors: hasLogs
            case .performance: hasLoad
            case .network: seen.networks.contains { $0.host == host && $0.samples > 0 }
            }
        }
    }

    public static func == (left: HealthScore, right: HealthScore) -> Bool {
        left.score == right.score && left.components.elementsEqual(right.components, by: ==)
    }
}

extension IssueKind {
    /// The part of the health score that it counts in.
    public var component: HealthScore.Component {
        switch category {
        case .security: .security
        case .performance: .performance
        case .error: .errors
        case .network: .network
        }
    }
}
