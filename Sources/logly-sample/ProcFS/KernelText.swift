import Glibc

/// Numbers and words out of the kernel's text files, at a position that only moves forward.
///
/// Nothing here traps, whatever the bytes: a number that is none, or too large, is nil.
extension Span where Element == UInt8 {
    /// Moves past `word` if it stands here.
    func skip(_ word: StaticString, at position: inout Int) -> Bool {
        let length = word.utf8CodeUnitCount
        guard count - position >= length else { return false }
        for offset in 0..<length where self[position + offset] != word.utf8Start[offset] { return false }
        position += length
        return true
    }

    /// Moves past spaces and tabs, but not past the line's end.
    func skipBlanks(at position: inout Int) {
        while position < count, self[position] == UInt8(ascii: " ") || self[position] == UInt8(ascii: "\t") {
            position += 1
        }
    }

    /// Moves behind the next `\n`, or to the end.
    func skipLine(at position: inout Int) {
        let from = position
        position = withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress, from < bytes.count,
                let found = memchr(start + from, 0x0A, bytes.count - from)
            else { return bytes.count }
            return UnsafeRawPointer(found) - UnsafeRawPointer(start) + 1
        }
    }

    /// The decimal digits after blanks; nil where there are none or they pass 2^64.
    func unsigned(at position: inout Int) -> UInt64? {
        skipBlanks(at: &position)
        let start = position
        var value: UInt64 = 0
        var fits = true
        while position < count, self[position] &- UInt8(ascii: "0") < 10 {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow2) = scaled.addingReportingOverflow(
                UInt64(self[position] &- UInt8(ascii: "0")))
            fits = fits && !overflow && !overflow2
            value = next
            position += 1
        }
        return position > start && fits ? value : nil
    }

    /// The same where the wire has a count: nil beyond 2^63 too.
    func counter(at position: inout Int) -> Int64? {
        unsigned(at: &position).flatMap { Int64(exactly: $0) }
    }

    /// A number with decimals, `12.34`; correctly rounded up to fifteen digits, which the kernel never passes.
    func decimal(at position: inout Int) -> Double? {
        guard let whole = unsigned(at: &position), whole < 1_000_000_000_000 else { return nil }
        var digits = whole
        var scale: UInt64 = 1
        guard position < count, self[position] == UInt8(ascii: ".") else { return Double(whole) }
        position += 1
        while position < count, self[position] &- UInt8(ascii: "0") < 10 {
            if scale < 1000 {
                digits = digits * 10 + UInt64(self[position] &- UInt8(ascii: "0"))
                scale *= 10
            }
            position += 1
        }
        return Double(digits) / Double(scale)
    }

    /// Where the bytes up to the next blank or line end stand; empty at the end of a line.
    func word(at position: inout Int) -> Range<Int> {
        skipBlanks(at: &position)
        let start = position
        while position < count, self[position] != UInt8(ascii: " "), self[position] != UInt8(ascii: "\t"),
            self[position] != UInt8(ascii: "\n")
        {
            position += 1
        }
        return start..<position
    }

    /// The bytes of `range` as text; invalid UTF-8 becomes U+FFFD.
    func text(_ range: Range<Int>) -> String {
        withUnsafeBufferPointer { String(decoding: $0[range], as: UTF8.self) }
    }
}
