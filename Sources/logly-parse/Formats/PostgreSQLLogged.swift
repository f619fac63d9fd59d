import LoglyShared

extension PostgreSQLFormat {
    /// What PostgreSQL sends to syslog, or says on a stderr that the journal reads: `[5-1] `, a number of the message and of its
    /// line, the `log_line_prefix`, and the severity; program and process are known.
    ///
    /// DETAIL, STATEMENT and their like are lines of their own there, without an action. False where no severity is found: a
    /// further line of the message.
    static func readLogged(_ message: Bytes, into event: inout LogEvent) -> Bool {
        var at = 0
        if message[safe: 0] == UInt8(ascii: "["), let close = message.find("] "), close < 24,
            let dash = message.find(UInt8(ascii: "-")), message.part(1, dash).isDigits
        {
            at = close + 2
        }
        let line = message.rest(at)
        guard let severity = severity(of: line) else { return false }
        event.rule = "postgresql"
        event.level = level(severity.word) ?? .info
        event.message = line.rest(level(severity.word) == nil ? severity.start : severity.end)
        let prefix = line.part(0, severity.start)
        var clock = LogClock(zone: .utc, now: .epoch)
        PostgreSQLGuess.read(prefix.rest(PostgreSQLGuess.time(in: prefix, &clock)?.end ?? 0), into: &event)
        guard level(severity.word) != nil else { return true }
        event.add("severity", severity.word)
        PostgreSQLMessage.read(event.message, into: &event)
        return true
    }
}
