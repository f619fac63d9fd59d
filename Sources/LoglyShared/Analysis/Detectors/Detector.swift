/// Finds one kind of issue in what has been seen.
///
/// To add a kind: a case of `IssueKind`, a file with its detector beside this one, a line in `Detectors.all`,
/// its thresholds in `Thresholds`, and a row in docs/analysis.md.
public protocol Detector: SendableMetatype {
    static var kind: IssueKind { get }

    static func issues(in seen: Observations) -> [Issue]

    /// What of it the health score of a host counts.
    ///
    /// It must only grow with more or worse evidence. Where the issues do not (one that is a comparison can go
    /// away because what it is compared with got worse), a detector says here what does.
    static func burden(of issues: [Issue], on host: Int, in seen: Observations) -> Burden
}

extension Detector {
    public static func burden(of issues: [Issue], on host: Int, in seen: Observations) -> Burden {
        let name = seen.hosts[host]
        let mine = issues.filter { $0.hosts.contains(name) }
        return Burden(worst: mine.map(\.severity).max(), number: mine.count)
    }
}

/// How much of one kind of trouble there is.
public struct Burden: Sendable, Equatable {
    public var worst: Severity?
    public var number: Int

    public init(worst: Severity?, number: Int) { (self.worst, self.number) = (worst, number) }

    public static let none = Burden(worst: nil, number: 0)
}

public enum Detectors {
    /// All there are, in the order of docs/analysis.md.
    public static let all: [any Detector.Type] = [
        BruteForce.self, DistributedBruteForce.self, CompromisedLogin.self, HighThreatIP.self, WebScan.self,
        PrivilegeAbuse.self, FirewallScan.self,
        HighCPU.self, HighMemory.self, CPUSteal.self, HighIOPressure.self, ResourceExhaustion.self,
        LowDisk.self, DiskFullForecast.self,
        ErrorSpike.self, NewError.self, RecurringError.self, CriticalError.self, DatabaseError.self,
        OOMKill.self, LogSilence.self, UnparsedLogs.self, CollectionStalled.self, Reboot.self,
        NetworkErrors.self, ConnectionAnomaly.self,
    ]
}

/// What the detectors found, and what the health scores need of it.
public struct Findings: Sendable {
    /// The worst first.
    public let issues: [Issue]
    private let byKind: [IssueKind: [Issue]]

    public init(in seen: Observations) {
        var byKind: [IssueKind: [Issue]] = [:]
        for detector in Detectors.all { byKind[detector.kind] = detector.issues(in: seen) }
        self.byKind = byKind
        issues = byKind.values.joined().sorted(by: Issue.isBefore)
    }

    public func issues(of kind: IssueKind) -> [Issue] { byKind[kind] ?? [] }

    /// Those that concern a host.
    public func issues(on host: String) -> [Issue] { issues.filter { $0.hosts.contains(host) } }
}
