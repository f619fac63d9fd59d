import LoglyShared

/// A JSON object a line: structlog, pino, bunyan, zap, ECS and their like, by the names that they give the usual fields.
///
/// Fields of nested objects are joined with a point (`http.request.method`), so that `metadata` stays flat; arrays become
/// their text. Numbers and strings stay as they are written, escapes included.
final class JSONFormat: LogFormat {
    @exclusivity(unchecked) private var clock: LogClock

    init(_ settings: FormatSettings) { clock = settings.clock }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "json"
        var at = 0
        do {
            try JSONScanning.skipValue(text, at: &at)
        } catch {
            return event.fail(text, expected: "a JSON object", at: min(error.offset ?? 0, text.count))
        }
        let end = at
        JSONScanning.skipSpace(text, at: &at)
        let start = text.skipSpaces(0)
        guard at == text.count, text[safe: start] == UInt8(ascii: "{") else {
            return event.fail(text, expected: "one JSON object", at: end == text.count ? 0 : end)
        }
        // The grammar has been checked: the members can be read without a thought for mistakes.
        do {
            try readMembers(text, from: start, prefix: Bytes(""), into: &event)
        } catch {
            return event.fail(text, expected: "a JSON object", at: 0)
        }
        if event.message.count == 0 { event.message = text }
    }

    private func readMembers(
        _ text: Bytes, from start: Int, prefix: Bytes, into event: inout LogEvent
    ) throws(ParseError) {
        var at = start + 1
        while at < text.count {
            JSONScanning.skipSpace(text, at: &at)
            if text[at] == UInt8(ascii: "}") { return }
            if text[at] == UInt8(ascii: ",") {
                at += 1
                JSONScanning.skipSpace(text, at: &at)
            }
            let name = try JSONScanning.string(text, at: &at)
            try JSONScanning.expect(UInt8(ascii: ":"), "a colon", text, at: &at)
            let value = try JSONScanning.skipValue(text, at: &at)
            var key =
                name.isEscaped
                ? event.unescaped(text, name) : text.part(name.range.lowerBound, name.range.upperBound)
            if prefix.count > 0 { key = event.joined(prefix, key) }
            let first = text[value.lowerBound]
            // A key of many levels costs its length at each of them: no log has so many.
            if first == UInt8(ascii: "{"), prefix.count < 256 {
                try readMembers(text, from: value.lowerBound, prefix: key, into: &event)
            } else if first != UInt8(ascii: "n") {
                take(key, text.part(value.lowerBound, value.upperBound), into: &event)
            }
        }
    }

    /// One field, by the names in use.
    private func take(_ key: Bytes, _ value: Bytes, into event: inout LogEvent) {
        let isText = value[0] == UInt8(ascii: "\"")
        let body = isText ? value.part(1, value.count - 1) : value
        let isPlain = isText && body.find(UInt8(ascii: "\\")) == nil
        switch FieldName(key) {
        case .time? where event.timestamp == nil:
            if let time = time(body, isText: isText) {
                event.timestamp = time
                return
            }
        case .level?:
            if let level = isText ? Level(word: body) : Level(number: body) {
                event.level = level
                return
            }
        case .message? where isText && event.message.count == 0 && body.count > 0:
            event.message = body
            event.messageIsJSON = true
            return
        case .address? where isPlain && event.address.count == 0 && AddressText.isAddress(body):
            return event.setAddress(body)
        case .user? where isPlain && event.user.count == 0:
            event.user = body
            return
        case .service? where isPlain && event.service.count == 0:
            event.service = body
            return
        default: break
        }
        if isText {
            if Self.isTraceback(key), body.count > 0 { event.tellException() }
            event.add(key: key, body, .escaped)
        } else {
            event.add(
                key: key, body, body[0] == UInt8(ascii: "[") || body[0] == UInt8(ascii: "{") ? .text : .value)
        }
    }

    /// python-json-logger's and structlog's names, ECS's, pino's, zap's.
    private static func isTraceback(_ key: Bytes) -> Bool {
        key.equals("exc_info") || key.equals("exception") || key.equals("error.stack_trace")
            || key.equals("err.stack")
            || key.equals("stacktrace") || key.equals("stack_trace")
    }

    private func time(_ body: Bytes, isText: Bool) -> Timestamp? {
        var at = 0
        if isText {
            guard let time = clock.iso(body, at: &at) else { return nil }
            return time
        }
        return Timestamp(epochNumber: body)
    }
}

extension LogEvent {
    /// A traceback stands in one of the fields.
    fileprivate mutating func tellException() {
        action = .exception
        if level < .error { level = .error }
    }

    /// A string's value with its escapes resolved.
    mutating func unescaped(_ text: Bytes, _ string: JSONText) -> Bytes {
        var value = JSONScanning.value(text, string)
        return copy(&value)
    }
}
