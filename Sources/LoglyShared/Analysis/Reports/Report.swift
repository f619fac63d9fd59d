/// A question that the analysis answers with records.
public enum Report: Sendable, Equatable {
    case health
    case security
    case performance
    case errors
    case issues
    /// The addresses with at least this threat score.
    case ips(threshold: Double)

    /// One record stands for a machine: one document where there is one machine.
    public var isSummary: Bool {
        switch self {
        case .health, .security, .performance, .errors: true
        case .issues, .ips: false
        }
    }

    public func records(_ findings: Findings, in seen: Observations) -> [JSONValue] {
        switch self {
        case .health: perHost(in: seen) { HealthReport.record(of: $0, findings, in: seen) }
        case .security: perHost(in: seen) { SecurityReport.record(of: $0, findings, in: seen) }
        case .performance: perHost(in: seen) { PerformanceReport.record(of: $0, findings, in: seen) }
        case .errors: perHost(in: seen) { ErrorReport.record(of: $0, findings, in: seen) }
        case .issues: findings.issues.map(\.record)
        case .ips(let threshold): AddressReport.records(threshold: threshold, in: seen)
        }
    }

    /// A record for each machine, by name; one without a machine where nothing is known of any.
    private func perHost(in seen: Observations, _ record: (Int?) -> JSONValue) -> [JSONValue] {
        let places = seen.hosts.all.indices.sorted { seen.hosts[$0] < seen.hosts[$1] }
        return places.isEmpty ? [record(nil)] : places.map(record)
    }
}
