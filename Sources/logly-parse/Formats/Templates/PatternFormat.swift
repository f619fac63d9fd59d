import LoglyShared

/// A log whose lines a pattern of the configuration reads: its named groups are the event's fields, all others
/// `metadata`.
///
/// A line that the pattern doesn't match is unparsed. `time` tells how the group `timestamp` is written; without it any of
/// the common forms is taken.
final class PatternFormat: LogFormat {
    private var clock: LogClock
    private let pattern: Pattern
    private let time: TimePattern?
    /// The names of the groups as bytes that live as long as this.
    private let names: [UnsafeMutableBufferPointer<UInt8>?]
    private var match = Pattern.Match()

    init(_ settings: FormatSettings, pattern: Pattern, time: TimePattern?) {
        clock = settings.clock
        (self.pattern, self.time) = (pattern, time)
        names = pattern.names.map { name in
            guard let name else { return nil }
            let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.utf8.count)
            _ = bytes.initialize(from: name.utf8)
            return bytes
        }
    }

    deinit {
        for name in names { name?.deallocate() }
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "pattern"
        guard pattern.find(in: text, &match) else {
            return event.fail(text, expected: "a line that the pattern matches", at: 0)
        }
        var hasLevel = false
        for (index, name) in names.enumerated() {
            guard let name, let value = match.group(index + 1, of: text), value.count > 0 else { continue }
            let key = Bytes(name)
            if key.equals("timestamp") {
                guard let time = timestamp(value) else {
                    return event.fail(text, expected: "a time", at: match.places[2 * index + 2])
                }
                event.timestamp = time
            } else if key.equals("level"), let level = Level(word: value) ?? Level(number: value) {
                event.level = level
                hasLevel = true
            } else if key.equals("message") {
                event.message = value
            } else if key.equals("ip_address") {
                event.setAddress(value)
            } else if key.equals("user") {
                event.user = value
            } else if key.equals("service") {
                event.service = value
            } else if key.equals("action"),
                let action = Action(rawValue: String(decoding: value, as: UTF8.self))
            {
                event.action = action
            } else {
                event.add(key: key, value, value.isJSONNumber ? .number : .text)
            }
        }
        if event.message.count == 0 { event.message = text }
        if !hasLevel { event.level = LevelWords.level(in: event.message) ?? .info }
    }

    /// A time that is all of the group.
    private func timestamp(_ value: Bytes) -> Timestamp? {
        var at = 0
        let found: Timestamp?
        if let time {
            found = time.read(value, at: &at, clock: clock)
        } else if let time = clock.leadingTime(value, at: &at) {
            found = time
        } else {
            at = value.count
            found = value.isJSONNumber ? Timestamp(epochNumber: value) : nil
        }
        return at == value.count ? found : nil
    }
}
