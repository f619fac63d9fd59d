import LoglyShared

/// Python's logging in a format that was told; lines that don't fit belong to the one before: tracebacks, messages of
/// several lines.
final class PythonTemplateFormat: LogFormat {
    private var clock: LogClock
    private let template: LineTemplate
    private var probe = LogEvent()

    init(_ settings: FormatSettings, template: LineTemplate) {
        clock = settings.clock
        self.template = template
    }

    var hasContinuations: Bool { true }

    func begins(_ line: Bytes, isFirst: Bool) -> Bool {
        if line[0] == 0x20 || line[0] == 0x09 || line.has(Traceback.opening) { return false }
        probe.reset()
        var parts = LineTemplate.Parts()
        var at = 0
        do {
            try template.read(line, at: &at, clock: &clock, parts: &parts, into: &probe)
            return true
        } catch {
            return false
        }
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "log_format"
        let lineEnd = text.find(0x0A) ?? text.count
        let line = text.line(0, lineEnd)
        var parts = LineTemplate.Parts()
        var at = 0
        do {
            try template.read(line, at: &at, clock: &clock, parts: &parts, into: &event)
        } catch {
            return event.fail(text, expected: error.expected, at: error.at)
        }
        event.message = parts.message.count > 0 ? parts.message : line
        if DjangoMessage.path(in: event.message) != nil, !parts.hasLevel {
            _ = DjangoMessage.read(event.message, into: &event)
        }
        if lineEnd < text.count { Traceback.read(text.rest(lineEnd + 1), isBare: false, into: &event) }
    }
}
