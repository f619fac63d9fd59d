/// When the analysis calls something an issue: `query.thresholds`, each number a key of its own.
public struct Thresholds: Equatable, Sendable {
    // Security.

    /// Failures from one address (/64 for IPv6) that are a brute force.
    public var failedLogins = 5
    /// Addresses below that limit, on one user or from one /24 (IPv6 /48), that are one together.
    public var distributedAddresses = 15
    /// The threat score of a high-threat address, 0 to 100.
    public var threatScoreHigh = 70.0
    /// Different paths answered 4xx to one address that are a scan.
    public var webScanPaths = 50
    /// Known probes by one address that are a scan.
    public var webScanProbes = 5
    /// Refused sudo or su by one user that are an abuse.
    public var privilegeAbuse = 3
    /// Ports refused to one address that are a scan.
    public var firewallScanPorts = 20

    // Performance.

    /// High above this many percent.
    public var highCPUPercent = 85.0
    /// High above this many percent.
    public var highMemoryPercent = 90.0
    /// High above this many percent of time taken by the hypervisor.
    public var cpuStealPercent = 10.0
    /// High above this many percent of time stalled on I/O (PSI some avg60).
    public var ioPressurePercent = 40.0
    /// How long one of these must last, in seconds.
    public var sustainedDuration = 300.0
    /// Low where more than this many percent of a disk, or of its inodes, are used.
    public var diskSpaceCritical = 90.0
    /// Days within which a disk that fills up is reported.
    public var diskForecastDays = 7.0

    // Errors.

    /// A spike has at least this many times the mean of the earlier hours, …
    public var errorSpikeMultiplier = 3.0
    /// … and at least so many errors.
    public var errorSpikeCount = 10
    /// Errors of one fingerprint that are recurring.
    public var recurringErrors = 5
    /// A source is silent after more than so many seconds, …
    public var logSilenceSeconds = 3600.0
    /// … and more than so many times its longest gap.
    public var logSilenceMultiplier = 6.0
    /// More than so many percent of a source's lines in an hour are unparsed, …
    public var unparsedPercent = 20.0
    /// … of at least so many lines.
    public var unparsedLines = 50
    /// The newest sample is older than so many intervals of `collection.system_metrics`.
    public var stalledIntervals = 5.0

    // Network.

    /// Errors and drops above this many percent of packets, …
    public var networkErrorRate = 5.0
    /// … of at least so many packets.
    public var networkPackets = 1000
    /// Connections of one state at so many times their own median or more, …
    public var connectionMultiplier = 10.0
    /// … and at least so many.
    public var connectionCount = 500

    public init() {}

    mutating func read(_ section: inout SectionReader) {
        let counts = 1...1_000_000_000
        let times = 1.0...1_000_000
        let percent = 0.0...100
        section.integer("failed_login_threshold", &failedLogins, in: counts)
        section.integer("distributed_brute_force_addresses", &distributedAddresses, in: counts)
        section.number("threat_score_high", &threatScoreHigh, in: percent)
        section.integer("web_scan_paths", &webScanPaths, in: counts)
        section.integer("web_scan_probes", &webScanProbes, in: counts)
        section.integer("privilege_abuse_count", &privilegeAbuse, in: counts)
        section.integer("firewall_scan_ports", &firewallScanPorts, in: counts)
        section.number("high_cpu_percent", &highCPUPercent, in: percent)
        section.number("high_memory_percent", &highMemoryPercent, in: percent)
        section.number("cpu_steal_percent", &cpuStealPercent, in: percent)
        section.number("io_pressure_percent", &ioPressurePercent, in: percent)
        section.number("sustained_duration_min", &sustainedDuration, in: 0...31_536_000)
        section.number("disk_space_critical", &diskSpaceCritical, in: percent)
        section.number("disk_full_forecast_days", &diskForecastDays, in: 0...3650)
        section.number("error_spike_multiplier", &errorSpikeMultiplier, in: times)
        section.integer("error_spike_count", &errorSpikeCount, in: counts)
        section.integer("recurring_error_count", &recurringErrors, in: counts)
        section.number("log_silence_seconds", &logSilenceSeconds, in: 0...31_536_000)
        section.number("log_silence_multiplier", &logSilenceMultiplier, in: times)
        section.number("unparsed_percent", &unparsedPercent, in: percent)
        section.integer("unparsed_lines", &unparsedLines, in: counts)
        section.number("collection_stalled_intervals", &stalledIntervals, in: times)
        section.number("network_error_rate", &networkErrorRate, in: percent)
        section.integer("network_error_packets", &networkPackets, in: counts)
        section.number("connection_anomaly_multiplier", &connectionMultiplier, in: times)
        section.integer("connection_anomaly_count", &connectionCount, in: counts)
    }
}
