import Glibc

/// A JSON string as it stands in its line: the bytes between the quotes.
public struct JSONText: Equatable, Sendable {
    public let range: Range<Int>
    /// There are escapes in it, so that its value is not simply its bytes.
    public let isEscaped: Bool

    public init(range: Range<Int>, isEscaped: Bool) { (self.range, self.isEscaped) = (range, isEscaped) }
}

/// The strict reading of RFC 8259, in functions over bytes and a position.
///
/// Each one throws at the first byte that breaks the grammar; the position is then of no use.
public enum JSONScanning {
    /// Deeper nesting is refused, so that no line can exhaust the stack.
    public static let depthLimit = 128

    @inline(__always)
    public static func skipSpace(_ json: UnsafeBufferPointer<UInt8>, at: inout Int) {
        while at < json.count, json[at] <= 0x20,
            json[at] == 0x20 || json[at] == 0x0A || json[at] == 0x0D || json[at] == 0x09
        { at += 1 }
    }

    /// Takes `byte` with the white space before it.
    @inline(__always)
    public static func expect(
        _ byte: UInt8, _ name: StaticString, _ json: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) {
        skipSpace(json, at: &at)
        guard at < json.count, json[at] == byte else { throw .expected("\(name)", at: at) }
        at += 1
    }

    /// Takes a string, checking its escapes and its UTF-8.
    public static func string(
        _ json: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) -> JSONText {
        guard at < json.count, json[at] == UInt8(ascii: "\"") else { throw .expected("a string", at: at) }
        let start = at + 1
        var escaped = false
        at = firstSpecialJSONByte(json, from: start)
        while at < json.count {
            switch json[at] {
            case UInt8(ascii: "\""):
                at += 1
                return JSONText(range: start..<(at - 1), isEscaped: escaped)
            case UInt8(ascii: "\\"):
                escaped = true
                try skipEscape(json, at: &at)
            case 0..<0x20:
                throw .expected("an escape instead of a control character", at: at)
            default:
                let length = utf8SequenceLength(json, at: at)
                if length == 0 { throw .expected("valid UTF-8", at: at) }
                at += length
            }
            at = firstSpecialJSONByte(json, from: at)
        }
        throw .expected("a closing quote", at: at)
    }

    private static func skipEscape(
        _ json: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) {
        guard at + 1 < json.count else { throw .expected("an escape", at: at + 1) }
        switch json[at + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            at += 2
        case UInt8(ascii: "u"):
            for offset in 2..<6 where at + offset >= json.count || hexValue(json[at + offset]) == nil {
                throw .expected("four hexadecimal digits", at: at + offset)
            }
            at += 6
        default:
            throw .expected("an escape", at: at + 1)
        }
    }

