/// Closes the batch of the same keys: what it holds may be stored, with `to` as the new offset.
///
/// Written by `logly-ingest --ack`, `to` is the offset that the database holds.
public struct CheckpointRecord: Record, Equatable {
    public static let type: StaticString = "checkpoint"

    public var batch = BatchRecord()
    /// Byte offset behind the stretch; equal to `from` where there was nothing new.
    public var to: Int64 = 0
    /// Hash of up to 1024 bytes before `to`; of the journal the cursor of its last entry.
    public var anchor: String?
    public var lines: Int64?
    public var events: Int64?
    public var unparsed: Int64?
    /// Bytes that were gone before they could be read.
    public var skippedBytes: Int64?

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        batch.visit(&visitor)
        visitor.count("to", &to)
        visitor.text("anchor", &anchor)
        visitor.count("lines", &lines)
        visitor.count("events", &events)
        visitor.count("unparsed", &unparsed)
        visitor.count("skipped_bytes", &skippedBytes)
    }
}
