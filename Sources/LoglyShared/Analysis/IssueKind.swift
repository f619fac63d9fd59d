/// What kinds of issue there are; the raw value is `kind` on the wire.
public enum IssueKind: String, Sendable, CaseIterable {
    case bruteForce = "brute_force"
    case distributedBruteForce = "distributed_brute_force"
    case compromisedLogin = "compromised_login"
    case highThreatIP = "high_threat_ip"
    case webScan = "web_scan"
    case privilegeAbuse = "privilege_abuse"
    case firewallScan = "firewall_scan"

    case highCPU = "high_cpu"
    case highMemory = "high_memory"
    case cpuSteal = "cpu_steal"
    case highIOPressure = "high_io_pressure"
    case resourceExhaustion = "resource_exhaustion"
    case lowDisk = "low_disk"
    case diskFullForecast = "disk_full_forecast"

    case errorSpike = "error_spike"
    case newError = "new_error"
    case recurringError = "recurring_error"
    case criticalError = "critical_error"
    case databaseError = "database_error"
    case oomKill = "oom_kill"
    case logSilence = "log_silence"
    case unparsedLogs = "unparsed_logs"
    case collectionStalled = "collection_stalled"
    case reboot

    case networkErrors = "network_errors"
    case connectionAnomaly = "connection_anomaly"

    public enum Category: String, Sendable, CaseIterable {
        case security, performance, error, network
    }

    public var category: Category {
        switch self {
        case .bruteForce, .distributedBruteForce, .compromisedLogin, .highThreatIP, .webScan,
            .privilegeAbuse, .firewallScan:
            .security
        case .highCPU, .highMemory, .cpuSteal, .highIOPressure, .resourceExhaustion, .lowDisk,
            .diskFullForecast:
            .performance
        case .errorSpike, .newError, .recurringError, .criticalError, .databaseError, .oomKill,
            .logSilence, .unparsedLogs, .collectionStalled, .reboot:
            .error
        case .networkErrors, .connectionAnomaly: .network
        }
    }

    /// The points that this kind can take from its component of the health score, 0 to 100.
    ///
    /// 0 where better knowledge could make the issue go away (a known error is no new one, a log that speaks
    /// again is not silent): more evidence must never raise a score.
    public var impact: Double {
        switch self {
        case .compromisedLogin: 90
        case .lowDisk: 100
        case .resourceExhaustion: 80
        case .criticalError, .oomKill, .networkErrors: 60
        case .bruteForce, .distributedBruteForce, .privilegeAbuse, .highMemory: 40
        case .highThreatIP, .highCPU, .highIOPressure, .databaseError, .connectionAnomaly: 40
        case .cpuSteal, .diskFullForecast, .errorSpike: 30
        case .webScan, .recurringError: 25
        case .firewallScan: 15
        case .reboot: 10
        case .newError, .logSilence, .unparsedLogs, .collectionStalled: 0
        }
    }
}
