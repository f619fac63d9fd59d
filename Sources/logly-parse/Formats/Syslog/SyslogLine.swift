import LoglyShared

/// What stands before the message of a syslog line, in all forms that one file may mix.
///
///     Nov 22 03:12:01 web1 sshd[812]: …                        RFC 3164, as classic syslogd and rsyslog write it
///     2026-11-22T03:12:01.123456+01:00 web1 sshd[812]: …       RFC 3339, the default since Debian 12
///     <34>1 2026-11-22T03:12:01Z web1 sshd 812 ID47 [a b="c"] …   RFC 5424
///     Nov 22 03:12:01.123456 web1 sshd[812]: …                 syslog-ng, journalctl -o short-precise
///     Nov 22 03:12:01 web1 auth.info sshd[812]: …              busybox
///     Nov 22 2026 03:12:01 web1 sshd[812]: …                   Cisco, macOS
///
/// Each may begin with `<PRI>`, of which the level comes. The name of the machine becomes `metadata.hostname`, the
/// program `service`, its process `metadata.pid`.
enum SyslogLine {
    /// Reads all that is before the message and returns the message; nil where the line is none, and then the event
    /// has failed.
    static func read(_ text: Bytes, clock: inout LogClock, into event: inout LogEvent) -> Bytes? {
        var at = 0
        var hasPriority = false
        if text[0] == UInt8(ascii: "<"), let priority = priority(text, at: &at) {
            event.level = level(ofSeverity: priority & 7)
            hasPriority = true
            if text.has("1 ", at: at) {
                at += 2
                return structured(text, at: at, clock: &clock, into: &event)
            }
        }
        let start = at
        let first = start < text.count ? text[start] : 0
        let time = first &- 0x30 < 10 ? clock.iso(text, at: &at) : clock.rfc3164(text, at: &at)
        guard let time else {
            event.fail(text, expected: "a time", at: start)
            return nil
        }
        event.timestamp = time
        // Some write the year or a colon behind the time (Cisco); a space has to follow in any case.
        guard at < text.count, text[at] == 0x20 else {
            event.fail(text, expected: "a space and a host name", at: at)
            return nil
        }
        at += 1
        let hostEnd = text.find(0x20, at) ?? text.count
        if text[safe: at] == UInt8(ascii: "["), let close = bracketedTag(text, at: at, end: hostEnd) {
            event.service = text.part(at + 1, close)
            return text.rest(text.skipSpaces(hostEnd))
        }
        // A file of one machine's own may leave its name out: then the tag comes at once.
        if hostEnd > at, text[hostEnd - 1] == UInt8(ascii: ":") {
            return tag(text, at: at, hasPriority: hasPriority, into: &event)
        }
        guard hostEnd > at else {
            event.fail(text, expected: "a host name", at: at)
            return nil
        }
        event.add("hostname", text.part(at, hostEnd))
        at = hostEnd < text.count ? hostEnd + 1 : hostEnd
        return tag(text, at: at, hasPriority: hasPriority, into: &event)
    }

    /// Takes what syslog put before a line of another format, and returns the message; nil, with the event as it was,
    /// where nothing did.
    static func beforeMessage(of text: Bytes, clock: inout LogClock, into event: inout LogEvent) -> Bytes? {
        let rule = event.rule
        let first = text[0]
        guard first == UInt8(ascii: "<") || text.looksLikeISOTime || first &- 0x41 < 26,
            let message = read(text, clock: &clock, into: &event), event.service.count > 0, message.count > 0
        else {
            event.reset()
            event.rule = rule
            return nil
        }
        event.rule = rule
        return message
    }

    /// Where the message may begin of a line that seems to come through syslog: what is read for certain by
    /// `beforeMessage`. It lets a format of several lines an event see where the next one begins.
    static func messageStart(of text: Bytes) -> Int? {
        guard text.count > 20 else { return nil }
        let isBSD = text[3] == 0x20 && text[6] == 0x20 && text[9] == 0x3A && text[12] == 0x3A
        guard isBSD || text[0] == UInt8(ascii: "<") || text.looksLikeISOTime else { return nil }
        return text.part(0, min(text.count, 256)).find(": ", 12).map { $0 + 2 }
    }

