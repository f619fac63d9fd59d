import LoglyShared

/// `key=value` pairs, as Go's slog and logrus, Heroku and Grafana write them; the usual fields by their usual names.
///
///     time=2026-11-22T03:12:01Z level=error msg="cannot reach the bank" order=7
///
/// A key without a value is true. Where a pair has no key the line is none of the format.
final class LogfmtFormat: LogFormat {
    @exclusivity(unchecked) private var clock: LogClock

    init(_ settings: FormatSettings) { clock = settings.clock }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "logfmt"
        var at = 0
        // Some put the time of their own before the pairs.
        if let time = clock.leadingTime(text, at: &at) { event.timestamp = time }
        var pairs = 0
        while true {
            while at < text.count, text[at] <= 0x20 { at += 1 }
            guard at < text.count else { break }
            let start = at
            while at < text.count, text[at] > 0x20, text[at] != 0x3D, text[at] != 0x22 { at += 1 }
            guard at > start, text[safe: at] != 0x22 else {
                return event.fail(text, expected: "a key", at: start)
            }
            let key = text.part(start, at)
            guard text[safe: at] == 0x3D else {
                event.add(key: key, Bytes("true"), .value)
                continue
            }
            at += 1
            pairs += 1
            guard let value = value(text, at: &at) else {
                return event.fail(text, expected: "a closing quote", at: at)
            }
            take(key, value, into: &event)
        }
        guard pairs > 0 else { return event.fail(text, expected: "a pair of key and value", at: 0) }
        if event.message.count == 0 { event.message = text }
    }

    private struct Value {
        var body: Bytes
        /// The body of a JSON string.
        var isEscaped = false
        var isQuoted = false
    }

    /// A word, or a text in quotes; nil where the quote is not closed.
    private func value(_ text: Bytes, at: inout Int) -> Value? {
        let start = at
        if text[safe: at] == 0x27, let end = text.endOfSingleQuoted(start + 1) {
            at = end + 1
            return Value(body: text.part(start + 1, end), isQuoted: true)
        }
        guard text[safe: at] == 0x22 else {
            while at < text.count, text[at] > 0x20 { at += 1 }
            return Value(body: text.part(start, at))
        }
        guard let end = text.endOfQuoted(start + 1) else { return nil }
        at = end + 1
        let body = text.part(start + 1, end)
        guard body.find(UInt8(ascii: "\\")) != nil else { return Value(body: body, isQuoted: true) }
        // Go escapes as JSON does but for `\x00` and `\a`, which are kept as they are.
        var stringEnd = start
        let isJSON = (try? JSONScanning.string(text, at: &stringEnd)) != nil && stringEnd == end + 1
        return Value(body: body, isEscaped: isJSON, isQuoted: true)
    }

    private func take(_ key: Bytes, _ value: Value, into event: inout LogEvent) {
        let body = value.body
        guard body.count > 0 else { return }
        switch FieldName(key) {
        case .time? where event.timestamp == nil:
            var at = 0
            let time = body.isDigits ? Timestamp(epochNumber: body) : clock.leadingTime(body, at: &at)
            if let time {
                event.timestamp = time
                return
            }
        case .level?:
            if let level = Level(word: body) ?? Level(number: body) {
                event.level = level
                return
            }
        case .message? where event.message.count == 0:
            event.message = body
            event.messageIsJSON = value.isEscaped
            return
        case .address? where event.address.count == 0 && AddressText.isAddress(body):
            return event.setAddress(body)
        case .user? where event.user.count == 0 && !value.isEscaped:
            event.user = body
            return
        case .service? where event.service.count == 0 && !value.isEscaped:
            event.service = body
            return
        default: break
        }
        let isNumber = !value.isQuoted && body.isJSONNumber
        event.add(key: key, body, value.isEscaped ? .escaped : isNumber ? .number : .text)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the `'` is that closes what began before `start`, as Python writes texts (structlog's `KeyValueRenderer`): a
    /// space or nothing follows it. nil where there is none: then the quote is a letter like any other.
    fileprivate func endOfSingleQuoted(_ start: Int) -> Int? {
        var at = start
        while let quote = find(0x27, at) {
            let isEscaped = quote > start && self[quote - 1] == 0x5C
            if !isEscaped, quote + 1 == count || self[quote + 1] <= 0x20 { return quote }
            at = quote + 1
        }
        return nil
    }

    /// A JSON number of at most 15 digits, which every reader keeps exactly.
    var isJSONNumber: Bool {
        guard 1...16 ~= count else { return false }
        var at = 0
        return (try? JSONScanning.number(self, at: &at)) != nil && at == count
    }
}
