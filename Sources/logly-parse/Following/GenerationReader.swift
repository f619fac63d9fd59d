import Glibc
import LoglyCommand
import LoglyShared

/// Reads one generation of a log from an offset to its end, and writes it as batches.
///
/// Before a batch is closed, the file is proved to be still the one that it was: a truncation while it is read
/// leaves the batch unclosed, to be read again by the next run.
final class GenerationReader {
    /// How a reading ended.
    enum Ending: Equatable {
        case complete
        /// The file was truncated or rewritten meanwhile.
        case changed
    }

    /// What was read, for the ledger.
    struct Totals: Equatable {
        var lines = 0
        var bytes = 0
        var events = 0
        var unparsed = 0
        var skippedBytes = 0
    }

    /// After so many seconds without a write an event of several lines is whole.
    static let eventQuiet = 10.0
    /// And the last line of a rotated file, where it has no line end.
    static let lineQuiet = 60.0

    private let content: FileContent
    private var file: LogFile { content.file }
    private let isCurrent: Bool
    private let head: FileFingerprint
    /// Bytes that the file had when reading began; what comes later is the next run's.
    private let goal: Int
    private var window: LogWindow
    private var assembler: EventAssembler
    private var batch: Batch
    /// The anchor of the batch's start, as it is stored, or as the bytes were read.
    private var startAnchor: Anchor
    /// What is stored of what comes before and behind the batch.
    private var trail: Trail
    private var seen: Anchor.Seen?
    private(set) var totals = Totals()
    /// Where it tells how far it is.
    var progress: Progress?
    /// Whether the file may have been copied, and emptied after that, since it was recognised.
    var mayBeCopied: () -> Bool = { false }

    /// - Parameters:
    ///   - content: the file.
    ///   - opening: what its batches open with; `from` is where reading begins.
    ///   - anchor: what is stored with that.
    ///   - isCurrent: it is the file at the log's path.
    ///   - format: made for this file alone.
    static func open(
        _ content: FileContent, opening: BatchRecord, anchor: Anchor, isCurrent: Bool, format: any LogFormat
    ) throws(ToolError) -> GenerationReader {
        let goal = content.file.isPacked ? .max : try content.file.status().size
        var (opening, head) = (opening, content.fingerprint)
        if head.length == 0, opening.from == 0, !content.file.isPacked {
            // Its first line may have been finished since it was recognised.
            let bytes = try content.file.bytes(0..<min(goal, FileFingerprint.limit))
            head = bytes.withUnsafeBufferPointer { FileFingerprint(head: $0) }
            opening.fingerprint = head.text
        }
        if format.isUndecided, !content.file.isPacked {
            // From the same bytes in each run, however little is new.
            let head = try content.file.bytes(0..<min(goal, EventAssembler.headLimit))
            head.withUnsafeBufferPointer { format.decide(from: $0) }
        }
        return GenerationReader(
            content, head, try LogWindow.open(content.file, at: Int(opening.from)), goal: goal,
            opening: opening,
            anchor: anchor, isCurrent: isCurrent, format: format)
    }

    private init(
        _ content: FileContent, _ head: FileFingerprint, _ window: consuming LogWindow, goal: Int,
        opening: BatchRecord,
        anchor: Anchor, isCurrent: Bool, format: any LogFormat
    ) {
        (self.content, self.head) = (content, head)
        (self.isCurrent, self.goal) = (isCurrent, goal)
        (trail, seen) = (anchor.trail, anchor.seen)
        startAnchor = anchor
        if format.isUndecided, !window.past.isEmpty { format.decide(from: window.past) }
        assembler = EventAssembler(
            format: format, host: opening.host ?? "", source: opening.source,
            fallbackTime: Self.lastTime(in: window.past, format) ?? content.file.modified)
        batch = Batch(opening)
        self.window = window
    }

    /// The time of the last line before the position that tells one.
    private static func lastTime(in past: Bytes, _ format: any LogFormat) -> Timestamp? {
        var event = LogEvent()
        var time: Timestamp?
        var start = 0
        while let end = past.find(0x0A, start) {
            let line = past.line(start, end + 1)
            if !line.isBlankLine {
                event.reset()
                format.read(line, into: &event)
                time = event.timestamp ?? time
            }
            start = end + 1
        }
        return time
    }

    /// Reads to the end.
    ///
    /// - Parameter marks: leave a batch even where nothing new is to be read.
    func read(marks: Bool, to out: inout OutputBuffer) throws(ToolError) -> Ending {
        var position = EventAssembler.Position.middle
        var isAtEnd = false
        var hasClosed = false
        while true {
            let before = (window.offset, batch.to)
            if !batch.isFull { advance(position, to: &out) }
            let isStuck = before == (window.offset, batch.to)
            if batch.isFull || (isStuck && !batch.isEmpty && window.bytes.count > batch.room) {
                guard try close(&out) else { return .changed }
                hasClosed = true
            } else if isStuck {
                if isAtEnd { break }
                isAtEnd = try !fill()
                if isAtEnd { position = try positionAtEnd() }
            }
        }
        return try end(marks: marks && !hasClosed, to: &out)
    }

    /// The rest, and for a packed file the proof that it was unpacked to its end.
    private func end(marks: Bool, to out: inout OutputBuffer) throws(ToolError) -> Ending {
        var isWhole = false
        if file.isPacked {
            try window.finish()
            isWhole = true
        }
        if !batch.isEmpty || marks || isWhole || seesMore {
            guard try close(&out, isEnd: isWhole) else { return .changed }
        }
        return .complete
    }

