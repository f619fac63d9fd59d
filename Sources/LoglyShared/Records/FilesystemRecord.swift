/// One mounted block-device or network file system; sizes are bytes, with df(1)'s arithmetic.
public struct FilesystemRecord: Record {
    public static let type: StaticString = "filesystem"

    public var timestamp = Timestamp.epoch
    public var host: String?
    public var mountPoint = ""
    /// As in /proc/mounts: `/dev/nvme0n1p1`, `server:/export`.
    public var device: String?
    public var fsType: String?
    public var total: Int64?
    public var used: Int64?
    /// What others than root can still write.
    public var available: Int64?
    /// used / (used + available).
    public var percent: Double?
    /// Absent where the file system has no fixed number of inodes.
    public var inodesTotal: Int64?
    public var inodesUsed: Int64?

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.time("timestamp", &timestamp)
        visitor.text("host", &host)
        visitor.text("mount_point", &mountPoint)
        visitor.text("device", &device)
        visitor.text("fs_type", &fsType)
        visitor.count("total", &total)
        visitor.count("used", &used)
        visitor.count("available", &available)
        visitor.share("percent", &percent)
        visitor.count("inodes_total", &inodesTotal)
        visitor.count("inodes_used", &inodesUsed)
    }
}
