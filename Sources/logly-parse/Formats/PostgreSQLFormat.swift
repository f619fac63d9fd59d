import LoglyShared

/// PostgreSQL's log on stderr, with a `log_line_prefix` that is told or guessed, and its csvlog and jsonlog; see elog.c.
///
///     2026-11-22 03:12:01.123 UTC [812] bob@shop ERROR:  relation "x" does not exist at character 15
///     2026-11-22 03:12:01.123 UTC [812] bob@shop STATEMENT:  select * from x
///
/// DETAIL, HINT, CONTEXT, STATEMENT, QUERY and LOCATION join the line before them, and so do lines that begin with a tab.
final class PostgreSQLFormat: LogFormat {
    @exclusivity(unchecked) private var clock: LogClock
    /// A `log_line_prefix` that was told.
    private let prefix: PostgreSQLPrefix?
    private var probe = LogEvent()
    /// A record of csvlog whose quoted field goes on in the next line.
    private var isQuoteOpen = false

    init(_ settings: FormatSettings) {
        clock = settings.clock
        if case .postgresql(let prefix)? = settings.layout { self.prefix = prefix } else { prefix = nil }
    }

    var hasContinuations: Bool { true }

    func begins(_ line: Bytes, isFirst: Bool) -> Bool {
        if prefix != nil {
            probe.reset()
            guard let word = toldSeverity(in: line, into: &probe)?.word else { return false }
            return Self.level(word) != nil
        }
        if isFirst { isQuoteOpen = false }
        if isQuoteOpen {
            // What a client writes into a field has its quotes doubled: it cannot pass for a record.
            if !PostgreSQLRecord.isStart(line) {
                if line.hasOddQuotes { isQuoteOpen = false }
                return false
            }
        } else if PostgreSQLRecord.beginsJSON(line) {
            return true
        }
        if PostgreSQLRecord.beginsCSV(line) {
            isQuoteOpen = line.hasOddQuotes
            return true
        }
        guard let severity = Self.severity(of: line) else { return line.looksLikeISOTime }
        return Self.level(severity.word) != nil
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        if prefix == nil, text[0] == UInt8(ascii: "{") {
            if PostgreSQLRecord.readJSON(text, clock: &clock, into: &event) { return }
        } else if prefix == nil, PostgreSQLRecord.beginsCSV(text) {
            if PostgreSQLRecord.readCSV(text, clock: &clock, into: &event) { return }
        }
        event.rule = "postgresql"
        let firstEnd = text.find(0x0A) ?? text.count
        let line = text.line(0, firstEnd)
        guard let severity = readHeader(line, into: &event), let level = Self.level(severity.word) else {
            if event.isUnparsed { return }
            return event.fail(text, expected: "a severity such as ERROR:", at: 0)
        }
        event.level = level
        // Lines of the message itself begin with a tab.
        var end = text.count
        var next = firstEnd + 1
        var key: StaticString?
        var valueStart = 0
        while next < text.count {
            let lineEnd = text.find(0x0A, next) ?? text.count
            let more = text.line(next, lineEnd)
            if let found = severityOfMore(more), let name = Self.joined(found.word) {
                if let key { event.add(key, text.line(valueStart, next)) } else { end = next }
                key = name
                valueStart = next + found.end
            }
            next = lineEnd + 1
        }
        if let key { event.add(key, text.line(valueStart, text.count)) }
        var message = text.line(severity.end, max(severity.end, end))
        // `log_error_verbosity = verbose`.
        if message.hasStateCode {
            if !message.has("00000") { event.add("sqlstate", message.part(0, 5)) }
            message = message.rest(7)
        }
        event.message = message
        event.add("severity", severity.word)
        PostgreSQLMessage.read(message, into: &event)
    }

    typealias Severity = (word: Bytes, start: Int, end: Int)