    /// `program[pid]: message`; a line without a tag is all message.
    private static func tag(
        _ text: Bytes, at start: Int, hasPriority: Bool, into event: inout LogEvent
    ) -> Bytes? {
        var start = start
        var end = endOfProgram(text, start)
        if end < text.count, text[end] == 0x20, let level = busyboxLevel(text.part(start, end)) {
            event.level = level
            start = end + 1
            end = endOfProgram(text, start)
        }
        guard end > start, end < text.count, text[end] != 0x20 else { return text.rest(start) }
        var at = end
        if text[at] == UInt8(ascii: "[") {
            guard let close = text.find(UInt8(ascii: "]"), at), close - at <= 40 else {
                return text.rest(start)
            }
            event.add("pid", number: text.part(at + 1, close))
            at = close + 1
        }
        if at < text.count, text[at] == UInt8(ascii: ":") {
            at += 1
        } else if end == at {
            return text.rest(start)
        }
        event.service = text.part(start, end)
        // sudo aligns its users with spaces.
        while at < text.count, text[at] == 0x20 { at += 1 }
        return text.rest(at)
    }

    /// `[sshd]:` or `[sshd]`, as some write a tag, behind which no name of a machine fits: where its brackets close.
    private static func bracketedTag(_ text: Bytes, at start: Int, end: Int) -> Int? {
        let close = text[end - 1] == UInt8(ascii: ":") ? end - 2 : end - 1
        guard close > start + 1, text[close] == UInt8(ascii: "]"),
            (text[start + 1] | 0x20) &- 0x61 < 26
        else { return nil }
        return close
    }

    /// A program's name ends at its process, at the colon or at a space. Parentheses may hold spaces: `(sd-pam)`,
    /// `sshd(pam_unix)` don't.
    @inline(__always)
    private static func endOfProgram(_ text: Bytes, _ start: Int) -> Int {
        var at = start
        while at < text.count {
            let byte = text[at]
            if byte == 0x20 || byte == UInt8(ascii: "[") { break }
            // `a::b` and `12:30` are no tags: behind a tag's colon there is a space or nothing.
            if byte == UInt8(ascii: ":"), at + 1 == text.count || text[at + 1] == 0x20 { break }
            at += 1
        }
        return at
    }

    /// RFC 5424 behind `<PRI>1 `: TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG].
    private static func structured(
        _ text: Bytes, at start: Int, clock: inout LogClock, into event: inout LogEvent
    ) -> Bytes? {
        var at = start
        if text.skip("- ", at: &at) {
            // The sender knew no time.
        } else if let time = clock.iso(text, at: &at), at < text.count, text[at] == 0x20 {
            event.timestamp = time
            at += 1
        } else {
            event.fail(text, expected: "a time", at: at)
            return nil
        }
        var fields: (Bytes, Bytes, Bytes, Bytes) = (Bytes(""), Bytes(""), Bytes(""), Bytes(""))
        for field in 0..<4 {
            guard let end = text.find(0x20, at), end > at else {
                event.fail(text, expected: "six fields before the message", at: at)
                return nil
            }
            let value = text.isDash(at, end) ? Bytes("") : text.part(at, end)
            switch field {
            case 0: fields.0 = value
            case 1: fields.1 = value
            case 2: fields.2 = value
            default: fields.3 = value
            }
            at = end + 1
        }
        event.add("hostname", fields.0)
        event.service = fields.1
        event.add("pid", number: fields.2)
        event.add("msgid", fields.3)
        guard StructuredData.read(text, at: &at, into: &event) else {
            event.fail(text, expected: "structured data", at: at)
            return nil
        }
        if at < text.count, text[at] == 0x20 { at += 1 }
        // MSG may begin with a byte order mark that says it is UTF-8.
        if at + 2 < text.count, text[at] == 0xEF, text[at + 1] == 0xBB, text[at + 2] == 0xBF { at += 3 }
        return text.rest(at)
    }

    /// `<0>` to `<191>`.
    private static func priority(_ text: Bytes, at: inout Int) -> Int? {
        guard let end = text.part(0, min(text.count, 6)).find(UInt8(ascii: ">")), 2...4 ~= end,
            let value = text.part(1, end).integer, value <= 191
        else { return nil }
        at = end + 1
        return value
    }

    static func level(ofSeverity severity: Int) -> Level {
        switch severity {
        case 0...2: .critical
        case 3: .error
        case 4: .warning
        case 7: .debug
        default: .info
        }
    }

    /// `auth.info`: facility and severity as busybox puts them before the tag.
    private static func busyboxLevel(_ text: Bytes) -> Level? {
        guard let point = text.find(UInt8(ascii: ".")), point >= 3, point <= 8 else { return nil }
        let severity = text.rest(point + 1)
        if severity.equals("info") || severity.equals("notice") { return .info }
        if severity.equals("warn") || severity.equals("warning") { return .warning }
        if severity.equals("err") || severity.equals("error") { return .error }
        if severity.equals("debug") { return .debug }
        if severity.equals("crit") || severity.equals("alert") || severity.equals("emerg") {
            return .critical
        }
        return nil
    }
}
