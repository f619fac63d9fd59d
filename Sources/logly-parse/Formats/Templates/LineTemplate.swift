import LoglyShared

/// How each line of a log is laid out: fields, and the bytes that stand between them.
///
/// nginx's `log_format`, Apache's `LogFormat`, a Python logging format and PostgreSQL's `log_line_prefix` are compiled to
/// one. A field is what stands before the bytes that follow it in the layout; a time proves itself, so that what stands
/// before it may hold those bytes too.
final class LineTemplate {
    /// What a field of a line becomes.
    enum Field: Equatable {
        case address, user, service, level, message
        case request, method, path, `protocol`, status, bytes
        /// A key of `metadata`; digits become a number.
        case metadata
        /// `22/Nov/2026:03:12:01 +0100`, an ISO time with the name of a zone, seconds since the epoch, one's own.
        case commonTime, time, epoch
        case patternTime(Int)
        case ignored
    }

    fileprivate struct Element {
        /// The bytes before the field.
        var literal: Bytes
        var field: Field
        var key: Bytes
        /// Spaces may stand before and behind the value.
        var isPadded: Bool
    }

    /// Grows until `close`; read for each line, so that looking out for others who might change it costs.
    @exclusivity(unchecked) fileprivate private(set) var elements = UnsafeMutableBufferPointer<Element>(
        start: nil, count: 0)
    /// The bytes behind the last field.
    @exclusivity(unchecked) fileprivate private(set) var tail = Bytes("")
    @exclusivity(unchecked) private var patterns: [TimePattern] = []
    private var memory: [UnsafeMutableBufferPointer<UInt8>] = []
    private var literal: [UInt8] = []
    /// Values are bodies of JSON strings: nginx's `escape=json`.
    @exclusivity(unchecked) var isJSON = false

    deinit {
        elements.deallocate()
        for block in memory { block.deallocate() }
    }

    func append(literal bytes: some Sequence<UInt8>) { literal += bytes }

    func append(_ field: Field, key: String = "", isPadded: Bool = false) {
        let grown = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count + 1)
        let end = grown.initialize(fromContentsOf: elements)
        grown.initializeElement(
            at: end,
            to: Element(literal: keep(literal), field: field, key: keep(Array(key.utf8)), isPadded: isPadded))
        elements.deallocate()
        elements = grown
        literal = []
    }

    func append(_ pattern: TimePattern) {
        patterns.append(pattern)
        append(pattern.isMoment ? .patternTime(patterns.count - 1) : .ignored)
    }

    /// Nothing comes any more.
    func close() {
        tail = keep(literal)
        literal = []
    }

    func has(_ field: Field) -> Bool { elements.contains { $0.field == field } }

    var isEmpty: Bool { elements.isEmpty }

    private func keep(_ bytes: [UInt8]) -> Bytes {
        if bytes.isEmpty { return Bytes("") }
        let block = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
        _ = block.initialize(from: bytes)
        memory.append(block)
        return Bytes(block)
    }
}

extension LineTemplate {
    /// What a line has told so far that only together becomes something.
    struct Parts {
        var method = Bytes("")
        var path = Bytes("")
        var status = Bytes("")
        var hasRequest = false
        var hasLevel = false
        var message = Bytes("")
    }

    /// Why a line does not fit.
    struct Misfit: Error {
        var expected: StaticString
        var at: Int
    }

