/// An hour or a day of one host, as `logly-rollup` makes it.
///
/// Averages are plain means of the samples and absent where there are none; totals are differences of
/// counters; counts add up `count` of the events.
public struct AggregateRecord: Record {
    public static let type: StaticString = "aggregate"

    /// `hour` or `day`.
    public var period = ""
    /// Its beginning.
    public var timestamp = Timestamp.epoch
    public var host: String?
    public var avgCPUPercent: Double?
    public var maxCPUPercent: Double?
    public var avgMemoryPercent: Double?
    public var maxMemoryPercent: Double?
    public var avgDiskPercent: Double?
    public var totalBytesSent: Int64?
    public var totalBytesRecv: Int64?
    public var totalPacketsSent: Int64?
    public var totalPacketsRecv: Int64?
    public var logEventsCount: Int64?
    /// Events with the action `failed_login`.
    public var failedLoginCount: Int64?
    /// Events with the action `ban`.
    public var bannedIPCount: Int64?
    /// ERROR and CRITICAL.
    public var errorCount: Int64?
    public var warningCount: Int64?
    /// Of days only.
    public var uniqueIPsBanned: Int64?
    /// Of days only.
    public var uniqueUsersFailed: Int64?

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.text("period", &period)
        visitor.time("timestamp", &timestamp)
        visitor.text("host", &host)
        visitor.share("avg_cpu_percent", &avgCPUPercent)
        visitor.share("max_cpu_percent", &maxCPUPercent)
        visitor.share("avg_memory_percent", &avgMemoryPercent)
        visitor.share("max_memory_percent", &maxMemoryPercent)
        visitor.share("avg_disk_percent", &avgDiskPercent)
        visitor.count("total_bytes_sent", &totalBytesSent)
        visitor.count("total_bytes_recv", &totalBytesRecv)
        visitor.count("total_packets_sent", &totalPacketsSent)
        visitor.count("total_packets_recv", &totalPacketsRecv)
        visitor.count("log_events_count", &logEventsCount)
        visitor.count("failed_login_count", &failedLoginCount)
        visitor.count("banned_ip_count", &bannedIPCount)
        visitor.count("error_count", &errorCount)
        visitor.count("warning_count", &warningCount)
        visitor.count("unique_ips_banned", &uniqueIPsBanned)
        visitor.count("unique_users_failed", &uniqueUsersFailed)
    }
}
