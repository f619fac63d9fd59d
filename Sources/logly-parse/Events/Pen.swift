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
    mutating func put(_ literal: StaticString) {
        // Of a literal the length is known: this becomes a few stores.
        at.update(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
        at += literal.utf8CodeUnitCount
    }

    /// As many bytes of a literal.
    @inline(__always)
    mutating func put(_ literal: StaticString, _ count: Int) {
        at.update(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
        at += count
    }

    /// A word that was looked up.
    @inline(__always)
    mutating func put(word: StaticString) { put(Bytes(word)) }

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
    mutating func put(_ key: StaticString, text: Bytes) {
        put(key)
        put(text: text)
        put(UInt8(ascii: "\""))
    }

    /// The keys and values of `metadata`, and a comma behind each.
    mutating func put(_ metadata: borrowing MetadataList) {
        // As a local of its own it stays in a register: a byte written through `self` could change `self`.
        var pen = self
        for at in 0..<metadata.count {
            let entry = metadata.entries + at
            pen.put(UInt8(ascii: "\""))
            if entry.pointee.isOwnKey { pen.put(entry.pointee.key) } else { pen.put(text: entry.pointee.key) }
            switch entry.pointee.kind {
            case .text, .number:
                // No branch between the two: which of them comes next cannot be foreseen.
                let quote = entry.pointee.kind == .text ? 1 : 0
                pen.put("\":\"", 2 + quote)
                pen.put(text: entry.pointee.value)
                pen.put("\"", quote)
            case .escaped:
                pen.put("\":\"")
                pen.put(entry.pointee.value)
                pen.put(UInt8(ascii: "\""))
            case .value:
                pen.put("\":")
                pen.put(entry.pointee.value)
            }
            pen.put(UInt8(ascii: ","))
        }
        self = pen
    }

    /// Takes back a byte: the comma behind which no further key came.
    @inline(__always)
    mutating func removeLast() { at -= 1 }

    /// The body of a JSON string: invalid UTF-8 becomes U+FFFD, control characters are escaped.
    @inline(__always)
    mutating func put(text: Bytes) {
        guard let from = text.baseAddress else { return }
        let plain = logly_copy_plain(at, from, text.count)
        if plain == text.count {
            at += text.count
        } else {
            at += plain
            putEscaping(text, from: plain)
        }
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