    /// Reads the fields of a line that begins at `at`, and moves behind the layout's last byte.
    ///
    /// - Parameter isPrefix: more may follow: the last field ends at a space where nothing else ends it.
    func read(
        _ text: Bytes, at: inout Int, isPrefix: Bool = false, clock: inout LogClock, parts: inout Parts,
        into event: inout LogEvent
    ) throws(Misfit) {
        var isPadded = false
        for index in 0..<elements.count {
            let element = elements[index]
            guard text.has(element.literal, at: at) else {
                throw Misfit(expected: "the bytes between two fields", at: at)
            }
            at += element.literal.count
            if isPadded || element.isPadded { at = text.skipSpaces(at) }
            isPadded = element.isPadded
            if try readTime(element, text, &at, &clock, &event) { continue }
            let end = try self.end(of: index, text, at, isPrefix: isPrefix, &clock)
            try take(element, text.part(at, end), at, &parts, &event)
            at = end
        }
        guard text.has(tail, at: at) else { throw Misfit(expected: "the end of the layout", at: at) }
        at += tail.count
    }

    /// Takes a time; false where the field is none, or `-`.
    private func readTime(
        _ element: Element, _ text: Bytes, _ at: inout Int, _ clock: inout LogClock, _ event: inout LogEvent
    ) throws(Misfit) -> Bool {
        guard element.field.isTime else { return false }
        if let time = time(element.field, text, &at, &clock) {
            if event.timestamp == nil { event.timestamp = time }
            return true
        }
        if text[safe: at] == UInt8(ascii: "-") { return false }
        throw Misfit(expected: "a time", at: at)
    }

    private func time(_ field: Field, _ text: Bytes, _ at: inout Int, _ clock: inout LogClock) -> Timestamp? {
        switch field {
        case .commonTime: return clock.commonLog(text, at: &at)
        case .patternTime(let index): return patterns[index].read(text, at: &at, clock: clock)
        case .epoch:
            var end = at
            while end < text.count, text[end] &- 0x30 < 10 || text[end] == 0x2E, end - at < 24 { end += 1 }
            guard end > at, let time = Timestamp(epochNumber: text.part(at, end)) else { return nil }
            at = end
            return time
        default: return clock.isoWithZoneName(text, at: &at)
        }
    }

    /// Where a field's value ends.
    private func end(
        of index: Int, _ text: Bytes, _ start: Int, isPrefix: Bool, _ clock: inout LogClock
    ) throws(Misfit) -> Int {
        let isLast = index + 1 == elements.count
        let literal = isLast ? tail : elements[index + 1].literal
        if elements[index].field.isNumber, text[safe: start] != UInt8(ascii: "-") {
            var end = start
            while end < text.count, text[end] &- 0x30 < 10 { end += 1 }
            if end > start { return end }
        }
        if literal.count == 0 {
            // Two fields with nothing between them: the first has it all.
            if isLast { return isPrefix ? text.endOfWord(start) : text.count }
            if index > 0, elements[index].literal.count == 0, !elements[index - 1].field.isTime {
                return start
            }
            return try end(of: index + 1, text, start, isPrefix: isPrefix, &clock)
        }
        // A literal at the end of the line ends the last field there, whatever the field holds.
        if isLast, !isPrefix {
            guard text.count - literal.count >= start, text.rest(text.count - literal.count).equals(literal)
            else { throw Misfit(expected: "the end of the layout", at: start) }
            return text.count - literal.count
        }
        let isQuoted = literal[0] == 0x22 && elements[index].literal.last == 0x22
        let isBeforeTime = !isLast && elements[index + 1].field.isTime
        var from = start
        while let found = isQuoted ? text.endOfQuoted(from) : text.find(literal[0], from) {
            if text.has(literal, at: found) {
                guard isBeforeTime, found - start < 4096 else { return found }
                var at = found + literal.count
                if text[safe: at] == UInt8(ascii: "-") { return found }
                if time(elements[index + 1].field, text, &at, &clock) != nil { return found }
            } else if isQuoted {
                break
            }
            from = found + 1
        }
        throw Misfit(expected: "the end of a field", at: start)
    }

