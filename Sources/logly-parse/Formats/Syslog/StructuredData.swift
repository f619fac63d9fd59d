import LoglyShared

/// RFC 5424's structured data: `-`, or elements such as `[origin@1 software="rsyslogd" x="a\"b"]`.
///
/// A parameter becomes `metadata` under its element's name: `origin@1.software`.
enum StructuredData {
    static func read(_ text: Bytes, at: inout Int, into event: inout LogEvent) -> Bool {
        if at < text.count, text[at] == UInt8(ascii: "-") {
            at += 1
            return at == text.count || text[at] == 0x20
        }
        guard at < text.count, text[at] == UInt8(ascii: "[") else { return false }
        while at < text.count, text[at] == UInt8(ascii: "[") {
            guard element(text, at: &at, into: &event) else { return false }
        }
        return at == text.count || text[at] == 0x20
    }

    private static func element(_ text: Bytes, at: inout Int, into event: inout LogEvent) -> Bool {
        let start = at + 1
        at = start
        while at < text.count, text[at] != 0x20, text[at] != UInt8(ascii: "]") { at += 1 }
        let name = text.part(start, at)
        guard name.count > 0, name.count <= 64 else { return false }
        while at < text.count, text[at] == 0x20 {
            let keyStart = at + 1
            guard let equals = text.find(UInt8(ascii: "="), keyStart), equals - keyStart <= 64,
                equals + 1 < text.count, text[equals + 1] == UInt8(ascii: "\"")
            else { return false }
            let valueStart = equals + 2
            guard let end = text.endOfQuoted(valueStart) else { return false }
            let key = event.joined(name, text.part(keyStart, equals))
            event.add(key: key, event.unescapedQuotes(text.part(valueStart, end)))
            at = end + 1
        }
        guard at < text.count, text[at] == UInt8(ascii: "]") else { return false }
        at += 1
        return true
    }
}

extension LogEvent {
    /// `name.key`.
    mutating func joined(_ name: Bytes, _ key: Bytes) -> Bytes {
        let start = reserve(name.count + key.count + 1)
        if let from = name.baseAddress { start.update(from: from, count: name.count) }
        start[name.count] = UInt8(ascii: ".")
        if let from = key.baseAddress { (start + name.count + 1).update(from: from, count: key.count) }
        return Bytes(start: start, count: name.count + key.count + 1)
    }

    /// A quoted value without the backslashes before `"`, `\` and `]`.
    mutating func unescapedQuotes(_ value: Bytes) -> Bytes {
        guard value.find(UInt8(ascii: "\\")) != nil else { return value }
        let start = reserve(value.count)
        var count = 0
        var at = 0
        while at < value.count {
            if value[at] == UInt8(ascii: "\\"), at + 1 < value.count {
                let next = value[at + 1]
                if next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") || next == UInt8(ascii: "]") {
                    at += 1
                }
            }
            start[count] = value[at]
            count += 1
            at += 1
        }
        return Bytes(start: start, count: count)
    }
}
