import LoglyShared

/// Python's logging as it is mostly configured, for `python` and `django`; a traceback belongs to the line before it.
///
///     2026-11-22 03:12:01,123 [ERROR] shop.orders: message          time, level, logger, in any order and brackets
///     ERROR 2026-11-22 03:12:01,123 views 812 140221 message        Django's `verbose`
///     WARNING:django.request:Not Found: /x                          logging.basicConfig
///     ERROR message                                                 Django's `simple`
///     [22/Nov/2026 03:12:01] "GET / HTTP/1.1" 200 1234              runserver
///     [2026-11-22 03:12:01 +0000] [812] [INFO] Booting worker       gunicorn
///     203.0.113.7 - - [22/Nov/2026:03:12:01 +0000] "GET / HTTP/1.1" 200 12 "-" "curl"   gunicorn's access log
///     [pid: 812|app: 0|req: 3/5] 203.0.113.7 () {34 vars in 617 bytes} […] GET /x => generated …   uWSGI
///     Not Found: /favicon.ico                                       Django without a formatter
final class PythonFormat: LogFormat {
    @exclusivity(unchecked) private var clock: LogClock
    private let access: NginxFormat
    /// The event that is open began with a time or a level: so does the next one.
    private var isPrefixed = false
    /// It began with a line that a traceback may follow.
    private var isRecord = false
    private var isInTraceback = false

    init(_ settings: FormatSettings) {
        clock = settings.clock
        access = NginxFormat(settings)
    }

    var hasContinuations: Bool { true }

    func begins(_ line: Bytes, isFirst: Bool) -> Bool {
        let hasPrefix = line.beginsPythonRecord
        let isTraceback = line.has(Traceback.opening)
        // Messages without a formatter stand between the lines of runserver.
        let isDjango = !isInTraceback && DjangoMessage.path(in: line) != nil
        if hasPrefix || isFirst || isDjango {
            // Nothing continues a request that was served.
            isPrefixed = hasPrefix && !line.isServedRequest
            isRecord = isDjango || isPrefixed
            isInTraceback = isTraceback
            return true
        }
        if line[0] == 0x20 || line[0] == 0x09 { return false }
        if line.has("During handling of the above exception")
            || line.has("The above exception was the direct")
        {
            // The next traceback belongs to this one.
            isInTraceback = true
            return false
        }
        if isTraceback {
            let isAlone = !isRecord && !isInTraceback
            isInTraceback = true
            return isAlone
        }
        let isException = isInTraceback
        isInTraceback = false
        return !isException && !isPrefixed
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        let lineEnd = text.find(0x0A) ?? text.count
        var line = text.part(0, lineEnd)
        if line.ends(with: "\r") { line = line.part(0, line.count - 1) }
        event.rule = "logging"
        if line.count > 0, line[0] &- 0x30 < 10 || line.find(0x3A).map({ $0 < 5 }) ?? false,
            line.find("] \"") != nil, !line.looksLikeISOTime
        {
            access.read(line, into: &event)
            if !event.isUnparsed { return }
            event.reset()
        }
        if UWSGIRequest.read(line, clock: &clock, into: &event) { return }
        var prefix = PythonPrefix()
        let at = prefix.read(line, clock: &clock)
        event.timestamp = prefix.time
        let message = line.rest(at)
        let isBare = line.has(Traceback.opening)
        let isDjango = DjangoMessage.read(message, into: &event)
        if prefix.time == nil, prefix.level == nil, !isBare, !isDjango {
            if line.isRunserverBanner {
                event.rule = "runserver's start"
                event.message = text
                return
            }
            return event.fail(text, expected: "a time or a level", at: 0)
        }
        if let level = prefix.level ?? (prefix.time == nil ? nil : message.levelAmongFirstWords) {
            event.level = level
        }
        event.message = message.count > 0 ? message : line
        event.add("logger", prefix.logger)
        event.add("pid", number: prefix.process)
        event.add("thread", number: prefix.thread)
        let rest = isBare ? text : text.part(min(lineEnd + 1, text.count), text.count)
        if rest.count > 0 { Traceback.read(rest, isBare: isBare, into: &event) }
        if let quote = message.requestStart { readServed(message, from: quote, into: &event) }
        if message.has("Invalid request from ip="), let end = message.find(": ", 24) {
            event.setAddress(message.part(24, end))
        }
    }

