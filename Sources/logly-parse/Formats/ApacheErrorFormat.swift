import LoglyShared

/// Apache's error log as 2.2 and 2.4 write it by default; see `ErrorLogFormat` of core(5) and log_error_core in log.c.
///
///     [Sun Nov 22 03:12:01.123456 2026] [core:error] [pid 812:tid 7] (13)Permission denied: [client 203.0.113.7:4711] AH00132: …
///     [Sun Nov 22 03:12:01 2026] [error] [client 203.0.113.7] File does not exist: /srv/x, referer: http://example.com/
///
/// `ErrorLog syslog` puts the tag and time of syslog before the level. Apache escapes line ends; what CGI programs write on their stderr comes as it is and joins the line before.
final class ApacheErrorFormat: LogFormat {
    @exclusivity(unchecked) private var clock: LogClock

    init(_ settings: FormatSettings) { clock = settings.clock }

    var hasContinuations: Bool { true }

    func begins(_ line: Bytes, isFirst: Bool) -> Bool {
        var at = 0
        if clock.apacheError(line, at: &at) != nil { return true }
        guard let start = SyslogLine.messageStart(of: line) else { return false }
        return line[safe: start] == UInt8(ascii: "[")
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "apache error"
        var at = 0
        if let time = clock.apacheError(text, at: &at) {
            event.timestamp = time
            readRest(text, from: text.skipSpaces(at), into: &event)
        } else if let message = SyslogLine.beforeMessage(of: text, clock: &clock, into: &event) {
            readRest(text, from: text.count - message.count, into: &event)
        } else {
            event.fail(text, expected: "a time in brackets", at: 0)
        }
    }

    /// Reads a line from its level on.
    private func readRest(_ text: Bytes, from start: Int, into event: inout LogEvent) {
        var at = start
        guard text.skip("[", at: &at), let close = text.find(UInt8(ascii: "]"), at) else {
            return event.fail(text, expected: "a level in brackets", at: start)
        }
        var word = text.part(at, close)
        if let colon = word.find(UInt8(ascii: ":")) {
            event.add("module", word.part(0, colon))
            word = word.rest(colon + 1)
        }
        guard let level = NginxErrorFormat.level(word) ?? (word.has("trace") ? .debug : nil) else {
            return event.fail(text, expected: "a level", at: at)
        }
        event.level = level
        at = readFields(text, from: close + 1, &event)
        var message = text.rest(at)
        let lineEnd = message.find(0x0A) ?? message.count
        if let referer = message.part(0, lineEnd).findLast(", referer: ") {
            event.add("referer", message.part(referer + 11, lineEnd))
            if lineEnd == message.count { message = message.part(0, referer) }
        }
        if let error = message.systemErrorEnd {
            event.add(key: Bytes("error"), message.part(0, error))
            message = message.rest(error + 2)
        }
        if message.has("AH"), let colon = message.find(": "), message.part(2, colon).isDigits {
            event.add("code", message.part(0, colon))
            message = message.rest(colon + 2)
        }
        event.message = message
        readAuthentication(message, &event)
    }

    /// `[pid 812:tid 7] [client 203.0.113.7:4711]` and, before the client, where it was and what the system said.
    private func readFields(_ text: Bytes, from start: Int, _ event: inout LogEvent) -> Int {
        var at = text.skipSpaces(start)
        if let client = text.part(at, min(text.count, at + 512)).find("[client "), client > 0,
            text[at] != UInt8(ascii: "[") || text.has("[pid ", at: at) || text.has("[remote ", at: at)
        {
            at = readBrackets(text, from: at, &event)
            let before = text.part(at, text.find("[client ", at) ?? at).trimmed
            if before.count > 0, before.ends(with: ":") {
                event.add("error", before.part(0, before.count - 1))
                at += before.count
                at = text.skipSpaces(at)
            }
        }
        return readBrackets(text, from: at, &event)
    }

