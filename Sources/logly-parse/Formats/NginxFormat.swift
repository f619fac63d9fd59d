import CScan
import LoglyShared

/// nginx's access log in its formats `combined` (the default) and `common`; see ngx_http_log_module.
///
/// `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`, and
/// whatever a `log_format` puts behind that, which becomes `metadata.extra`. nginx writes `"`, `\` and control characters in
/// variables as `\xXX`, so that a quote always ends its field; the escapes stay as nginx wrote them.
///
/// The message is method, path and status: `GET /index.html 200`.
final class NginxFormat: LogFormat {
    /// Apache writes the same fields; its second one may be a name that identd told.
    enum Style {
        case nginx, apache
    }

    @exclusivity(unchecked) private var clock: LogClock
    private let style: Style

    init(_ settings: FormatSettings, style: Style = .nginx) {
        clock = settings.clock
        self.style = style
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "combined"
        guard let hostEnd = text.find(0x20), hostEnd > 0 else {
            return event.fail(text, expected: "an address", at: 0)
        }
        // A user name may hold anything but what nginx escapes, also spaces and brackets: the time is what proves it.
        if text.has("- ", at: hostEnd + 1), text.isHost(hostEnd) {
            return read(text, host: text.part(0, hostEnd), userStart: hostEnd + 3, into: &event)
        }
        readLongerHead(text, into: &event)
    }

    /// Reads a line whose host is known from the user on.
    @inline(__always)
    private func read(_ text: Bytes, host: Bytes, userStart: Int, into event: inout LogEvent) {
        var open = userStart
        while true {
            guard let bracket = text.find(UInt8(ascii: "["), open) else {
                return event.fail(text, expected: "a time in brackets", at: open)
            }
            var at = bracket + 1
            if let time = clock.commonLog(text, at: &at), text.has("] \"", at: at), bracket > userStart {
                event.timestamp = time
                open = at + 3
                setUser(text.part(userStart, bracket - 1), &event)
                break
            }
            open = bracket + 1
            if open - userStart > 4096 {
                return event.fail(text, expected: "a time in brackets", at: userStart)
            }
        }
        guard let requestEnd = text.endOfQuoted(open) else {
            return event.fail(text, expected: "the end of the request", at: open)
        }
        var at = requestEnd + 1
        guard let status = text.spaceAndNumber(at: &at), status.count == 3 else {
            return event.fail(text, expected: "a status of three digits", at: min(at + 1, text.count))
        }
        guard let bytes = text.spaceAndNumber(at: &at) else {
            return event.fail(text, expected: "a number of bytes", at: min(at + 1, text.count))
        }
        event.action = .httpRequest
        if !host.isDash(0, host.count) { event.setAddress(host) }
        event.setRequest(text.part(open, requestEnd))
        event.messageEnd = status
        event.setStatus(status)
        event.add("bytes", number: bytes)
        guard text.skip(" \"", at: &at), let refererEnd = text.endOfQuoted(at) else {
            return event.addExtra(text, from: at)
        }
        if !text.isDash(at, refererEnd) { event.add("referer", text.part(at, refererEnd)) }
        at = refererEnd + 1
        guard text.skip(" \"", at: &at), let agentEnd = text.endOfQuoted(at) else {
            return event.addExtra(text, from: at)
        }
        if !text.isDash(at, agentEnd) { event.add("user_agent", text.part(at, agentEnd)) }
        event.addExtra(text, from: agentEnd + 1)
    }

    /// What may stand before the user beside an address: the site (Apache's `vhost_combined`), a list of
    /// `X-Forwarded-For`, what identd said, or all that syslog puts before a line.
    private func readLongerHead(_ text: Bytes, into event: inout LogEvent) {
        if let message = SyslogLine.beforeMessage(of: text, clock: &clock, into: &event) {
            guard let hostEnd = message.find(0x20), message.has("- ", at: hostEnd + 1),
                message.isHost(hostEnd)
            else {
                return event.fail(
                    text, expected: "an address behind syslog's tag", at: text.count - message.count)
            }
            read(message, host: message.part(0, hostEnd), userStart: hostEnd + 3, into: &event)
            if event.isUnparsed {
                event.fail(text, expected: "an access log's line behind syslog's tag", at: 0)
            }
            return
        }
        let head = AccessHead(text)
        var userStart = head.end
        if text.has("- ", at: userStart) {
            userStart += 2
        } else if style == .apache, head.client.count > 0, let identityEnd = text.find(0x20, userStart) {
            userStart = identityEnd + 1
        } else {
            return event.fail(text, expected: head.client.count > 0 ? "-" : "an address", at: userStart)
        }
        read(text, host: head.client, userStart: userStart, into: &event)
        if event.isUnparsed { return }
        event.add("vhost", head.site)
        event.add("forwarded_for", head.forwarded)
    }

