import LoglyShared

/// Writes events as `event` records, one line of NDJSON each, at most 1 MiB long.
struct EventWriter: ~Copyable {
    /// `,"host":"…","source":"…","level":"`, the same in all records of a log.
    private var middle = OutputBuffer()
    /// The last time written and its digits: most lines share their second with the one before.
    private var lastTime = Timestamp(microseconds: .min)
    private var lastDigits = OutputBuffer()

    /// The longest record, without its `\n`.
    static let limit = LineReader.wireLimit
    /// What a record has beyond its texts: keys, a time, a count, brackets.
    private static let frame = 512

    init(host: String, source: String) {
        middle.append(",\"host\":")
        middle.append(jsonString: host)
        middle.append(",\"source\":")
        middle.append(jsonString: source)
        middle.append(",\"level\":\"")
    }

    /// Appends one event as a line. What makes it longer than 1 MiB is cut, and `metadata` says `truncated`.
    ///
    /// - Parameters:
    ///   - time: the event's, or what stands for it where its line tells none.
    ///   - isCut: the event's text is only the beginning of what the log has.
    mutating func append(
        _ event: borrowing LogEvent, time: Timestamp, isCut: Bool, to out: inout OutputBuffer
    ) {
        // A byte becomes six at most (\u0000).
        var bound = middle.count + Self.frame
        bound += (event.message.count + event.messageEnd.count + event.address.count) * 6
        bound += (event.user.count + event.service.count) * 6
        for at in 0..<event.metadata.count {
            let entry = event.metadata.entries[at]
            bound += (entry.key.count + entry.value.count) * 6 + 8
        }
        if bound <= Self.limit {
            write(event, time: time, limits: TextLimits(), isCut: isCut, capacity: bound, to: &out)
            return
        }
        let limits = TextLimits(fitting: event, in: Self.limit - middle.count - Self.frame)
        write(
            event, time: time, limits: limits, isCut: isCut || limits.areReached,
            capacity: Self.limit, to: &out)
    }

    private mutating func write(
        _ event: borrowing LogEvent, time: Timestamp, limits: TextLimits, isCut: Bool, capacity: Int,
        to out: inout OutputBuffer
    ) {
        if time != lastTime {
            lastTime = time
            lastDigits.removeAll()
            lastDigits.append(time)
        }
        var pen = Pen(at: out.reserve(capacity + Pen.slack))
        let start = pen.at
        pen.put("{\"type\":\"event\",\"timestamp\":")
        pen.put(lastDigits.bytes)
        pen.put(middle.bytes)
        pen.put(event.level.name)
        pen.put("\",\"message\":\"")
        pen.put(text: event.message, isEscaped: event.messageIsJSON, limit: limits.message)
        if event.messageEnd.count > 0 {
            pen.put(UInt8(ascii: " "))
            pen.put(text: event.messageEnd, isEscaped: false, limit: limits.other)
        }
        pen.put(UInt8(ascii: "\""))
        if event.address.count > 0 { pen.put(",\"ip_address\":\"", event.address, limit: limits.other) }
        if event.user.count > 0 { pen.put(",\"user\":\"", event.user, limit: limits.other) }
        if event.service.count > 0 { pen.put(",\"service\":\"", event.service, limit: limits.other) }
        if let action = event.action {
            pen.put(",\"action\":\"")
            pen.put(action.wireName)
            pen.put(UInt8(ascii: "\""))
        }
        if let count = event.count {
            pen.put(",\"count\":")
            pen.put(number: count)
        }
        if event.metadata.count > 0 || isCut {
            pen.put(",\"metadata\":{")
            for at in 0..<event.metadata.count {
                pen.put(event.metadata.entries[at], limit: limits.other)
            }
            if isCut { pen.put("\"truncated\":true") }
            pen.takeBackComma()
            pen.put(UInt8(ascii: "}"))
        }
        pen.put("}\n")
        out.advance(by: pen.at - start)
    }
}

/// How long the texts of a record may be, in bytes of JSON, so that it fits.
struct TextLimits {
    var message = Int.max
    /// Of every other text.
    var other = Int.max
    /// At least one text is longer than that.
    var areReached = false

    init() {}

    /// The widest limits with which the texts of `event` take at most `space` bytes.
    init(fitting event: borrowing LogEvent, in space: Int) {
        func length(_ text: Bytes, isEscaped: Bool = false) -> Int {
            isEscaped ? text.count : text.jsonPrefix(within: 2 * space).length
        }
        let message = length(event.message, isEscaped: event.messageIsJSON)
        var others = [
            length(event.messageEnd), length(event.address), length(event.user), length(event.service),
        ]
        for at in 0..<event.metadata.count {
            let entry = event.metadata.entries[at]
            others.append(length(entry.value, isEscaped: entry.kind != .text))
            others.append(length(entry.key) + 8)
        }
        if message + others.reduce(0, +) <= space { return }
        // The others are cut only where they leave the message less than half.
        for limit in [space / 2, 65_536, 4096, 256] {
            let sum = others.reduce(0) { $0 + min($1, limit) }
            if sum > space / 2, limit > 256 { continue }
            self.other = limit
            self.message = space - sum
            break
        }
        areReached = true
    }
}
