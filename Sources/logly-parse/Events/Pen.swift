import CScan
import LoglyShared

/// Writes a record's bytes into memory that is known to have room for them.
///
/// Whoever makes one has reserved the room, `slack` included; nothing is checked here, because a check for each key
/// costs as much as the key.
struct Pen {
    private(set) var at: UnsafeMutablePointer<UInt8>

    /// How far a copy by blocks may go beyond what it has to copy.
    static let slack = 64

    @inline(__always)
    init(at: UnsafeMutablePointer<UInt8>) { self.at = at }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        at.pointee = byte
        at += 1
    }

    @inline(__always)
    mutating func put(_ text: StaticString) {
        logly_copy(at, text.utf8Start, text.utf8CodeUnitCount)
        at += text.utf8CodeUnitCount
    }

    @inline(__always)
    mutating func put(_ bytes: Bytes) {
        guard let from = bytes.baseAddress else { return }
        logly_copy(at, from, bytes.count)
        at += bytes.count
    }

    mutating func put(number: Int) {
        var digits = OutputBuffer()
        digits.append(number)
        put(digits.bytes)
    }

    /// A text behind its key, with the closing quote.
    @inline(__always)
    mutating func put(_ key: StaticString, _ text: Bytes, limit: Int) {
        put(key)
        put(text: text, isEscaped: false, limit: limit)
        put(UInt8(ascii: "\""))
    }

    /// One key and value of `metadata`.
    @inline(__always)
    mutating func put(_ entry: MetadataList.Entry, limit: Int) {
        // A whole value that is too long cannot be cut and stay one.
        if entry.kind == .value, entry.value.count > limit { return }
        put(UInt8(ascii: "\""))
        if entry.isOwnKey { put(entry.key) } else { put(text: entry.key, isEscaped: false, limit: limit) }
        put(UInt8(ascii: "\""))
        put(UInt8(ascii: ":"))
        switch entry.kind {
        case .text, .escaped:
            put(UInt8(ascii: "\""))
            put(text: entry.value, isEscaped: entry.kind == .escaped, limit: limit)
            put(UInt8(ascii: "\""))
        case .number, .value:
            put(entry.value)
        }
        put(UInt8(ascii: ","))
    }

    /// Takes back a comma behind which no further key came.
    @inline(__always)
    mutating func takeBackComma() {
        if at[-1] == UInt8(ascii: ",") { at -= 1 }
    }

    /// The body of a JSON string: invalid UTF-8 becomes U+FFFD, control characters are escaped.
    ///
    /// - Parameter limit: the most bytes that it may become; what is beyond is left out.
    @inline(__always)
    mutating func put(text: Bytes, isEscaped: Bool, limit: Int) {
        var text = text
        if limit != .max {
            let kept = isEscaped ? text.escapedPrefix(within: limit) : text.jsonPrefix(within: limit).count
            text = Bytes(rebasing: text[..<kept])
        }
        if isEscaped { return put(text) }
        guard let from = text.baseAddress else { return }
        let plain = logly_copy_plain(at, from, text.count)
        at += plain
        if plain < text.count { putEscaping(text, from: plain) }
    }

    private mutating func putEscaping(_ text: Bytes, from start: Int) {
        guard let base = text.baseAddress else { return }
        var next = start
        while next < text.count {
            let byte = text[next]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                put(UInt8(ascii: "\\"))
                put(byte)
                next += 1
            } else if byte < 0x20 {
                put(escapeOf: byte)
                next += 1
            } else if byte >= 0x80 {
                let length = utf8SequenceLength(text, at: next)
                if length > 0 {
                    put(Bytes(rebasing: text[next..<(next + length)]))
                    next += length
                } else {
                    put("\u{FFFD}")
                    next += brokenUTF8Length(text, at: next)
                }
            }
            // Text in another script, a run of quotes: there is nothing plain to look for.
            if next < text.count, logly_is_special(text[next]) != 0 { continue }
            let plain = logly_copy_plain(at, base + next, text.count - next)
            at += plain
            next += plain
        }
    }

    private mutating func put(escapeOf byte: UInt8) {
        switch byte {
        case 0x0A: put("\\n")
        case 0x0D: put("\\r")
        case 0x09: put("\\t")
        case 0x08: put("\\b")
        case 0x0C: put("\\f")
        default:
            put("\\u00")
            put(byte >> 4 == 0 ? 0x30 : 0x31)
            let low = byte & 15
            put(low < 10 ? 0x30 + low : 0x57 + low)
        }
    }
}

extension Bytes {
    /// How many bytes from the start become at most `limit` bytes of a JSON string, and how many those are.
    func jsonPrefix(within limit: Int) -> (count: Int, length: Int) {
        var at = 0
        var length = 0
        while at < count {
            let byte = self[at]
            let (taken, written): (Int, Int)
            // A run of quotes costs no more than one of letters: what is plain is looked for only where it is.
            if byte == 0x22 || byte == 0x5C {
                (taken, written) = (1, 2)
            } else if byte >= 0x20, byte < 0x80 {
                let plain = Swift.min(firstSpecialJSONByte(self, from: at) - at, limit - length)
                if plain == 0 { break }
                (taken, written) = (plain, plain)
            } else {
                switch utf8SequenceLength(self, at: at) {
                case 0: (taken, written) = (brokenUTF8Length(self, at: at), 3)
                case 1:
                    switch byte {
                    case 0x08, 0x09, 0x0A, 0x0C, 0x0D: (taken, written) = (1, 2)
                    default: (taken, written) = (1, 6)
                    }
                case let sequence: (taken, written) = (sequence, sequence)
                }
            }
            if length + written > limit { break }
            at += taken
            length += written
        }
        return (at, length)
    }

    /// How many bytes of an escaped text fit into `limit` without breaking an escape or a character.
    func escapedPrefix(within limit: Int) -> Int {
        if count <= limit { return count }
        var at = 0
        while at < count {
            var length = Swift.max(1, utf8SequenceLength(self, at: at))
            if self[at] == UInt8(ascii: "\\") {
                length = at + 1 < count && self[at + 1] == UInt8(ascii: "u") ? 6 : 2
            }
            if at + length > limit { break }
            at += length
        }
        return at
    }
}