    @inline(__always)
    private func setUser(_ user: Bytes, _ event: inout LogEvent) {
        if user.count == 1, user[0] == UInt8(ascii: "-") { return }
        event.user = user
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where the quote is that closes what began before `start`; a quote behind a backslash doesn't (Apache's).
    @inline(__always)
    func endOfQuoted(_ start: Int) -> Int? {
        var from = start
        while let quote = find(UInt8(ascii: "\""), from) {
            if quote == start || self[quote - 1] != UInt8(ascii: "\\") { return quote }
            // An even number of backslashes are escaped ones themselves.
            var slashes = 0
            while quote - slashes > start, self[quote - slashes - 1] == UInt8(ascii: "\\") { slashes += 1 }
            if slashes % 2 == 0 { return quote }
            from = quote + 1
        }
        return nil
    }

    /// The digits behind one space, up to the next or the end; none where `-` stands there, nil where others do.
    @inline(__always)
    func spaceAndNumber(at: inout Int) -> Bytes? {
        guard at < count, self[at] == 0x20 else { return nil }
        let start = at + 1
        let number = part(start, digits(from: start))
        let end = number.count > 0 ? start + number.count : has("-", at: start) ? start + 1 : start
        guard end > start, end == count || self[end] == 0x20 else { return nil }
        at = end
        return number
    }

    @inline(__always)
    func isDash(_ from: Int, _ to: Int) -> Bool { to - from == 1 && self[from] == UInt8(ascii: "-") }
}

extension LogEvent {
    /// The request line, as `method`, `path` and `protocol` where it is one, else as `request`.
    ///
    /// The path is all between the method and the last ` HTTP/`, spaces too: nginx takes such requests.
    @inline(__always)
    mutating func setRequest(_ request: Bytes) {
        message = request
        guard let method = request.find(0x20), method > 0, method <= 32, request.isMethod(method),
            let space = request.protocolStart(after: method) ?? request.pathEndOfOldRequest(after: method)
        else {
            if !request.isDash(0, request.count) { add("request", request) }
            if request.count == 0 { message = Bytes("-") }
            return
        }
        message = request.part(0, space)
        metadata.append("method", request.part(0, method), .text)
        if space > method + 1 { metadata.append("path", request.part(method + 1, space), .text) }
        if space < request.count { metadata.append("protocol", request.rest(space + 1), .text) }
    }

    /// What a format of one's own puts behind the fields of `combined`.
    @inline(__always)
    mutating func addExtra(_ text: Bytes, from at: Int) {
        if at < text.count { add("extra", text.rest(at).trimmed) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Letters, as all methods are, mostly capitals; `-` and `_` occur in WebDAV's and others' own.
    @inline(__always)
    fileprivate func isMethod(_ end: Int) -> Bool {
        for at in 0..<end {
            let byte = self[at]
            guard (byte | 0x20) &- 0x61 < 26 || byte == 0x2D || byte == 0x5F else { return false }
        }
        return true
    }

    /// The end of `GET /x`, a request before there were protocols (HTTP/0.9).
    fileprivate func pathEndOfOldRequest(after method: Int) -> Int? {
        has("GET /") && method == 3 && find(0x20, 4) == nil ? count : nil
    }

    /// Whether what stands before `end` may be a host: no time, no list.
    @inline(__always)
    fileprivate func isHost(_ end: Int) -> Bool {
        let first = self[0]
        if first &- 0x30 < 10 || first == 0x3A { return self[end - 1] != 0x2C && !looksLikeISOTime }
        return self[end - 1] != 0x2C && first != 0x22
    }

    /// The space before the last `HTTP/…`; nil where there is none.
    @inline(__always)
    fileprivate func protocolStart(after method: Int) -> Int? {
        // `HTTP/1.1` and `HTTP/2.0` have eight bytes.
        if count > method + 9, self[count - 9] == 0x20, has("HTTP/", at: count - 8) { return count - 9 }
        guard let space = findLast(0x20, before: count), space > method, has("HTTP/", at: space + 1) else {
            return nil
        }
        return space
    }
}

extension LogEvent {
    /// Takes the status of an answer, of three digits.
    ///
    /// nginx writes `000` where none was sent and `009` for HTTP/0.9; as numbers those are 0 and 9.
    @inline(__always)
    mutating func setStatus(_ status: Bytes) {
        let first = status[0]
        level = first >= UInt8(ascii: "5") ? .error : first == UInt8(ascii: "4") ? .warning : .info
        let zeros = first != 0x30 ? 0 : status[1] != 0x30 ? 1 : 2
        metadata.append("status", status.part(zeros, 3), .number)
    }
}
