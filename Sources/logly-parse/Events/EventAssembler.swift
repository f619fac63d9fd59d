import Glibc
import LoglyShared

/// Cuts the bytes of one log into events, has its format read them, and writes their records.
///
/// The events of a log are contiguous: an event is a line, or a line and those that continue it. So the assembler
/// works on stretches of the log as they are read, copies nothing, and can always say which byte an event ended at.
/// It knows nothing of files; whoever reads them (by hand, or following sources) hands over stretches:
///
///     let progress = assembler.read(window, at: .middle, to: &out)
///     window.removeFirst(progress.consumed)   // and read more behind what is left
struct EventAssembler: ~Copyable {
    /// What is known about the bytes that follow a stretch.
    enum Position {
        /// More may come at once: the last event is not told before the next begins, nor a line without its `\n`.
        case middle
        /// The log has been quiet: its last whole line ends its event. A line without `\n` still waits.
        case quiet
        /// Nothing comes any more: a last line without `\n` is taken.
        case end
    }

    /// What a call of `read` did.
    struct Progress: Equatable {
        /// Bytes that need not be handed over again.
        var consumed = 0
        /// Bytes up to the end of the last event that was written (or blank line passed over) by this call;
        /// 0 where there was none. Where it is less than `consumed`, the beginning of one long event is kept
        /// here and not yet written: a batch can only close at `completed`.
        var completed = 0
        /// Whole lines that ended by `completed`, blank ones included.
        var lines = 0
        var events = 0
        var unparsed = 0
    }

    /// Longer events are cut; what is beyond is passed over without being kept.
    static let eventLimit = EventWriter.limit

    private let format: any LogFormat
    private var writer: EventWriter
    private var event = LogEvent()
    /// The log's name, where the rules that take its lines are told instead of events (`--explain`).
    private let explained: String?
    /// Lines before the current event, for `--explain`.
    private var linesBefore = 0
    /// For lines without a time: that of the line before, at first what the caller knows (the file's).
    private var lastTime: Timestamp
    /// The beginning of an event that is longer than a stretch may be, until its end is seen.
    private var long: LongEvent?

    /// - Parameters:
    ///   - format: made for this log alone.
    ///   - host: the machine that runs the program.
    ///   - source: the source's name, or the format's by hand.
    ///   - fallbackTime: for lines before the first that tells a time: the file's modification time, else now.
    ///   - explained: the log's name as `--explain` shows it; then no records are written.
    init(
        format: any LogFormat, host: String, source: String, fallbackTime: Timestamp,
        explained: String? = nil
    ) {
        self.format = format
        self.writer = EventWriter(host: host, source: source)
        self.lastTime = fallbackTime
        self.explained = explained
    }

    /// Whether the beginning of a long event was consumed and waits for its end.
    var isHolding: Bool { long != nil }

    /// What a format is found out from, where it is not told: as many bytes, or as many as there are.
    static let headLimit = 65_536

    /// Reads the whole events of a stretch and appends their records.
    ///
    /// - Parameters:
    ///   - stretch: bytes of the log from where the last call's `consumed` ended. Where nothing was consumed, the next
    ///     one has to be longer, until the log ends; beyond `eventLimit` something always is.
    ///   - position: what is known about the bytes that follow.
    ///   - lineLimit: no event is begun once that many lines are complete (a batch's 5,000).
    ///   - byteLimit: nor once that many bytes are.
    mutating func read(
        _ stretch: Bytes, at position: Position, lineLimit: Int = .max, byteLimit: Int = .max,
        to out: inout OutputBuffer
    ) -> Progress {
        var progress = Progress()
        if format.isUndecided {
            if position == .middle, stretch.count < Self.headLimit { return progress }
            format.decide(from: stretch.part(0, min(stretch.count, Self.headLimit)))
        }
        defer { linesBefore += progress.lines }
        if long != nil, !finishLong(stretch, at: position, &progress, to: &out) { return progress }
        var isHeld = false
        while progress.completed < stretch.count, progress.lines < lineLimit, progress.completed < byteLimit {
            let start = progress.completed
            guard var end = lineEnd(stretch, start, position) else {
                isHeld = true
                break
            }
            let line = stretch.line(start, end)
            if line.isBlankLine {
                progress.completed = end
                progress.lines += 1
                continue
            }
            var lines = 1
            if format.hasContinuations, !extendEvent(stretch, line, &end, position, &lines) {
                isHeld = true
                break
            }
            take(stretch.line(start, end), isCut: end - start > Self.eventLimit, &progress, to: &out)
            progress.completed = end
            progress.lines += lines
        }
        progress.consumed = progress.completed
        if isHeld, stretch.count - progress.completed > Self.eventLimit { holdLong(stretch, &progress) }
        return progress
    }

    /// The byte behind a line's end, or nil where the line is not whole.
    @inline(__always)
    private func lineEnd(_ stretch: Bytes, _ start: Int, _ position: Position) -> Int? {
        guard let base = stretch.baseAddress, start < stretch.count else { return nil }
        if let found = memchr(base + start, 0x0A, stretch.count - start) {
            return UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
        }
        return position == .end ? stretch.count : nil
    }

