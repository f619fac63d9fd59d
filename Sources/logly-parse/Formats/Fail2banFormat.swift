import LoglyShared

/// fail2ban's own log; see fail2ban/server/server.py and actions.py for its messages.
///
///     2026-11-22 03:12:01,123 fail2ban.actions        [812]: NOTICE  [sshd] Ban 203.0.113.7
///
/// `service` is the jail, the message what stands behind it. Before version 0.9 the process is missing and the level
/// stands before the logger's bracketless name.
final class Fail2banFormat: LogFormat {
    private var clock: LogClock

    init(_ settings: FormatSettings) { clock = settings.clock }

    var hasContinuations: Bool { true }

    /// A failing action's command and its output, or a traceback, follow on lines of their own.
    func begins(_ line: Bytes, isFirst: Bool) -> Bool {
        line.looksLikeISOTime
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "fail2ban"
        var at = 0
        guard let time = clock.iso(text, at: &at), text[safe: at] == 0x20 else {
            return event.fail(text, expected: "a time", at: 0)
        }
        event.timestamp = time
        at += 1
        let componentEnd = text.endOfWord(at)
        guard componentEnd > at, text.has("fail2ban", at: at) else {
            return event.fail(text, expected: "a component such as fail2ban.actions", at: at)
        }
        event.add("component", text.part(at, componentEnd).withoutColon)
        at = text.skipSpaces(componentEnd)
        if text[safe: at] == UInt8(ascii: ":") { at = text.skipSpaces(at + 1) }
        if text[safe: at] == UInt8(ascii: "["), let close = text.find("]:", at), close - at < 12 {
            event.add("pid", number: text.part(at + 1, close))
            at = text.skipSpaces(close + 2)
        }
        let levelEnd = text.endOfWord(at)
        guard let level = Level(python: text.part(at, levelEnd).withoutColon) else {
            return event.fail(text, expected: "a level", at: at)
        }
        event.level = level
        at = text.skipSpaces(levelEnd)
        var message = text.rest(at)
        event.message = message
        guard message[safe: 0] == UInt8(ascii: "["), let close = message.find(UInt8(ascii: "]")), close > 1
        else {
            return readUnjailed(message, &event)
        }
        event.service = message.part(1, close)
        message = message.rest(message.skipSpaces(close + 1))
        event.message = message
        readJail(message, &event)
    }

    /// `Ban 192.0.2.1`, `Restore Ban …`, `Unban …`, `Found 192.0.2.1 - 2026-11-22 03:12:01`, `Increase Ban 192.0.2.1 (2 # …)`,
    /// `192.0.2.1 already banned`, `Ignore 192.0.2.1 by ip`.
    private func readJail(_ message: Bytes, _ event: inout LogEvent) {
        var at = 0
        if message.skip("Ban ", at: &at) {
            event.action = .ban
            event.rule = "ban"
        } else if message.skip("Restore Ban ", at: &at) {
            event.action = .ban
            event.rule = "restored ban"
            event.add("restored", flag: true)
        } else if message.skip("Unban ", at: &at) {
            event.action = .unban
            event.rule = "unban"
        } else if message.skip("Found ", at: &at) {
            event.action = .found
            event.rule = "found"
        } else if message.skip("Increase Ban ", at: &at) || message.skip("Ignore ", at: &at) {
            event.rule = "fail2ban with an address"
        } else if let banned = message.find(" already banned") {
            event.rule = "already banned"
            return event.setAddress(message.part(0, banned).trimmed)
        } else {
            return
        }
        let end = message.endOfWord(at)
        event.setAddress(message.part(at, end))
    }

    /// Without a jail: the server's own messages. Errors of an action name it later in the line.
    private func readUnjailed(_ message: Bytes, _ event: inout LogEvent) {
        guard let jail = message.find("ail '") else { return }
        let end = message.find(UInt8(ascii: "'"), jail + 5) ?? message.count
        if end - jail < 80 { event.service = message.part(jail + 5, end) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the word from `at` ends: at a space or the end.
    @inline(__always)
    func endOfWord(_ at: Int) -> Int {
        var end = at
        while end < count, self[end] != 0x20, self[end] != 0x0A { end += 1 }
        return end
    }

    @inline(__always)
    func skipSpaces(_ at: Int) -> Int {
        var next = at
        while next < count, self[next] == 0x20 { next += 1 }
        return next
    }

    var withoutColon: Bytes {
        count > 0 && self[count - 1] == UInt8(ascii: ":") ? part(0, count - 1) : part(0, count)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether `2026-11-22 03:12:` begins the line, be the date possible or not.
    @inline(__always)
    var looksLikeISOTime: Bool {
        guard count >= 17, self[4] == 0x2D || self[4] == 0x2F, self[7] == self[4], self[13] == 0x3A else {
            return false
        }
        return self[0] &- 0x30 < 10 && self[9] &- 0x30 < 10 && self[12] &- 0x30 < 10 && self[16] == 0x3A
    }
}

extension Level {
    /// A level's name in Python's logging and its like; fail2ban adds NOTICE, HEAVYDEBUG and TRACEDEBUG.
    init?(python name: Bytes) {
        switch name.count {
        case 4 where name.equalsIgnoringCase("info"): self = .info
        case 4 where name.equalsIgnoringCase("warn"): self = .warning
        case 5 where name.equalsIgnoringCase("error"): self = .error
        case 5 where name.equalsIgnoringCase("debug"), 5 where name.equalsIgnoringCase("trace"): self = .debug
        case 5 where name.equalsIgnoringCase("fatal"): self = .critical
        // Pyramid's and Pylons' `%(levelname)-5.5s`.
        case 5 where name.equalsIgnoringCase("warni"): self = .warning
        case 5 where name.equalsIgnoringCase("criti"): self = .critical
        case 6 where name.equalsIgnoringCase("notice"): self = .info
        case 6 where name.equalsIgnoringCase("notset"): self = .info
        case 7 where name.equalsIgnoringCase("warning"): self = .warning
        case 8 where name.equalsIgnoringCase("critical"): self = .critical
        case 10 where name.equalsIgnoringCase("heavydebug"), 10 where name.equalsIgnoringCase("tracedebug"):
            self = .debug
        default: return nil
        }
    }

    /// The beginning of a level's name, as `%(levelname)-5.5s` or `%(levelname).1s` leave it.
    init?(abbreviation: Bytes) {
        guard abbreviation.count > 0 else { return nil }
        let names: [(StaticString, Level)] = [
            ("debug", .debug), ("info", .info), ("warning", .warning), ("error", .error),
            ("critical", .critical),
            ("fatal", .critical),
        ]
        for (name, level) in names where Bytes(name).count > abbreviation.count {
            guard abbreviation.equalsIgnoringCase(Bytes(name).part(0, abbreviation.count)) else { continue }
            self = level
            return
        }
        return nil
    }
}
