import LoglyShared

/// The system's logs, `auth` and `syslog`: lines of RFC 3164, RFC 3339 and RFC 5424, mixed.
///
/// The message is the text behind the tag. Programs whose messages say who did what have rules of their own, in
/// this folder; the message of any other is kept as it is.
final class SyslogFormat: LogFormat {
    private var clock: LogClock
    private var attempts = PAMAttempts()

    init(_ settings: FormatSettings) { clock = settings.clock }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "syslog"
        guard let message = SyslogLine.read(text, clock: &clock, into: &event) else { return }
        let told = event.level
        event.message = message
        if let repeated = RepeatedMessage(message) {
            event.count = repeated.count
            event.rule = "repeated message"
            guard repeated.message.count > 0 else { return }
            // Whoever counts needs the message itself; how often it came is in `count`.
            event.message = repeated.message
        }
        ProgramRules.read(event.message, into: &event)
        attempts.settle(&event)
        // What the sender said of its own message outweighs what its words suggest.
        if told > event.level, !event.isLevelSure { event.level = told }
    }
}

/// `message repeated 5 times: [ … ]` of rsyslog, `last message repeated 5 times` of syslogd.
struct RepeatedMessage {
    let count: Int
    /// Empty where the line doesn't repeat it.
    let message: Bytes

    @inline(__always)
    init?(_ text: Bytes) {
        guard text.count > 20, text[0] == UInt8(ascii: "m") || text[0] == UInt8(ascii: "l") else {
            return nil
        }
        var at = 0
        let isLast = text.skip("last message repeated ", at: &at)
        guard isLast || text.skip("message repeated ", at: &at) else { return nil }
        guard let space = text.find(0x20, at), let count = text.part(at, space).integer, count > 0 else {
            return nil
        }
        at = space + 1
        guard text.skip("times", at: &at) || text.skip("time", at: &at) else { return nil }
        self.count = count
        if text.skip(": [ ", at: &at) || text.skip(": [", at: &at) {
            let end = text[text.count - 1] == UInt8(ascii: "]") ? text.count - 1 : text.count
            message = text.part(at, max(at, end))
        } else {
            message = Bytes("")
        }
    }
}