    /// runserver's `"GET / HTTP/1.1" 200 1234`, uvicorn's `203.0.113.7:4711 - "GET / HTTP/1.1" 200 OK`.
    ///
    /// runserver escapes nothing: the request ends at the last quote.
    private func readServed(_ message: Bytes, from quote: Int, into event: inout LogEvent) {
        guard let end = message.findLast("\" "), end > quote else { return }
        var at = end + 1
        guard let status = message.spaceAndNumber(at: &at), status.count == 3 else { return }
        let bytes = message.spaceAndNumber(at: &at)
        event.rule = "runserver"
        event.action = .httpRequest
        event.setRequest(message.part(quote + 1, end))
        event.messageEnd = status
        event.setStatus(status)
        if let bytes { event.add("bytes", number: bytes) }
        if quote > 0 {
            let peer = message.part(0, quote - 3)
            let port = peer.findLast(UInt8(ascii: ":"), before: peer.count) ?? peer.count
            event.setAddress(peer.part(0, AddressText.isAddress(peer.part(0, port)) ? port : peer.count))
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// A time, a level or a client's address with a request begins the line.
    fileprivate var beginsPythonRecord: Bool {
        if looksLikeISOTime { return true }
        guard count > 4 else { return false }
        if self[0] == UInt8(ascii: "[") {
            let rest = rest(1)
            // `[22/Nov/2026 03:12:01]`, `[2026-11-22 03:12:01 +0000]`, `[ERROR]`.
            if rest.looksLikeISOTime || (rest.count > 20 && rest[2] == 0x2F && rest[6] == 0x2F) {
                return true
            }
        }
        if UWSGIRequest.begins(self) { return true }
        var at = 0
        if levelWord(&at) != nil { return true }
        return self[0] &- 0x30 < 10 && find("] \"") != nil
    }

    /// runserver's line of a request, uWSGI's; an access log's, whose address begins it.
    fileprivate var isServedRequest: Bool {
        has("] \"", at: 21) || UWSGIRequest.begins(self)
            || (self[0] != UInt8(ascii: "[") && find("] \"") != nil)
    }

    /// Where the quote is that opens a request that was served: at the start, or behind a client's address.
    fileprivate var requestStart: Int? {
        guard count > 4 else { return nil }
        if self[0] == UInt8(ascii: "\"") { return 0 }
        guard self[0] &- 0x30 < 10 || self[0] == 0x5B || self[0] == 0x3A || (self[0] | 0x20) &- 0x61 < 6,
            let quote = find(UInt8(ascii: "\"")), quote < 60, has(" - ", at: quote - 3)
        else { return nil }
        let peer = part(0, quote - 3)
        let port = peer.findLast(UInt8(ascii: ":"), before: peer.count) ?? peer.count
        return AddressText.isAddress(peer) || AddressText.isAddress(peer.part(0, port)) ? quote : nil
    }

    /// A level in capitals that stands a few words behind the time: `812 MainThread INFO shop.orders …`.
    fileprivate var levelAmongFirstWords: Level? {
        var at = 0
        for _ in 0..<5 {
            let start = skipSpaces(at)
            guard start < count else { return nil }
            var end = start
            if let level = levelWord(&end), self[start] &- 0x41 < 26 || self[start] == 0x5B { return level }
            at = endOfWord(start)
        }
        return nil
    }

    /// What runserver says before it serves; see Django's runserver.py.
    fileprivate var isRunserverBanner: Bool {
        has("Performing system checks...") || has("System check identified ") || has("Django version ")
            || has("Watching for file changes with ") || has("Starting development server at ")
            || has("Starting ASGI/") || has("Quit the server with ") || ends(with: " changed, reloading.")
            || find(" - ").map { $0 < 24 && count == $0 + 11 && self[count - 3] == 0x3A } ?? false
    }
}
