/// The counters of one whole disk since boot; see proc_diskstats(5).
public struct DiskRecord: Record {
    public static let type: StaticString = "disk"

    public var timestamp = Timestamp.epoch
    public var host: String?
    /// `nvme0n1`, `sda`.
    public var device = ""
    public var reads: Int64?
    public var writes: Int64?
    public var readBytes: Int64?
    public var writeBytes: Int64?
    /// Time in which the disk was busy; its difference over the time passed is the utilisation.
    public var ioSeconds: Double?

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.time("timestamp", &timestamp)
        visitor.text("host", &host)
        visitor.text("device", &device)
        visitor.count("reads", &reads)
        visitor.count("writes", &writes)
        visitor.count("read_bytes", &readBytes)
        visitor.count("write_bytes", &writeBytes)
        visitor.number("io_seconds", &ioSeconds)
    }
}
