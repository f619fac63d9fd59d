import LoglyShared

/// Writes events as `event` records, one line of NDJSON each, at most 1 MiB long.
struct EventWriter: ~Copyable {
    /// `,"host":"…","source":"…","level":"`, the same in all records of a log.
    private var middle = OutputBuffer()
    private var times = TimeWriter()

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
    @inline(__always)
    mutating func append(
        _ event: inout LogEvent, time: Timestamp, isCut: Bool, to out: inout OutputBuffer
    ) {
        var isCut = isCut
        var bound = middle.count + Self.frame + event.jsonBound
        if bound > Self.limit {
            if event.cut(to: Self.limit - middle.count - Self.frame) { isCut = true }
            bound = Self.limit
        }
        write(event, time: time, isCut: isCut, to: &out, capacity: bound)
    }

    private mutating func write(
        _ event: borrowing LogEvent, time: Timestamp, isCut: Bool, to out: inout OutputBuffer, capacity: Int
    ) {
        var pen = Pen(at: out.reserve(capacity + Pen.slack))
        let start = pen.at
        pen.put("{\"type\":\"event\",\"timestamp\":")
        times.write(time, to: &pen)
        pen.put(middle.bytes)
        pen.put(word: event.level.name)
        pen.put("\",\"message\":\"")
        if event.messageIsJSON { pen.put(event.message) } else { pen.put(text: event.message) }
        if event.messageEnd.count > 0 {
            pen.put(UInt8(ascii: " "))
            pen.put(text: event.messageEnd)
        }
        pen.put(UInt8(ascii: "\""))
        if event.address.count > 0 { pen.put(",\"ip_address\":\"", text: event.address) }
        if event.user.count > 0 { pen.put(",\"user\":\"", text: event.user) }
        if event.service.count > 0 { pen.put(",\"service\":\"", text: event.service) }
        if let action = event.action {
            pen.put(",\"action\":\"")
            pen.put(word: action.wireName)
            pen.put(UInt8(ascii: "\""))
        }
        if let count = event.count {
            pen.put(",\"count\":")
            pen.put(number: count)
        }
        if event.metadata.count > 0 || isCut {
            pen.put(",\"metadata\":{")
            pen.put(event.metadata)
            if isCut { pen.put("\"truncated\":true,") }
            pen.removeLast()
            pen.put(UInt8(ascii: "}"))
        }
        pen.put("}\n")
        out.advance(by: pen.at - start)
    }
}
