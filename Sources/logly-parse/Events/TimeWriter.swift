import LoglyShared

/// Writes the times of records, of which most lie in the same hundred seconds as the one before.
struct TimeWriter: ~Copyable {
    /// Hundreds of seconds since the epoch, and their digits.
    private var hundreds: Int64 = -1
    private var digits = OutputBuffer()

    /// Seconds since the epoch with as many decimals as they need, at most 6.
    @inline(__always)
    mutating func write(_ time: Timestamp, to pen: inout Pen) {
        let (hundreds, rest) = time.microseconds.quotientAndRemainder(dividingBy: 100_000_000)
        if hundreds != self.hundreds { remember(hundreds) }
        // No hundred: before the epoch, or hardly after it.
        if self.hundreds <= 0 { return writeAll(time, to: &pen) }
        pen.put(digits.bytes)
        let (second, fraction) = UInt32(truncatingIfNeeded: rest).quotientAndRemainder(dividingBy: 1_000_000)
        pen.put(pair: second)
        if fraction > 0 { pen.put(fraction: fraction) }
    }

    private mutating func remember(_ hundreds: Int64) {
        self.hundreds = hundreds
        digits.removeAll()
        digits.append(hundreds)
    }

    private func writeAll(_ time: Timestamp, to pen: inout Pen) {
        var all = OutputBuffer()
        all.append(time)
        pen.put(all.bytes)
    }
}

extension Pen {
    /// Two digits of a number below 100.
    @inline(__always)
    fileprivate mutating func put(pair: UInt32) {
        let tens = pair / 10
        put(UInt8(truncatingIfNeeded: 0x30 + tens))
        put(UInt8(truncatingIfNeeded: 0x30 + pair - tens * 10))
    }

    /// A point and the decimals of microseconds, without zeros at the end.
    fileprivate mutating func put(fraction: UInt32) {
        put(UInt8(ascii: "."))
        put(pair: fraction / 10_000)
        put(pair: fraction / 100 % 100)
        put(pair: fraction % 100)
        while at[-1] == UInt8(ascii: "0") { removeLast() }
    }
}
