/// What a message has in common with the others of its kind: the text without what varies.
///
/// Numbers, hexadecimal, UUIDs, addresses, paths and what stands in quotes are each one mark. Takes one pass,
/// linear in the message's length whatever its bytes, and looks at the first 4 KiB.
public enum Fingerprint {
    public static let limit = 4096

    /// The hash of the text that `text(of:)` gives.
    public static func of(_ message: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = StableHash.start
        scan(message) { StableHash.add($0, to: &hash) }
        return hash
    }

    /// The message with its marks: `connection from # refused`.
    public static func text(of message: UnsafeBufferPointer<UInt8>) -> String {
        var bytes: [UInt8] = []
        scan(message) { bytes.append($0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    public static func text(of message: String) -> String {
        var message = message
        return message.withUTF8 { text(of: $0) }
    }

    private static func scan(_ message: UnsafeBufferPointer<UInt8>, emit: (UInt8) -> Void) {
        let message = UnsafeBufferPointer(rebasing: message.prefix(limit))
        var quotes = QuoteEnds()
        var at = 0
        var wasSpace = true
        while at < message.count {
            let byte = message[at]
            if isSpace(byte) {
                // Lines and columns of blanks are one blank: padding varies with what it pads.
                if !wasSpace { emit(0x20) }
                wasSpace = true
                at += 1
                continue
            }
            let startsWord = at == 0 || !isWordPart(message[at - 1])
            wasSpace = false
            if let end = quotes.end(of: message, from: at, startsWord: startsWord) {
                emit(byte)
                emit(UInt8(ascii: "*"))
                emit(byte)
                at = end + 1
            } else if isWordPart(byte) {
                at = word(message, from: at, emit: emit)
            } else {
                emit(byte)
                at += 1
            }
        }
    }

    /// Takes a word of letters, digits and what holds numbers and paths together, and emits it, or its mark.
    private static func word(
        _ message: UnsafeBufferPointer<UInt8>, from start: Int, emit: (UInt8) -> Void
    ) -> Int {
        var end = start
        var slashes = 0
        var digits = 0
        var others = 0
        while end < message.count, isWordPart(message[end]) {
            switch message[end] {
            case UInt8(ascii: "/"): slashes += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): break
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "_"): break
            default: others += 1
            }
            end += 1
        }
        // What ends a sentence is no part of the word.
        var last = end
        while last > start, isTrailing(message[last - 1]) { last -= 1 }
        let isPath = message[start] == UInt8(ascii: "/") ? last - start > 1 : slashes >= 2
        if isPath {
            emit(UInt8(ascii: "/"))
            emit(UInt8(ascii: "*"))
        } else if digits > 0, others == 0 {
            // Only digits, a to f and joints: a number, a time, an address, a UUID, a hash.
            emit(UInt8(ascii: "#"))
        } else {
            plain(message, start..<last, emit: emit)
        }
        for byte in message[last..<end] { emit(byte) }
        return end
    }

    /// A word that is none of these, each run of digits in it a mark: `worker-12`, `0x7ffd`, `30s`.
    private static func plain(
        _ message: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, emit: (UInt8) -> Void
    ) {
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = message[at]
            guard isDigit(byte) else {
                emit(byte)
                at += 1
                continue
            }
            emit(UInt8(ascii: "#"))
            let isHexadecimal =
                byte == UInt8(ascii: "0") && at + 1 < range.upperBound
                && message[at + 1] | 0x20 == UInt8(ascii: "x")
            if isHexadecimal { at += 2 }
            while at < range.upperBound,
                isDigit(message[at]) || (isHexadecimal && isHexadecimalLetter(message[at]))
            {
                at += 1
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func isHexadecimalLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 6
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }

    static func isWordPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "~"), UInt8(ascii: "+"),
            0x80...:
            true
        default: false
        }
    }

    private static func isTrailing(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-")
    }
}

/// Finds where a quoted text ends, and remembers where there is none, so that a message of nothing but opening
/// quotes is still read once.
private struct QuoteEnds {
    /// For `"`, `'` and `` ` ``: no closing one from here on.
    private var none: [UInt8: Int] = [:]

    mutating func end(
        of message: UnsafeBufferPointer<UInt8>, from start: Int, startsWord: Bool
    ) -> Int? {
        let quote = message[start]
        switch quote {
        case UInt8(ascii: "\""), UInt8(ascii: "`"): break
        // An apostrophe inside a word is none: can't.
        case UInt8(ascii: "'") where startsWord: break
        default: return nil
        }
        if let from = none[quote], from <= start { return nil }
        var at = start + 1
        while at < message.count {
            if message[at] == UInt8(ascii: "\\") {
                at += 2
                continue
            }
            if message[at] == quote {
                let follows = at + 1 < message.count ? message[at + 1] : 0x20
                if quote != UInt8(ascii: "'") || !Fingerprint.isWordPart(follows) || follows < 0x30 {
                    return at
                }
            }
            at += 1
        }
        none[quote] = start
        return nil
    }
}
