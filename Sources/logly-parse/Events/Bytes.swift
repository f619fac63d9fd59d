import CScan
import LoglyShared

extension UnsafeBufferPointer<UInt8> {
    /// A text of the program's own, which lives as long as it.
    init(_ text: StaticString) { self.init(start: text.utf8Start, count: text.utf8CodeUnitCount) }

    /// The bytes of a range, as bytes of their own.
    @inline(__always)
    func part(_ from: Int, _ to: Int) -> Bytes {
        assert(0 <= from && from <= to && to <= count)
        return Bytes(start: baseAddress.map { $0 + from }, count: to &- from)
    }

    /// From `from` to the end.
    @inline(__always)
    func rest(_ from: Int) -> Bytes { part(from, count) }

    /// Where `byte` first is from `from`, or nil.
    @inline(__always)
    func find(_ byte: UInt8, _ from: Int = 0) -> Int? {
        guard from < count, let base = baseAddress else { return nil }
        let at = logly_find(base, from, count, byte)
        return at < count ? at : nil
    }

    /// Where `byte` last is before `end`, or nil.
    func findLast(_ byte: UInt8, before end: Int) -> Int? {
        var at = end - 1
        while at >= 0 {
            if self[at] == byte { return at }
            at -= 1
        }
        return nil
    }

    /// Whether `text` stands at `at`.
    @inline(__always)
    func has(_ text: StaticString, at: Int = 0) -> Bool {
        let length = text.utf8CodeUnitCount
        guard at >= 0, count - at >= length, let base = baseAddress else { return false }
        return logly_is_same(base + at, text.utf8Start, length) != 0
    }

    /// Moves `at` behind `text` where it stands there.
    @inline(__always)
    func skip(_ text: StaticString, at: inout Int) -> Bool {
        guard has(text, at: at) else { return false }
        at += text.utf8CodeUnitCount
        return true
    }

    func ends(with text: StaticString) -> Bool {
        has(text, at: count - text.utf8CodeUnitCount)
    }

    /// Where `text` first stands from `from`, or nil. Searches by its first byte.
    func find(_ text: StaticString, _ from: Int = 0) -> Int? {
        var at = from
        while let found = find(text.utf8Start[0], at) {
            if has(text, at: found) { return found }
            at = found + 1
        }
        return nil
    }

    /// Where `text` last stands, or nil.
    func findLast(_ text: StaticString) -> Int? {
        var at = count - text.utf8CodeUnitCount
        while at >= 0 {
            if has(text, at: at) { return at }
            at -= 1
        }
        return nil
    }

    func equals(_ other: Bytes) -> Bool {
        guard count == other.count else { return false }
        guard let base = baseAddress, let otherBase = other.baseAddress else { return true }
        return logly_is_same(base, otherBase, count) != 0
    }

    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && has(text) }

    /// Without spaces and tabs at both ends.
    var trimmed: Bytes {
        var (from, to) = (0, count)
        while from < to, self[from] == 0x20 || self[from] == 0x09 { from += 1 }
        while from < to, self[to - 1] == 0x20 || self[to - 1] == 0x09 { to -= 1 }
        return part(from, to)
    }

    var isBlank: Bool {
        for byte in self where byte != 0x20 && byte != 0x09 && byte != 0x0D && byte != 0x0A { return false }
        return true
    }

    /// Digits that JSON takes as a number and a reader keeps exactly: no leading zero, at most 15.
    @inline(__always)
    var isJSONInteger: Bool {
        guard 1...15 ~= count, self[0] != 0x30 || count == 1 else { return false }
        return isDigits
    }

    var isDigits: Bool { count > 0 && digits(from: 0) == count }

    /// Where the digits end that stand at `start`; `start` where there is none.
    @inline(__always)
    func digits(from start: Int) -> Int {
        guard start < count, let base = baseAddress else { return start }
        return start + logly_digits(base + start, count - start)
    }

    /// A number of digits alone; nil where there are other bytes or too many.
    var integer: Int? {
        guard 1...18 ~= count else { return nil }
        var value = 0
        for byte in self {
            let digit = byte &- 0x30
            if digit > 9 { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
