import Glibc

/// The values of JSON numbers, of which the grammar has already been checked.
public enum JSONNumber {
    /// The number as a `Double`, correctly rounded.
    public static func double(_ digits: UnsafeBufferPointer<UInt8>) -> Double {
        if let exact = integer(digits), exact.magnitude < 1 << 53 { return Double(exact) }
        // strtod needs a terminator; the locale is never set, so the point is a point.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: digits.count + 1) { text in
            for (at, byte) in digits.enumerated() { text[at] = CChar(bitPattern: byte) }
            text[digits.count] = 0
            return strtod(text.baseAddress!, nil)
        }
    }

    /// The number if it is written as an integer and fits.
    public static func integer(_ digits: UnsafeBufferPointer<UInt8>) -> Int64? {
        var value: Int64 = 0
        let negative = digits.first == UInt8(ascii: "-")
        for byte in digits.dropFirst(negative ? 1 : 0) {
            guard byte &- UInt8(ascii: "0") < 10 else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow2) = scaled.subtractingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            if overflow || overflow2 { return nil }
            value = next
        }
        // Gathered below zero, where there is room for Int64.min too.
        if negative { return value }
        return value == .min ? nil : -value
    }

    /// The number as a time; nil outside the years 1 to 9999. Decimals beyond the sixth are rounded.
    public static func timestamp(_ digits: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        if let time = plainTimestamp(digits) { return time }
        let seconds = double(digits)
        guard seconds >= Timestamp.range.lowerBound.seconds, seconds <= Timestamp.range.upperBound.seconds
        else { return nil }
        return Timestamp(seconds: seconds)
    }

    /// The common shape, without a rounding: up to ten digits, then up to six decimals.
    @inline(__always)
    private static func plainTimestamp(_ digits: UnsafeBufferPointer<UInt8>) -> Timestamp? {
        var whole: Int64 = 0
        var at = 0
        while at < digits.count, digits[at] &- UInt8(ascii: "0") < 10, at < 11 {
            whole = whole * 10 + Int64(digits[at] - UInt8(ascii: "0"))
            at += 1
        }
        guard at > 0, at <= 10 else { return nil }
        var micros: Int64 = 0
        if at < digits.count {
            guard digits[at] == UInt8(ascii: "."), digits.count - at <= 7 else { return nil }
            var unit: Int64 = 100_000
            at += 1
            while at < digits.count {
                guard digits[at] &- UInt8(ascii: "0") < 10 else { return nil }
                micros += Int64(digits[at] - UInt8(ascii: "0")) * unit
                unit /= 10
                at += 1
            }
        }
        return Timestamp(microseconds: whole * 1_000_000 + micros)
    }
}