    /// Behind an offset that proves little there is more than is stored.
    private var seesMore: Bool {
        batch.to < Anchor.limit && window.readOffset > max(batch.to, seen?.length ?? 0)
    }

    private func fill() throws(ToolError) -> Bool {
        progress?.show(reading: file.path, bytes: window.offset, of: file.isPacked ? nil : goal)
        if file.isPacked { return try window.fill(atMost: .max) }
        // The block before a hole is filled up with NULs.
        if case .hole(let end) = file.extent(at: window.readOffset), end < goal,
            window.bytes.allSatisfy({ $0 == 0 })
        {
            try skipHole(to: end)
        }
        let limit =
            switch file.extent(at: window.readOffset) {
            case .nothing: 0
            case .hole(let end), .data(let end): min(goal, end) - window.readOffset
            }
        return limit > 0 ? try window.fill(atMost: limit) : false
    }

    /// Passes over bytes that nobody wrote, and the NULs behind them. Within a line that is longer than what is kept of
    /// it they are its bytes.
    private func skipHole(to end: Int) throws(ToolError) {
        guard end - window.offset >= 4096 else { return }
        if assembler.isHolding {
            window = try LogWindow.open(file, at: end)
        } else {
            let zeros = try file.bytes(end..<min(goal, end + 4096)).prefix { $0 == 0 }.count
            window = try LogWindow.open(file, at: end + zeros)
            batch.skip(to: end + zeros)
        }
    }

    /// Has the assembler read what is in the window, as far as it fits into the batch.
    private func advance(_ position: EventAssembler.Position, to out: inout OutputBuffer) {
        let isFirst = batch.isEmpty || assembler.isHolding
        let isCut = window.bytes.count > batch.room
        if !assembler.isHolding {
            let stretch = isCut ? window.bytes.part(0, batch.room) : window.bytes
            if take(stretch, isCut ? .middle : position, byteLimit: .max, to: &out) || !isCut { return }
        }
        // An event that is larger than a batch is one.
        if isFirst { _ = take(window.bytes, position, byteLimit: 1, to: &out) }
    }

    /// Whether something was used up.
    private func take(
        _ stretch: Bytes, _ position: EventAssembler.Position, byteLimit: Int, to out: inout OutputBuffer
    ) -> Bool {
        let offset = window.offset
        let progress = assembler.read(
            stretch, at: position, lineLimit: Batch.lineLimit - batch.lines, byteLimit: byteLimit,
            to: &batch.staged)
        window.remove(progress.consumed)
        if progress.completed > 0 { batch.add(progress, endingAt: offset + progress.completed, out: &out) }
        return progress.consumed > 0
    }

    /// What the end of the file says about the last event.
    private func positionAtEnd() throws(ToolError) -> EventAssembler.Position {
        if file.isPacked { return .end }
        let status = try file.status()
        if status.size != window.readOffset, file.extent(at: window.readOffset) != .nothing { return .middle }
        let quiet = Timestamp.current.seconds - status.modified.seconds
        // A time far ahead is that of a clock that has been set back since.
        let isLong = quiet >= Self.lineQuiet || quiet <= -Self.lineQuiet
        if !isCurrent, isLong { return .end }
        return quiet >= Self.eventQuiet || isLong ? .quiet : .middle
    }

    /// Proves that the file is still what was read, and writes the checkpoint; false where it is not.
    private func close(_ out: inout OutputBuffer, isEnd: Bool = false) throws(ToolError) -> Bool {
        var anchor = window.anchor
        if batch.to != window.offset {
            // The beginning of a long event was used up behind the batch's end.
            guard let before = try file.anchor(before: batch.to) else { return false }
            anchor = before
        }
        (anchor.isEnd, anchor.isBackfilled) = (isEnd, startAnchor.isBackfilled)
        anchor.birth = file.birth
        try extendTrail()
        anchor.trail = trail
        seen = batch.to < Anchor.limit && window.readOffset > batch.to ? window.seen : nil
        anchor.seen = seen
        guard try isStillTheSame(anchor) else { return false }
        totals.lines += batch.lines
        totals.bytes += batch.to - batch.from
        totals.events += batch.events
        totals.unparsed += batch.unparsed
        totals.skippedBytes += batch.skippedBytes
        batch.close(anchor: anchor, out: &out)
        batch.restart()
        startAnchor = anchor
        return true
    }

    private func extendTrail() throws(ToolError) {
        while trail.next <= batch.to, let passed = try content.anchor(before: trail.next) {
            trail.append(passed)
        }
        if batch.from < Anchor.limit || trail.lines.isEmpty {
            let limit = min(batch.to, Anchor.limit)
            trail.setLines(file.isPacked ? Array(content.head.prefix(limit)) : try file.bytes(0..<limit))
        }
    }

    private func isStillTheSame(_ anchor: Anchor) throws(ToolError) -> Bool {
        if file.isPacked { return true }
        if try file.status().size < batch.to { return false }
        let beginning = try file.bytes(0..<head.length)
        guard beginning.withUnsafeBufferPointer({ FileFingerprint(of: $0) }) == head else { return false }
        let (from, to) = (try file.anchor(before: batch.from), try file.anchor(before: batch.to))
        guard from?.hash == startAnchor.hash, to?.hash == anchor.hash else { return false }
        // Before less than a KiB a header may be all that was proved, and what followed it be in the copy now.
        return batch.from >= Anchor.limit || !mayBeCopied()
    }

    /// Ends the program of a packed file that was not read to its end.
    func abandon() { window.abandon() }
}