    /// Moves `end` from the end of an event's first line to that of its last; false where that is not known yet.
    private func extendEvent(
        _ stretch: Bytes, _ first: Bytes, _ end: inout Int, _ position: Position, _ lines: inout Int
    ) -> Bool {
        // What follows a line that is no event's first cannot be told to belong to it.
        guard format.begins(first, isFirst: true) else { return true }
        var next = end
        var blank = 0
        while next < stretch.count {
            guard let after = lineEnd(stretch, next, position) else { return position == .end }
            let line = stretch.line(next, after)
            next = after
            // Blank lines belong to the event only where more of it follows.
            if line.isBlankLine {
                blank += 1
                continue
            }
            if format.begins(line, isFirst: false) { return true }
            end = next
            lines += blank + 1
            blank = 0
        }
        return position != .middle
    }

    private mutating func take(
        _ text: Bytes, isCut: Bool, _ progress: inout Progress, to out: inout OutputBuffer
    ) {
        event.reset()
        format.read(isCut ? text.part(0, min(text.count, Self.eventLimit)) : text, into: &event)
        if let time = event.timestamp { lastTime = time }
        progress.events += 1
        if event.isUnparsed { progress.unparsed += 1 }
        if let explained {
            out.append("\(explained):\(linesBefore + progress.lines + 1): ")
            out.append(explanationOf: event)
        } else {
            writer.append(&event, time: event.timestamp ?? lastTime, isCut: isCut, to: &out)
        }
    }
}

// MARK: - Events longer than a stretch

extension EventAssembler {
    /// The beginning of an event of which more bytes have been consumed than are kept.
    private struct LongEvent {
        var text: [UInt8]
        var lines: Int
        /// The stretch ended within a line, whatever its length.
        var isWithinLine: Bool
    }

    /// Keeps the beginning of an event that a stretch does not hold whole, and consumes what is known to be its.
    private mutating func holdLong(_ stretch: Bytes, _ progress: inout Progress) {
        let start = progress.completed
        let text = stretch.part(start, start + Self.eventLimit)
        let end = stretch.findLast(0x0A, before: stretch.count).map { $0 + 1 }
        if let end, end > start {
            let lines = stretch.part(start, end).reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
            long = LongEvent(text: Array(text), lines: lines, isWithinLine: false)
            progress.consumed = end
        } else {
            long = LongEvent(text: Array(text), lines: 0, isWithinLine: true)
            progress.consumed = stretch.count
        }
    }

    /// Passes over the rest of a long event; at its end writes it and returns true.
    private mutating func finishLong(
        _ stretch: Bytes, at position: Position, _ progress: inout Progress, to out: inout OutputBuffer
    ) -> Bool {
        guard var event = long else { return true }
        var at = 0
        var isOver = false
        while !isOver, at < stretch.count {
            let end = lineEnd(stretch, at, position)
            if event.isWithinLine {
                event.isWithinLine = end == nil
                event.lines += end == nil ? 0 : 1
                at = end ?? stretch.count
                isOver = end != nil && !format.hasContinuations
                continue
            }
            // Whether a line begins an event can be told from its first MiB.
            if end == nil, stretch.count - at <= Self.eventLimit { break }
            let line = stretch.line(at, end ?? stretch.count)
            if !line.isBlankLine, format.begins(line, isFirst: false) {
                isOver = true
            } else {
                event.isWithinLine = end == nil
                event.lines += end == nil ? 0 : 1
                at = end ?? stretch.count
            }
        }
        let isAllRead = at == stretch.count
        if !isOver, isAllRead {
            isOver = position == .end || (position == .quiet && !event.isWithinLine)
        }
        progress.consumed = at
        long = event
        guard isOver else { return false }
        long = nil
        event.text.withUnsafeBufferPointer { take($0, isCut: true, &progress, to: &out) }
        progress.completed = at
        progress.lines = event.lines + (event.isWithinLine ? 1 : 0)
        return true
    }
}

extension Bytes {
    /// A line, or the lines of an event, without the last line end; a CR before it belongs to it.
    @inline(__always)
    func line(_ from: Int, _ end: Int) -> Bytes {
        var to = end
        if to > from, self[to - 1] == 0x0A { to -= 1 }
        if to > from, self[to - 1] == 0x0D { to -= 1 }
        return part(from, to)
    }

    @inline(__always)
    var isBlankLine: Bool {
        if count > 0, self[0] > 0x20 { return false }
        return isBlank
    }
}

extension OutputBuffer {
    /// One line for a person: the rule that took an event, or where the nearest one gave up.
    fileprivate mutating func append(explanationOf event: borrowing LogEvent) {
        if let failure = event.failure {
            append("unparsed: ")
            append(event.rule)
            append(": expected ")
            append(failure.expected)
            append(" at byte \(failure.at + 1)\n")
        } else {
            append(event.rule)
            append("\n")
        }
    }
}
