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
        let component = text.part(at, componentEnd).withoutColon
        at = text.skipSpaces(componentEnd)
        if text[safe: at] == UInt8(ascii: ":") { at = text.skipSpaces(at + 1) }
        if let open = component.find(UInt8(ascii: "[")) {
            // `fail2ban.actions[812]:` of version 0.9.
            event.add("component", component.part(0, open))
            event.add("pid", number: component.part(open + 1, max(open + 1, component.count - 1)))
        } else {
            event.add("component", component)
            if let process = Self.process(text, at: &at) { event.add("pid", number: process) }
        }
        if !Self.readLevel(text, at: at, &event) { event.fail(text, expected: "a level", at: at) }
    }

    /// What fail2ban sends to syslog or the journal: `NOTICE  [sshd] Ban 203.0.113.7`, from some versions with the component and the
    /// process before it; their program and process are known.
    static func readLogged(_ message: Bytes, into event: inout LogEvent) -> Bool {
        let program = event.service
        var at = 0
        var component = program
        if message.has("fail2ban.") {
            at = message.endOfWord(0)
            component = message.part(0, at).withoutColon
            at = message.skipSpaces(at)
            _ = process(message, at: &at)
        }
        guard readLevel(message, at: at, &event) else { return false }
        event.add("component", component)
        if event.service.count == 0 { event.service = program }
        return true
    }

    /// `[812]: `.
    private static func process(_ text: Bytes, at: inout Int) -> Bytes? {
        guard text[safe: at] == UInt8(ascii: "["), let close = text.find("]:", at), close - at < 12 else {
            return nil
        }
        let process = text.part(at + 1, close)
        at = text.skipSpaces(close + 2)
        return process
    }

    /// `NOTICE  [sshd] Ban 203.0.113.7`.
    private static func readLevel(_ text: Bytes, at start: Int, _ event: inout LogEvent) -> Bool {
        let levelEnd = text.endOfWord(start)
        guard let level = Level(python: text.part(start, levelEnd).withoutColon) else { return false }
        event.rule = "fail2ban"
        event.level = level
        event.service = Bytes("")
        var message = text.rest(text.skipSpaces(levelEnd))
        event.message = message
        guard message[safe: 0] == UInt8(ascii: "["), let close = message.find(UInt8(ascii: "]")), close > 1
        else {
            readUnjailed(message, &event)
            return true
        }
        event.service = message.part(1, close)
        message = message.rest(message.skipSpaces(close + 1))
        event.message = message
        readJail(message, &event)
        return true
    }

    /// `Ban 192.0.2.1`, `Restore Ban …`, `Unban …`, `Found 192.0.2.1 - 2026-11-22 03:12:01`, `Increase Ban 192.0.2.1 (2 # …)`,
    /// `192.0.2.1 already banned`, `Ignore 192.0.2.1 by ip`.
    private static func readJail(_ message: Bytes, _ event: inout LogEvent) {
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
            // The observer says of known ones once more: `Found 192.0.2.1, bad - 2026-11-22 03:12:01, 2 # -> 3.0`.
            if message.find(", bad - ", at) == nil { event.action = .found }
            event.rule = "found"
        } else if message.skip("Increase Ban ", at: &at) || message.skip("Ignore ", at: &at)
            || message.skip("IP ", at: &at)
        {
            event.rule = "fail2ban with an address"
        } else if let banned = message.find(" already banned") {
            event.rule = "already banned"
            return event.setAddress(message.part(0, banned).trimmed)
        } else {
            return
        }
        let end = message.endOfWord(at)
        event.setAddress(message.part(at, message[end - 1] == UInt8(ascii: ",") ? end - 1 : end))
    }

    /// Without a jail: the server's own messages. Errors of an action name it later in the line.
    private static func readUnjailed(_ message: Bytes, _ event: inout LogEvent) {
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