    private func readBrackets(_ text: Bytes, from start: Int, _ event: inout LogEvent) -> Int {
        var at = start
        while text[safe: at] == UInt8(ascii: "["), var close = text.find(UInt8(ascii: "]"), at) {
            // An IPv6 address may stand in brackets of its own.
            if text.has("client [", at: at + 1), let end = text.find(UInt8(ascii: "]"), close + 1) {
                close = end
            }
            let field = text.part(at + 1, close)
            if field.has("pid ") {
                let tid = field.find(":tid ") ?? field.count
                // syslog's tag may have told it.
                event.add(key: Bytes("pid"), number: field.part(4, tid))
                if tid < field.count { event.add("tid", number: field.rest(tid + 5)) }
            } else if field.has("client ") || field.has("remote ") {
                // ModSecurity tells the client once more.
                if event.address.count == 0 { readClient(field.rest(7), &event) }
            } else {
                break
            }
            at = text.skipSpaces(close + 1)
        }
        return at
    }

    /// `203.0.113.7:4711`, `2001:db8::1:4711`, `[2001:db8::1]:4711`, without the port before 2.4.
    private func readClient(_ client: Bytes, _ event: inout LogEvent) {
        guard let colon = client.findLast(UInt8(ascii: ":"), before: client.count),
            client.rest(colon + 1).isDigits
        else { return event.setAddress(client) }
        var host = client.part(0, colon)
        if host.has("["), host.ends(with: "]") { host = host.part(1, colon - 1) }
        guard AddressText.isAddress(host) else { return event.setAddress(client) }
        event.setAddress(host)
        event.add("port", number: client.rest(colon + 1))
    }

    /// `user bob: authentication failure for "/x": Password Mismatch`, `user bob not found: /x` of mod_auth_basic; ``user
    /// `bob' in realm `x' not found: /x`` of mod_auth_digest; `user bob: authorization failure` is of one who is known.
    private func readAuthentication(_ told: Bytes, _ event: inout LogEvent) {
        // mod_auth_digest of 2.2 named itself.
        let message = told.has("Digest: ") ? told.rest(8) : told
        guard message.has("user ") else { return }
        if let end = message.find(": authorization failure for "), end > 5 {
            event.user = message.part(5, end)
            return
        }
        let realm = message.has("user `") ? message.find("' in realm `") : nil
        let end =
            realm ?? message.find(": authentication failure for ") ?? message.find(" not found")
            ?? message.find(": password mismatch")
        let start = realm == nil ? 5 : 6
        guard let end, end >= start else { return }
        // A client that tells no name is a failure, too.
        event.user = message.part(start, end)
        event.action = .failedLogin
        event.rule = "apache failed login"
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The end of what the system said, `(111)Connection refused`, where the message begins with it.
    fileprivate var systemErrorEnd: Int? {
        guard count > 3, self[0] == UInt8(ascii: "("), let close = find(UInt8(ascii: ")"), 1),
            part(1, close).isDigits
        else { return nil }
        return find(": ", close)
    }
}

extension LogClock {
    /// `[Sun Nov 22 03:12:01.123456 2026]`, moving behind the bracket.
    fileprivate func apacheError(_ line: Bytes, at: inout Int) -> Timestamp? {
        guard line.count >= 26, line[0] == 0x5B, line[4] == 0x20, line[8] == 0x20, line[11] == 0x20,
            let close = line.part(0, min(line.count, 40)).find(UInt8(ascii: "]")), close >= 25,
            line[close - 5] == 0x20
        else { return nil }
        let day = line[9] == 0x20 ? line.part(10, 11) : line.part(9, 11)
        guard
            let time = local(
                year: line.part(close - 4, close), month: line.part(5, 8), day: day, time: line.part(12, 20))
        else { return nil }
        var end = 20
        let fraction = Self.fraction(line, at: &end)
        guard end == close - 5 else { return nil }
        at = close + 1
        return Timestamp(microseconds: time.microseconds + fraction)
    }
}
