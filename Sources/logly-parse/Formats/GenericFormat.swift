import LoglyShared

/// Any text: a time at the start of the line where there is one, a level where a word says it, and the rest.
final class GenericFormat: LogFormat {
    private var clock: LogClock

    init(_ settings: FormatSettings) { clock = settings.clock }

    func read(_ text: Bytes, into event: inout LogEvent) {
        var at = 0
        event.timestamp = clock.iso(text, at: &at) ?? clock.rfc3164(text, at: &at)
        event.message = text.rest(at).trimmed
        event.rule = "text"
    }
}