    /// Takes time and prefix; nil where no severity follows, or where the event has failed.
    private func readHeader(_ line: Bytes, into event: inout LogEvent) -> Severity? {
        if prefix != nil {
            if let severity = toldSeverity(in: line, into: &event) { return severity }
            event.fail(line, expected: "the log_line_prefix and a severity", at: 0)
            return nil
        }
        guard let severity = Self.severity(of: line), Self.level(severity.word) != nil else {
            var at = 0
            event.timestamp = clock.isoWithZoneName(line, at: &at)
            event.fail(line, expected: "a severity such as ERROR:", at: at)
            return nil
        }
        let prefix = line.part(0, severity.start)
        let told = PostgreSQLGuess.time(in: prefix, &clock)
        if prefix.looksLikeISOTime, told == nil {
            event.fail(line, expected: "a time", at: 0)
            return nil
        }
        event.timestamp = told?.time
        PostgreSQLGuess.read(prefix.rest(told?.end ?? 0), into: &event)
        return severity
    }

    /// The severity right behind a prefix that was told.
    private func toldSeverity(in line: Bytes, into event: inout LogEvent) -> Severity? {
        guard let start = prefix?.read(line, clock: &clock, into: &event),
            let colon = line.find(":  ", start), Self.isSeverity(line.part(start, colon))
        else { return nil }
        return (line.part(start, colon), start, colon + 3)
    }

    private func severityOfMore(_ line: Bytes) -> Severity? {
        if prefix == nil { return Self.severity(of: line) }
        if line.isBlank || line[0] == 0x09 { return nil }
        probe.reset()
        return toldSeverity(in: line, into: &probe)
    }

    static func isSeverity(_ word: Bytes) -> Bool { level(word) != nil || joined(word) != nil }

    /// The first word of a severity with `:  ` behind it; a line of a message begins with a tab and has none.
    ///
    /// Where a time begins the line one space is enough, as some that forward logs leave no more.
    static func severity(of line: Bytes) -> Severity? {
        if line.count == 0 || line[0] == 0x09 { return nil }
        let hasTime = line.looksLikeISOTime
        // What is beyond is no prefix.
        let head = hasTime ? line : line.part(0, min(line.count, 512))
        var from = hasTime ? 19 : 0
        while let colon = head.find(": ", from) {
            var begin = colon
            while begin > 0, head[begin - 1].isIdentifierByte { begin -= 1 }
            let word = head.part(begin, colon)
            let isDoubled = head[safe: colon + 2] == 0x20
            if isDoubled || hasTime, isSeverity(word) {
                return (word, begin, colon + (isDoubled ? 3 : 2))
            }
            from = colon + 2
        }
        return nil
    }

    static func level(_ word: Bytes) -> Level? {
        if word.equals("LOG") || word.equals("INFO") || word.equals("NOTICE") { return .info }
        if word.equals("WARNING") { return .warning }
        // FATAL ends one session, PANIC all of them.
        if word.equals("ERROR") || word.equals("FATAL") { return .error }
        if word.equals("PANIC") { return .critical }
        return word.has("DEBUG") ? .debug : nil
    }

    /// The key under which a line joins the one before it.
    private static func joined(_ word: Bytes) -> StaticString? {
        if word.equals("DETAIL") { return "detail" }
        if word.equals("HINT") { return "hint" }
        if word.equals("CONTEXT") { return "context" }
        if word.equals("STATEMENT") { return "statement" }
        if word.equals("QUERY") { return "query" }
        if word.equals("LOCATION") { return "location" }
        return word.equals("BACKTRACE") ? "backtrace" : nil
    }
}

extension LogClock {
    /// The time at the start of a line, read with an offset that stands behind it by name.
    func shifted(_ line: Bytes, to offset: Int) -> Timestamp? {
        var clock = LogClock(zone: .utc, now: now)
        var at = 0
        guard let time = clock.iso(line, at: &at) else { return nil }
        return Timestamp(microseconds: time.microseconds - Int64(offset) * 1_000_000)
    }
}

