import LoglyShared

/// One stretch of one generation on its way out: the events, and what its checkpoint will say.
///
/// The `batch` record is written with the first events that leave, so that a stretch without any leaves no trace.
struct Batch: ~Copyable {
    /// A batch closes at this many lines.
    static let lineLimit = 5000
    /// Or at this many bytes of the log, whichever is first; one larger event is a batch.
    static let byteLimit = 1_048_576
    /// Events are held back up to here: a small batch that turns out not to hold is never seen.
    private static let stageLimit = 262_144

    private(set) var opening: BatchRecord
    private(set) var to: Int
    private(set) var lines = 0
    private(set) var events = 0
    private(set) var unparsed = 0
    var skippedBytes = 0
    /// Records that wait here.
    var staged = OutputBuffer()
    private var isOpen = false

    init(_ opening: BatchRecord) {
        self.opening = opening
        to = Int(opening.from)
    }

    var from: Int { Int(opening.from) }
    var isEmpty: Bool { to == from }
    var isFull: Bool { lines >= Self.lineLimit || to - from >= Self.byteLimit }
    /// Bytes that still fit in.
    var room: Int { Self.byteLimit - (to - from) }

    mutating func add(_ progress: EventAssembler.Progress, endingAt end: Int, out: inout OutputBuffer) {
        lines += progress.lines
        events += progress.events
        unparsed += progress.unparsed
        to = end
        if staged.count > Self.stageLimit { send(to: &out) }
    }

    mutating func skip(to end: Int) {
        skippedBytes += end - to
        to = end
    }

    private mutating func send(to out: inout OutputBuffer) {
        if !isOpen { out.append(opening) }
        isOpen = true
        out.append(staged.bytes)
        staged.removeAll()
    }

    /// Writes what is left, and the checkpoint. Whoever calls has proved that the file is still the same.
    mutating func close(anchor: Anchor, out: inout OutputBuffer) { close(anchor: anchor.text, out: &out) }

    /// The same where the anchor is the journal's cursor.
    mutating func close(anchor: String, out: inout OutputBuffer) {
        send(to: &out)
        var checkpoint = CheckpointRecord()
        checkpoint.batch = opening
        checkpoint.to = Int64(to)
        checkpoint.anchor = anchor
        checkpoint.lines = Int64(lines)
        checkpoint.events = Int64(events)
        checkpoint.unparsed = Int64(unparsed)
        checkpoint.skippedBytes = Int64(skippedBytes)
        out.append(checkpoint)
    }

    /// Goes on behind what was closed.
    mutating func restart() {
        opening.from = Int64(to)
        (lines, events, unparsed, skippedBytes) = (0, 0, 0, 0)
        isOpen = false
    }
}
