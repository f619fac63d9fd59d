import LoglyShared

/// PostgreSQL's log on stderr, with any `log_line_prefix` that begins with a time and ends before the severity; see elog.c.
///
///     2026-11-22 03:12:01.123 UTC [812] bob@shop ERROR:  relation "x" does not exist at character 15
///     2026-11-22 03:12:01.123 UTC [812] bob@shop STATEMENT:  select * from x
///
/// DETAIL, HINT, CONTEXT, STATEMENT, QUERY and LOCATION join the line before them, and so do lines that begin with a tab.
final class PostgreSQLFormat: LogFormat {
    private var clock: LogClock
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
        let hasOddQuotes = { line.reduce(0) { $0 + ($1 == 0x22 ? 1 : 0) } % 2 == 1 }
        if isQuoteOpen {
            if hasOddQuotes() { isQuoteOpen = false }
            return false
        }
        if PostgreSQLRecord.beginsJSON(line) { return true }
        guard line.looksLikeISOTime else { return false }
        if PostgreSQLRecord.beginsCSV(line) {
            isQuoteOpen = hasOddQuotes()
            return true
        }
        guard let severity = Self.severity(in: line, from: 19) else { return true }
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
        let message = text.line(severity.end, max(severity.end, end))
        event.message = message
        event.add("severity", severity.word)
        PostgreSQLMessage.read(message, into: &event)
    }

    private typealias Severity = (word: Bytes, start: Int, end: Int)

    /// Takes time and prefix; nil where no severity follows, or where the event has failed.
    private func readHeader(_ line: Bytes, into event: inout LogEvent) -> Severity? {
        if prefix != nil {
            if let severity = toldSeverity(in: line, into: &event) { return severity }
            event.fail(line, expected: "the log_line_prefix and a severity", at: 0)
            return nil
        }
        var at = 0
        guard var time = clock.iso(line, at: &at) else {
            event.fail(line, expected: "a time", at: 0)
            return nil
        }
        // The zone stands as a name behind the time, be it the server's or one of its own (`log_timezone`).
        if line[safe: at] == 0x20, let end = line.endOfZoneName(at + 1) {
            let name = line.part(at + 1, end)
            if let offset = clock.offset(ofAbbreviation: name), let shifted = clock.shifted(line, to: offset)
            {
                time = shifted
            }
            at = end
        }
        event.timestamp = time
        guard let severity = Self.severity(in: line, from: at), Self.level(severity.word) != nil else {
            event.fail(line, expected: "a severity such as ERROR:", at: at)
            return nil
        }
        readPrefix(line.part(at, severity.start), &event)
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
        if prefix == nil { return line.looksLikeISOTime ? Self.severity(in: line, from: 19) : nil }
        if line.isBlank || line[0] == 0x09 { return nil }
        probe.reset()
        return toldSeverity(in: line, into: &probe)
    }

    static func isSeverity(_ word: Bytes) -> Bool { level(word) != nil || joined(word) != nil }

    /// `[812] bob@shop `, in the order of whatever prefix: what is in brackets is the process.
    private func readPrefix(_ prefix: Bytes, _ event: inout LogEvent) {
        if let open = prefix.find(UInt8(ascii: "[")), let close = prefix.find(UInt8(ascii: "]"), open) {
            // `[812-3]` counts the session's lines.
            var end = open + 1
            while end < close, prefix[end] &- 0x30 < 10 { end += 1 }
            event.add("pid", number: prefix.part(open + 1, end))
        }
        var at = 0
        while at < prefix.count {
            let end = prefix.endOfWord(at)
            var word = prefix.part(at, end)
            // `user=bob,db=shop,app=psql,client=192.0.2.1`, as many write it.
            if word.find(UInt8(ascii: "=")) != nil {
                var from = 0
                while from < word.count {
                    let comma = word.find(UInt8(ascii: ","), from) ?? word.count
                    readPair(word.part(from, comma), &event)
                    from = comma + 1
                }
            } else if let sign = word.find(UInt8(ascii: "@")) {
                if word.ends(with: ":") { word = word.part(0, word.count - 1) }
                if !word.part(0, sign).equals("[unknown]") { event.user = word.part(0, sign) }
                let database = word.rest(sign + 1)
                if !database.equals("[unknown]") { event.add("database", database) }
            }
            at = end + 1
        }
    }

    private func readPair(_ pair: Bytes, _ event: inout LogEvent) {
        guard let sign = pair.find(UInt8(ascii: "=")), sign + 1 < pair.count else { return }
        let value = pair.rest(sign + 1)
        if value.equals("[unknown]") || value.equals("[local]") { return }
        switch sign {
        case 4 where pair.has("user"): event.user = value
        case 2 where pair.has("db"): event.add("database", value)
        case 3 where pair.has("app"): event.add("application", value)
        case 6 where pair.has("client"), 4 where pair.has("host"):
            // `%r` is the address with the port in parentheses.
            event.setAddress(value.find(UInt8(ascii: "(")).map { value.part(0, $0) } ?? value)
        default: break
        }
    }

    /// The first word of a severity with `:  ` behind it.
    private static func severity(in line: Bytes, from start: Int) -> (word: Bytes, start: Int, end: Int)? {
        var from = start
        while let colon = line.find(":  ", from) {
            var begin = colon
            while begin > start, line[begin - 1].isIdentifierByte { begin -= 1 }
            let word = line.part(begin, colon)
            if level(word) != nil || joined(word) != nil { return (word, begin, colon + 3) }
            from = colon + 3
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

extension UnsafeBufferPointer<UInt8> {
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
        } else if message.has("no pg_hba.conf entry for "), let host = message.find("host \"") {
            event.action = .failedLogin
            event.rule = "postgresql refused"
            let end = message.find(UInt8(ascii: "\""), host + 6) ?? message.count
            event.setAddress(message.part(host + 6, end))
            if let user = message.find("user \"", end) {
                let close = message.find(UInt8(ascii: "\""), user + 6) ?? message.count
                event.user = message.part(user + 6, close)
            }
        } else if message.has("connection authorized: user=") {
            event.action = .successfulLogin
            event.rule = "postgresql login"
            event.user = message.part(28, message.find(" database=") ?? message.endOfWord(28))
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
        var out = OutputBuffer()
        out.append(Timestamp(microseconds: Int64(micros)))
        var digits = out.string
        event.metadata.append("duration", event.copy(&digits), .value)
    }
}