extension LogEvent {
    /// Whether PostgreSQL ended the session over it.
    fileprivate var isFatal: Bool {
        for at in 0..<metadata.count where metadata.entries[at].key.equals("severity") {
            return metadata.entries[at].value.equals("FATAL")
        }
        return false
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var hasOddQuotes: Bool {
        var count = 0
        for byte in self where byte == 0x22 { count += 1 }
        return count % 2 == 1
    }

    /// `42P01: ` and the like: a class of two and a subclass of three capitals and digits.
    fileprivate var hasStateCode: Bool {
        guard has(": ", at: 5) else { return false }
        var digits = 0
        for at in 0..<5 {
            if self[at] &- 0x30 < 10 { digits += 1 } else if self[at] &- 0x41 > 25 { return false }
        }
        return digits >= 2
    }

    /// The end of `UTC`, `CEST`, `+0530`: the name of a zone before a space or a colon.
    func endOfZoneName(_ start: Int) -> Int? {
        var end = start
        while end < count, self[end] &- 0x41 < 26 { end += 1 }
        guard 3...5 ~= end - start, end < count, self[end] == 0x20 || self[end] == 0x3A else { return nil }
        return end
    }
}

/// What the messages of PostgreSQL tell: who failed to log in, how long a statement took.
enum PostgreSQLMessage {
    static func read(_ message: Bytes, into event: inout LogEvent) {
        if event.level >= .error { event.action = .dbError }
        var at = 0
        if message.skip("duration: ", at: &at), let end = message.find(" ms", at) {
            setDuration(message.part(at, end), into: &event)
            guard let colon = message.find(": ", end) else { return }
            event.action = .slowQuery
            event.rule = "postgresql slow query"
            event.add("statement", message.rest(colon + 2))
        } else if let user = message.find("authentication failed for user \"") {
            event.action = .failedLogin
            event.rule = "postgresql failed login"
            let end = message.findLast("\"") ?? message.count
            event.user = message.part(user + 32, max(user + 32, end))
        } else if event.level >= .error, message.has("role \""),
            let end = message.findLast("\" does not exist")
        {
            // A login: what a statement says of roles is no FATAL.
            guard event.isFatal else { return }
            event.action = .invalidUser
            event.rule = "postgresql invalid user"
            event.user = message.part(6, max(6, end))
        } else if event.level >= .error, message.has("role \""),
            let end = message.findLast("\" is not permitted to log in")
        {
            event.action = .failedLogin
            event.rule = "postgresql refused"
            event.user = message.part(6, max(6, end))
        } else if message.has("no pg_hba.conf entry for ") || message.has("pg_hba.conf rejects "),
            let host = message.find("host \"")
        {
            event.action = .failedLogin
            event.rule = "postgresql refused"
            let end = message.find(UInt8(ascii: "\""), host + 6) ?? message.count
            event.setAddress(message.part(host + 6, end))
            if let user = message.find("user \"", end) {
                let close = message.find(UInt8(ascii: "\""), user + 6) ?? message.count
                event.user = message.part(user + 6, close)
            }
        } else if message.has("connection authorized: user=")
            || message.has("replication connection authorized: user=")
        {
            event.action = .successfulLogin
            event.rule = "postgresql login"
            let start = message[0] == UInt8(ascii: "c") ? 28 : 40
            let end =
                message.find(" database=", start) ?? message.find(" application_name=", start)
                ?? message.find(" SSL ", start)
            event.user = message.part(start, end ?? message.endOfWord(start))
        } else if message.has("disconnection: ") || message.has("connection received: ") {
            if message.has("d") { event.action = .disconnected }
            event.rule = "postgresql connection"
            if let host = message.findLast(" host=") {
                event.setAddress(message.part(host + 6, message.endOfWord(host + 6)))
            }
        }
    }

    /// Milliseconds as PostgreSQL tells them, in seconds as the wire has them.
    private static func setDuration(_ text: Bytes, into event: inout LogEvent) {
        let point = text.find(UInt8(ascii: ".")) ?? text.count
        guard let whole = text.part(0, point).integer, whole < 1 << 40 else { return }
        var micros = whole * 1000
        if point + 1 < text.count, let fraction = text.part(point + 1, min(text.count, point + 4)).integer {
            micros +=
                text.count - point - 1 >= 3
                ? fraction : text.count - point == 3 ? fraction * 10 : fraction * 100
        }
        event.add("duration", microseconds: Int64(micros))
    }
}