    /// The value of a string, its escapes resolved. Half of a surrogate pair becomes U+FFFD.
    ///
    /// - Parameter out: has room for as many bytes as the string has in its line; no escape is shorter
    ///   than what it stands for.
    /// - Returns: how many bytes the value has.
    public static func unescape(
        _ json: UnsafeBufferPointer<UInt8>, _ text: JSONText, into out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        guard let base = json.baseAddress else { return 0 }
        let end = text.range.upperBound
        var at = text.range.lowerBound
        var count = 0
        while at < end {
            let plain = memchr(base + at, Int32(UInt8(ascii: "\\")), end - at)
                .map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
            let length = (plain ?? end) - at
            (out + count).update(from: base + at, count: length)
            count += length
            at += length
            if at >= end { break }
            let escape = json[at + 1]
            at += 2
            switch escape {
            case UInt8(ascii: "b"): out[count] = 0x08
            case UInt8(ascii: "f"): out[count] = 0x0C
            case UInt8(ascii: "n"): out[count] = 0x0A
            case UInt8(ascii: "r"): out[count] = 0x0D
            case UInt8(ascii: "t"): out[count] = 0x09
            case UInt8(ascii: "u"):
                let scalar = unicodeEscape(json, at: &at, end: end)
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                    out[count] = byte
                    count += 1
                }
                continue
            default: out[count] = escape
            }
            count += 1
        }
        return count
    }

    /// The scalar of `XXXX` at `at`, behind `\u`, with the second half of its pair.
    private static func unicodeEscape(
        _ json: UnsafeBufferPointer<UInt8>, at: inout Int, end: Int
    ) -> Unicode.Scalar {
        let unit = codeUnit(json, at: at)
        at += 4
        if 0xD800...0xDBFF ~= unit, at + 6 <= end, json[at] == UInt8(ascii: "\\"),
            json[at + 1] == UInt8(ascii: "u"), case let low = codeUnit(json, at: at + 2),
            0xDC00...0xDFFF ~= low
        {
            at += 6
            return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
        }
        return Unicode.Scalar(unit) ?? "\u{FFFD}"
    }

    private static func codeUnit(_ json: UnsafeBufferPointer<UInt8>, at: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 4 | UInt32(hexValue(json[at + $1]) ?? 0) }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The value of a string as text.
    public static func value(_ json: UnsafeBufferPointer<UInt8>, _ text: JSONText) -> String {
        if !text.isEscaped { return String(decoding: json[text.range], as: UTF8.self) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.range.count) { bytes in
            guard let start = bytes.baseAddress else { return "" }
            let count = unescape(json, text, into: start)
            return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        }
    }

    /// Takes any value and says where it stood.
    @discardableResult
    public static func skipValue(
        _ json: UnsafeBufferPointer<UInt8>, at: inout Int, depth: Int = 0
    ) throws(ParseError) -> Range<Int> {
        skipSpace(json, at: &at)
        let start = at
        guard at < json.count else { throw .expected("a value", at: at) }
        switch json[at] {
        case UInt8(ascii: "\""): _ = try string(json, at: &at)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if depth >= depthLimit { throw .expected("at most \(depthLimit) levels of nesting", at: at) }
            try skipContainer(json, at: &at, depth: depth)
        case UInt8(ascii: "t"): try skipWord("true", json, at: &at)
        case UInt8(ascii: "f"): try skipWord("false", json, at: &at)
        case UInt8(ascii: "n"): try skipWord("null", json, at: &at)
        default: _ = try number(json, at: &at)
        }
        return start..<at
    }

    private static func skipContainer(
        _ json: UnsafeBufferPointer<UInt8>, at: inout Int, depth: Int
    ) throws(ParseError) {
        let isObject = json[at] == UInt8(ascii: "{")
        let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        at += 1
        skipSpace(json, at: &at)
        if at < json.count, json[at] == close {
            at += 1
            return
        }
        while true {
            if isObject {
                skipSpace(json, at: &at)
                _ = try string(json, at: &at)
                try expect(UInt8(ascii: ":"), "a colon", json, at: &at)
            }
            try skipValue(json, at: &at, depth: depth + 1)
            skipSpace(json, at: &at)
            guard at < json.count, json[at] == UInt8(ascii: ",") || json[at] == close else {
                throw .expected(isObject ? "a comma or }" : "a comma or ]", at: at)
            }
            at += 1
            if json[at - 1] == close { return }
        }
    }

    private static func skipWord(
        _ word: StaticString, _ json: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) {
        for offset in 0..<word.utf8CodeUnitCount {
            guard at + offset < json.count, json[at + offset] == word.utf8Start[offset] else {
                throw .expected("a value", at: at)
            }
        }
        at += word.utf8CodeUnitCount
    }

    /// Takes a number and says where it stood.
    public static func number(
        _ json: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) -> Range<Int> {
        let start = at
        func skipDigits() -> Bool {
            let first = at
            while at < json.count, json[at] &- UInt8(ascii: "0") < 10 { at += 1 }
            return at > first
        }
        if at < json.count, json[at] == UInt8(ascii: "-") { at += 1 }
        if at < json.count, json[at] == UInt8(ascii: "0") {
            at += 1
        } else if !skipDigits() {
            throw .expected(at == start ? "a value" : "a digit", at: at)
        }
        if at < json.count, json[at] == UInt8(ascii: ".") {
            at += 1
            if !skipDigits() { throw .expected("a digit", at: at) }
        }
        if at < json.count, json[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < json.count, json[at] == UInt8(ascii: "+") || json[at] == UInt8(ascii: "-") { at += 1 }
            if !skipDigits() { throw .expected("a digit", at: at) }
        }
        return start..<at
    }
}