    private func take(
        _ element: Element, _ raw: Bytes, _ at: Int, _ parts: inout Parts, _ event: inout LogEvent
    ) throws(Misfit) {
        var value = element.isPadded ? raw.trimmed : raw
        if isJSON, element.field != .metadata { value = event.unescaped(value) }
        if value.count == 0 || value.isDash(0, value.count) || value.equals("[unknown]") {
            if element.field == .request { parts.hasRequest = true }
            return
        }
        switch element.field {
        case .address:
            // PostgreSQL's `%r` has the port in parentheses.
            let host = value.ends(with: ")") ? value.find(0x28).map { value.part(0, $0) } ?? value : value
            guard event.address.count == 0, !host.equals("[local]") else { return }
            event.setAddress(host.find(UInt8(ascii: ",")) == nil ? host : AddressText.client(ofList: host))
            if host.find(UInt8(ascii: ",")) != nil { event.add("forwarded_for", host) }
        case .user: event.user = value
        case .service: event.service = value
        case .level:
            guard let level = Level(word: value) ?? Level(number: value) ?? Level(abbreviation: value) else {
                throw Misfit(expected: "a level", at: at)
            }
            event.level = level
            parts.hasLevel = true
        case .message: parts.message = value
        case .request:
            event.setRequest(value)
            parts.hasRequest = true
        case .method: parts.method = value
        case .path: parts.path = value
        case .protocol: event.add(key: Bytes("protocol"), value)
        case .status:
            guard value.count == 3, value.isDigits else { throw Misfit(expected: "a status", at: at) }
            parts.status = value
        case .bytes:
            guard value.isDigits else { throw Misfit(expected: "a number of bytes", at: at) }
            event.add(key: Bytes("bytes"), number: value)
        case .metadata:
            if isJSON, value.find(UInt8(ascii: "\\")) != nil {
                event.add(key: element.key, value, value.isJSONStringBody ? .escaped : .text)
            } else {
                event.add(key: element.key, value, value.isJSONNumber ? .number : .text)
            }
        case .commonTime, .time, .epoch, .patternTime, .ignored: break
        }
    }
}

extension LogEvent {
    /// The value of a JSON string's body; the same bytes where it has no escapes or is none.
    fileprivate mutating func unescaped(_ body: Bytes) -> Bytes {
        guard body.find(UInt8(ascii: "\\")) != nil, body.isJSONStringBody else { return body }
        let start = reserve(body.count)
        let count = JSONScanning.unescape(body, JSONText(range: 0..<body.count, isEscaped: true), into: start)
        return Bytes(start: start, count: count)
    }
}

extension LineTemplate.Field {
    var isTime: Bool {
        switch self {
        case .commonTime, .time, .epoch, .patternTime: true
        default: false
        }
    }

    /// Its digits end it.
    var isNumber: Bool { self == .status || self == .bytes }
}

extension LogClock {
    /// An ISO time and, behind a space, the name of its zone: `2026-11-22 03:12:01.123 CET`.
    mutating func isoWithZoneName(_ text: Bytes, at: inout Int) -> Timestamp? {
        let start = at
        guard let time = iso(text, at: &at) else { return nil }
        guard text[safe: at] == 0x20, let end = text.endOfZoneName(at + 1) else { return time }
        guard let offset = offset(ofAbbreviation: text.part(at + 1, end)) else { return time }
        at = end
        return shifted(text.rest(start), to: offset) ?? time
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether `text` stands at `at`.
    @inline(__always)
    func has(_ text: Bytes, at: Int) -> Bool {
        guard at >= 0, count - at >= text.count else { return false }
        for offset in 0..<text.count where self[at + offset] != text[offset] { return false }
        return true
    }

    var last: UInt8? { count > 0 ? self[count - 1] : nil }

    /// What may stand between the quotes of a JSON string.
    var isJSONStringBody: Bool {
        var bytes: [UInt8] = [0x22]
        bytes += self
        bytes.append(0x22)
        return bytes.withUnsafeBufferPointer { text in
            var at = 0
            return (try? JSONScanning.string(text, at: &at)) != nil && at == text.count
        }
    }
}
