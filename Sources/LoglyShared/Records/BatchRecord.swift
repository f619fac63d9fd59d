/// Opens the events of one stretch of one file of a log.
///
/// A log is host, source and path as configured; `generation` counts the files that it has been, from 1.
/// The stretch ends with a `CheckpointRecord` of the same keys.
public struct BatchRecord: Record, Equatable {
    public static let type: StaticString = "batch"

    /// One text for each process that reads logs.
    public var run = ""
    public var host: String?
    public var source = ""
    /// As configured, or as a glob matched it.
    public var path = ""
    public var generation: Int64 = 0
    /// Where the file was when it was read: `/var/log/auth.log.1`.
    public var file: String?
    /// Text, since jq 1.6 rounds integers over 2^53.
    public var device: String?
    public var inode: String?
    /// Hash of the file's first line; it never changes while the file grows.
    public var fingerprint = ""
    /// Byte offset in the unpacked content at which the stretch begins.
    public var from: Int64 = 0
    /// The highest generation of the log that the reader knows, 0 for none; with `--offsets` only, where the database may
    /// have more.
    public var known: Int64?

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.text("run", &run)
        visitor.text("host", &host)
        visitor.text("source", &source)
        visitor.text("path", &path)
        visitor.count("generation", &generation)
        visitor.text("file", &file)
        visitor.text("device", &device)
        visitor.text("inode", &inode)
        visitor.text("fingerprint", &fingerprint)
        visitor.count("from", &from)
        visitor.count("known", &known)
    }
}
