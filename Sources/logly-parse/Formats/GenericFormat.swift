import LoglyShared

/// Any text: a time at the start of the line where there is one, a level where a word says it, the first address, and
/// the rest as the message. It takes every line.
final class GenericFormat: LogFormat {
    @exclusivity(unchecked) private var clock: LogClock

    init(_ settings: FormatSettings) { clock = settings.clock }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "text"
        var at = 0
        event.timestamp = clock.leadingTime(text, at: &at)
        if event.timestamp != nil {
            event.rule = "text with a time"
            at = text.skipSeparators(at)
        }
        // A level of its own word, right behind the time, says more than any other word.
        var end = at
        if let level = text.levelWord(&end) {
            event.level = level
            at = text.skipSeparators(end)
        } else {
            event.level = LevelWords.level(in: text.rest(at)) ?? .info
        }
        event.message = at < text.count ? text.rest(at) : text
        if let address = AddressText.first(in: text.rest(at)) { event.setAddress(address) }
    }
}

extension LogClock {
    /// A time at the start of a line, in any of the common forms, also in brackets.
    mutating func leadingTime(_ text: Bytes, at: inout Int) -> Timestamp? {
        let first = text[0]
        if first == UInt8(ascii: "[") {
            var end = 1
            let time = iso(text, at: &end) ?? commonLog(text, at: &end) ?? rfc3164(text, at: &end)
            guard let time, text[safe: end] == UInt8(ascii: "]") else { return nil }
            at = end + 1
            return time
        }
        let time =
            first &- 0x30 < 10 ? iso(text, at: &at) ?? commonLog(text, at: &at) : rfc3164(text, at: &at)
        if time != nil { at = zoneAbbreviationEnd(text, at) }
        return time
    }

    /// Behind ` UTC`, which changes nothing where it is the clock's own zone.
    private func zoneAbbreviationEnd(_ text: Bytes, _ at: Int) -> Int {
        text.has(" UTC ", at: at) ? at + 4 : at
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Behind what stands between a time, a level, a logger and a message: spaces, `-`, `|`, `:`.
    func skipSeparators(_ at: Int) -> Int {
        var next = at
        while next < count {
            let byte = self[next]
            let isDash = byte == 0x2D && (next + 1 == count || self[next + 1] == 0x20)
            // Two colons begin an address: `::1`.
            let isColon = byte == 0x3A && (next + 1 == count || self[next + 1] != 0x3A)
            guard byte == 0x20 || byte == 0x09 || byte == 0x7C || isColon || isDash else { break }
            next += 1
        }
        return next
    }

    /// A level in capitals, or in brackets in any case, at `at`, which moves behind it: `ERROR`, `[error]`, `<warn>`.
    func levelWord(_ at: inout Int) -> Level? {
        guard at < count else { return nil }
        let open = self[at]
        let isBracketed = open == 0x5B || open == 0x28 || open == 0x3C
        var start = isBracketed ? at + 1 : at
        while isBracketed, start < count, self[start] == 0x20 { start += 1 }
        var end = start
        var isCapital = true
        while end < count, (self[end] | 0x20) &- 0x61 < 26, end - start < 12 {
            if self[end] &- 0x41 > 25 { isCapital = false }
            end += 1
        }
        guard end > start, isBracketed || isCapital || (end < count && self[end] == 0x3A) else { return nil }
        guard let level = Level(word: part(start, end)) else { return nil }
        if isBracketed {
            while end < count, self[end] == 0x20 { end += 1 }
            guard end < count, self[end] == 0x5D || self[end] == 0x29 || self[end] == 0x3E else { return nil }
            end += 1
        } else if end < count {
            let next = self[end]
            guard next == 0x20 || next == 0x3A || next == 0x7C || next == 0x09 || next == 0x2C else {
                return nil
            }
        }
        at = end
        return level
    }
}

extension Level {
    /// A level by any of the names in use, whatever their case.
    init?(word: Bytes) {
        if let level = Level(python: word) {
            self = level
        } else if word.equalsIgnoringCase("err") || word.equalsIgnoringCase("severe") {
            self = .error
        } else if word.equalsIgnoringCase("crit") || word.equalsIgnoringCase("emerg")
            || word.equalsIgnoringCase("alert") || word.equalsIgnoringCase("panic")
            || word.equalsIgnoringCase("emergency") || word.equalsIgnoringCase("dpanic")
        {
            self = .critical
        } else if word.equalsIgnoringCase("verbose") || word.equalsIgnoringCase("fine") {
            self = .debug
        } else if word.equalsIgnoringCase("log") || word.equalsIgnoringCase("information") {
            self = .info
        } else {
            return nil
        }
    }
}

extension AddressText {
    /// The first address in a text that stands as a word of its own.
    static func first(in text: Bytes) -> Bytes? {
        var at = 0
        let end = min(text.count, 4096)
        while at < end {
            guard isAddressByte(text[at]) else {
                // What follows a letter or a `_` belongs to a name.
                if isNameByte(text[at]) {
                    while at < end, isNameByte(text[at]) || isAddressByte(text[at]) { at += 1 }
                } else {
                    at += 1
                }
                continue
            }
            let start = at
            var colons = 0
            var points = 0
            while at < end, isAddressByte(text[at]) {
                if text[at] == 0x3A { colons += 1 }
                if text[at] == 0x2E { points += 1 }
                at += 1
            }
            if at < end, isNameByte(text[at]) { continue }
            guard points >= 3 || colons >= 2 else { continue }
            var word = text.part(start, at)
            while word.count > 0,
                word[word.count - 1] == 0x2E || (word[word.count - 1] == 0x3A && !word.ends(with: "::"))
            {
                word = word.part(0, word.count - 1)
            }
            // `192.0.2.1:8080`.
            if colons == 1, let colon = word.find(0x3A) { word = word.part(0, colon) }
            if isAddress(word), !word.equals("::") { return word }
        }
        return nil
    }

    @inline(__always)
    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 11 || byte == 0x2E || (byte | 0x20) &- 0x61 < 6
    }

    @inline(__always)
    private static func isNameByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x67 < 20 || byte == 0x5F || byte == 0x2D || byte >= 0x80
    }
}
