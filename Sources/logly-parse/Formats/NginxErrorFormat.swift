import LoglyShared

/// nginx's error log; see ngx_log.c and ngx_http_log_error in ngx_http_request.c.
///
///     2026/11/22 03:12:01 [error] 812#812: *7 open() "/srv/x" failed (2: No such file or directory), client: 203.0.113.7,
///     server: example.com, request: "GET /x HTTP/1.1", host: "example.com"
///
/// The message is what stands before `, client:`; a path in it may imitate what follows, but only within quotes.
final class NginxErrorFormat: LogFormat {
    @exclusivity(unchecked) private var clock: LogClock

    init(_ settings: FormatSettings) { clock = settings.clock }

    var hasContinuations: Bool { true }

    /// Messages of Lua, PHP and their like go over several lines.
    func begins(_ line: Bytes, isFirst: Bool) -> Bool {
        if line.looksLikeISOTime { return true }
        return SyslogLine.messageStart(of: line).map { line.rest($0).looksLikeISOTime } ?? false
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "nginx error"
        // `error_log syslog:…` puts a time and a tag before the line.
        if !text.looksLikeISOTime || text[safe: 10] == UInt8(ascii: "T"),
            let message = SyslogLine.beforeMessage(of: text, clock: &clock, into: &event)
        {
            readLine(message, into: &event)
            if event.isUnparsed {
                event.fail(
                    text, expected: "an error log's line behind syslog's tag", at: text.count - message.count)
            }
        } else {
            readLine(text, into: &event)
        }
    }

    private func readLine(_ text: Bytes, into event: inout LogEvent) {
        var at = 0
        guard let time = clock.iso(text, at: &at), text.has(" [", at: at) else {
            return event.fail(text, expected: "a time and a level in brackets", at: 0)
        }
        event.timestamp = time
        guard let close = text.find(UInt8(ascii: "]"), at), let level = Self.level(text.part(at + 2, close))
        else {
            return event.fail(text, expected: "a level", at: at + 2)
        }
        event.level = level
        at = text.skipSpaces(close + 1)
        let pidEnd = text.endOfWord(at)
        if let hash = text.find(UInt8(ascii: "#"), at), hash < pidEnd {
            // syslog's tag may have told it.
            event.add(key: Bytes("pid"), number: text.part(at, hash))
            at = text.skipSpaces(pidEnd)
        }
        if text[safe: at] == UInt8(ascii: "*") {
            let end = text.endOfWord(at)
            event.add("connection", number: text.part(at + 1, end))
            at = text.skipSpaces(end)
        }
        let message = text.rest(at)
        let client = clientStart(message)
        event.message = message.part(0, client?.at ?? message.count)
        if let client {
            readContext(message, from: client.at + 2, &event)
            if !client.isSure {
                event.setProvedAddress(Bytes(""))
                event.add(key: Bytes("ambiguous"), Bytes("client"))
            }
        } else if message.has("client ") {
            // `client 203.0.113.7 closed keepalive connection`, `client 203.0.113.7:4711 connected to 0.0.0.0:25`.
            let word = message.part(7, message.endOfWord(7))
            let port = word.findLast(UInt8(ascii: ":"), before: word.count) ?? word.count
            if AddressText.isAddress(word) {
                event.setAddress(word)
            } else if AddressText.isAddress(word.part(0, port)) {
                event.setAddress(word.part(0, port))
            }
        }
        readAuthentication(event.message, &event)
    }

    static func level(_ word: Bytes) -> Level? {
        if word.equals("error") { return .error }
        if word.equals("warn") { return .warning }
        if word.equals("notice") || word.equals("info") { return .info }
        if word.equals("crit") || word.equals("alert") || word.equals("emerg") { return .critical }
        return word.equals("debug") ? .debug : nil
    }

    /// Where `, client: ` stands outside of quotes with an address behind it.
    ///
    /// It is not sure where a path is told before it and another client after it: either may be what the client wrote.
    private func clientStart(_ message: Bytes) -> (at: Int, isSure: Bool)? {
        var quotes = 0
        var counted = 0
        var inQuotes: Int?
        var chosen: (at: Int, host: Bytes, hasQuotes: Bool)?
        var from = 0
        while let found = message.find(", client: ", from) {
            for at in counted..<found where message[at] == UInt8(ascii: "\"") { quotes += 1 }
            counted = found
            from = found + 10
            let host = message.part(from, message.find(UInt8(ascii: ","), from) ?? message.count)
            guard AddressText.isAddress(host) || host.has("unix:") else { continue }
            if let chosen {
                if chosen.hasQuotes, !host.equals(chosen.host) { return (chosen.at, false) }
            } else if quotes % 2 == 0 {
                chosen = (found, host, quotes > 0)
            } else if inQuotes == nil {
                inQuotes = found
            }
        }
        return (chosen?.at ?? inQuotes).map { ($0, true) }
    }

    /// `client: 203.0.113.7, server: _, request: "GET / HTTP/1.1", upstream: "…", host: "…", referrer: "…"`.
    ///
    /// nginx writes the request and what follows as the client sent it, quotes too: it can imitate any field, but none that
    /// stands before it. So the first of each counts, and a login (the mail proxy's) only where there is no request.
    private func readContext(_ message: Bytes, from start: Int, _ event: inout LogEvent) {
        var hasRequest = false
        var at = start
        while at < message.count {
            guard let colon = message.find(": ", at), colon - at <= 24 else { return }
            let key = message.part(at, colon)
            var value: Bytes
            if message[safe: colon + 2] == UInt8(ascii: "\"") {
                // The value may hold quotes itself: the one that ends it has a comma or nothing behind.
                let open = colon + 3
                let end =
                    message.find("\", ", open)
                    ?? (message.ends(with: "\"") ? message.count - 1 : message.count)
                value = message.part(open, max(open, end))
                at = end + 3
            } else {
                let end = message.find(", ", colon + 2) ?? message.count
                value = message.part(colon + 2, end)
                at = end + 2
            }
            if key.equals("client") {
                if colon == start + 6 { event.setAddress(value) }
            } else if key.equals("login") {
                if !hasRequest { event.user = value }
            } else if key.equals("request") {
                if hasRequest { continue }
                hasRequest = true
                let message = event.message
                event.setRequest(value)
                event.message = message
            } else if key.equals("referrer") {
                event.add(key: Bytes("referer"), value)
            } else if key.equals("host") {
                event.add(key: Bytes("vhost"), value)
            } else {
                event.add(key: key, value)
            }
        }
    }

    /// `client login failed: "535 …" while in http auth state`, `user "bob" was not found in "/etc/nginx/.htpasswd"`, `user "bob": password mismatch`.
    private func readAuthentication(_ message: Bytes, _ event: inout LogEvent) {
        var at = 0
        // The mail proxy; who it was stands behind it as `login`.
        if message.has("client login failed: ") {
            event.action = .failedLogin
            event.rule = "nginx failed login"
        }
        guard message.skip("user \"", at: &at) else { return }
        let end = message.findLast("\" was not found in ") ?? message.findLast("\": password mismatch")
        guard let end, end >= at else { return }
        event.user = message.part(at, end)
        event.action = .failedLogin
        event.rule = "nginx failed login"
    }
}
