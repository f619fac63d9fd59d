/// The machine as a whole at one moment: processor, memory, root file system, load.
///
/// Processor shares cover the time since the sample before. Sources: proc_stat(5), proc_meminfo(5),
/// proc_loadavg(5), proc_diskstats(5), proc_pressure(5), statvfs(3).
public struct SystemRecord: Record {
    public static let type: StaticString = "system"

    public var timestamp = Timestamp.epoch
    public var host: String?
    /// All but idle and iowait; the sum of user, system and steal.
    public var cpuPercent: Double?
    /// user + nice; a guest's time is inside.
    public var cpuUserPercent: Double?
    /// system + irq + softirq.
    public var cpuSystemPercent: Double?
    public var cpuIowaitPercent: Double?
    /// Time that the hypervisor gave to others.
    public var cpuStealPercent: Double?
    /// Processors that are online.
    public var cpuCount: Int64?
    public var load1Min: Double?
    public var load5Min: Double?
    public var load15Min: Double?
    /// Bytes.
    public var memoryTotal: Int64?
    /// Bytes that can be had without swapping; absent before Linux 3.14.
    public var memoryAvailable: Int64?
    /// (total − available) / total.
    public var memoryPercent: Double?
    /// Bytes; 0 on a machine that has no swap.
    public var swapTotal: Int64?
    public var swapUsed: Int64?
    /// Bytes of the root file system, as df(1) counts them.
    public var diskTotal: Int64?
    public var diskUsed: Int64?
    /// What others than root can still write.
    public var diskAvailable: Int64?
    /// used / (used + available), not rounded up.
    public var diskPercent: Double?
    /// Bytes since boot, over whole physical disks.
    public var diskReadBytes: Int64?
    public var diskWriteBytes: Int64?
    public var uptimeSeconds: Double?
    public var processesRunning: Int64?
    /// Processes in uninterruptible sleep.
    public var processesBlocked: Int64?
    /// Share of the last 60 s in which some task waited for the processor; absent without PSI.
    public var pressureCPUPercent: Double?
    public var pressureMemoryPercent: Double?
    public var pressureIOPercent: Double?

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.time("timestamp", &timestamp)
        visitor.text("host", &host)
        visitor.share("cpu_percent", &cpuPercent)
        visitor.share("cpu_user_percent", &cpuUserPercent)
        visitor.share("cpu_system_percent", &cpuSystemPercent)
        visitor.share("cpu_iowait_percent", &cpuIowaitPercent)
        visitor.share("cpu_steal_percent", &cpuStealPercent)
        visitor.count("cpu_count", &cpuCount)
        visitor.number("load_1min", &load1Min)
        visitor.number("load_5min", &load5Min)
        visitor.number("load_15min", &load15Min)
        visitor.count("memory_total", &memoryTotal)
        visitor.count("memory_available", &memoryAvailable)
        visitor.share("memory_percent", &memoryPercent)
        visitor.count("swap_total", &swapTotal)
        visitor.count("swap_used", &swapUsed)
        visitor.count("disk_total", &diskTotal)
        visitor.count("disk_used", &diskUsed)
        visitor.count("disk_available", &diskAvailable)
        visitor.share("disk_percent", &diskPercent)
        visitor.count("disk_read_bytes", &diskReadBytes)
        visitor.count("disk_write_bytes", &diskWriteBytes)
        visitor.number("uptime_seconds", &uptimeSeconds)
        visitor.count("processes_running", &processesRunning)
        visitor.count("processes_blocked", &processesBlocked)
        visitor.share("pressure_cpu_percent", &pressureCPUPercent)
        visitor.share("pressure_memory_percent", &pressureMemoryPercent)
        visitor.share("pressure_io_percent", &pressureIOPercent)
    }
}
