import LoglyShared

/// An access log of a layout that was told: nginx's `log_format`, Apache's `LogFormat`.
///
/// The fields have the names that `combined` gives them, all others the names of their variables.
final class AccessTemplateFormat: LogFormat {
    @exclusivity(unchecked) private var clock: LogClock
    private let template: LineTemplate

    init(_ settings: FormatSettings, template: LineTemplate) {
        clock = settings.clock
        self.template = template
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "log_format"
        var parts = LineTemplate.Parts()
        var at = 0
        do {
            try template.read(text, at: &at, clock: &clock, parts: &parts, into: &event)
        } catch {
            return event.fail(text, expected: error.expected, at: error.at)
        }
        guard at == text.count else { return event.fail(text, expected: "the end of the line", at: at) }
        if parts.method.count > 0 { event.add(key: Bytes("method"), parts.method) }
        if parts.path.count > 0 { event.add(key: Bytes("path"), parts.path) }
        if parts.hasRequest {
            if event.message.count == 0 { event.message = Bytes("-") }
        } else if parts.path.count > 0 {
            event.message = parts.method.count > 0 ? event.spaced(parts.method, parts.path) : parts.path
        } else {
            event.message = text
        }
        if parts.status.count > 0 {
            event.setStatus(parts.status)
            if event.message.count < text.count { event.messageEnd = parts.status }
        }
        if parts.hasRequest || parts.path.count > 0 || parts.status.count > 0 { event.action = .httpRequest }
    }
}

extension LogEvent {
    /// Two texts with a space between them.
    mutating func spaced(_ first: Bytes, _ second: Bytes) -> Bytes {
        let start = reserve(first.count + second.count + 1)
        if let from = first.baseAddress { start.update(from: from, count: first.count) }
        start[first.count] = 0x20
        if let from = second.baseAddress { (start + first.count + 1).update(from: from, count: second.count) }
        return Bytes(start: start, count: first.count + second.count + 1)
    }
}
