/// The forms in which logs write a time. Each takes one at `at`, moves behind it, and returns nil, with `at` where it
/// was, where there is none or none that is possible.
extension LogClock {
    /// `Nov 22 03:12:01` of RFC 3164 and syslogd: local, without a year; the day padded with a space or a 0.
    ///
    /// A fraction may follow (`.123456`), and a year stand before the hour, as some devices write it.
    public mutating func rfc3164(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) -> Timestamp? {
        if line.count - at >= 14, line[at + 3] == 0x20, line[at + 4] &- 0x30 < 10, line[at + 5] == 0x20 {
            return unpadded(line, at: &at)
        }
        guard line.count - at >= 15 else { return nil }
        let start = at
        let key = HourKey(first: line.word(start), second: UInt64(line[start + 8]), zone: 1)
        if key == self.key, let time = time(minutesAndSeconds: line.word(start + 7) >> 16) {
            at += 15
            return withFraction(time, line, at: &at)
        }
        guard let month = Self.month(line, start), line[start + 3] == 0x20, line[start + 6] == 0x20,
            let day = line.paddedNumber(start + 4)
        else { return nil }
        if line[start + 11] == 0x20 { return withYear(line, month: month, day: day, at: &at) }
        guard let hour = line.twoDigits(start + 7),
            let past = Self.secondsPastHour(line.word(start + 7) >> 16)
        else { return nil }
        let time = Self.civilTime(year: 2000, month: month, day: day, hour: hour, past: past)
        guard let second = second(ofYearless: time) else { return nil }
        let clock = self
        remember(key, hourOf: time) { clock.second(ofYearless: $0) }
        at += 15
        return withFraction(Timestamp(wholeSeconds: second), line, at: &at)
    }

    @inline(__always)
    private func withFraction(
        _ time: Timestamp, _ line: UnsafeBufferPointer<UInt8>, at: inout Int
    ) -> Timestamp {
        guard at < line.count, line[at] == 0x2E || line[at] == 0x2C else { return time }
        return Timestamp(microseconds: time.wholeSeconds * 1_000_000 + Self.fraction(line, at: &at))
    }

    /// `Nov 22 2026 03:12:01`: the rest of it.
    private func withYear(
        _ line: UnsafeBufferPointer<UInt8>, month: Int, day: Int, at: inout Int
    ) -> Timestamp? {
        guard line.count - at >= 20, let year = line.fourDigits(at + 7), let hour = line.twoDigits(at + 12),
            let past = Self.secondsPastHour(line.word(at + 12) >> 16)
        else { return nil }
        let time = Self.civilTime(year: year, month: month, day: day, hour: hour, past: past)
        guard time.isPossible else { return nil }
        at += 20
        return withFraction(Timestamp(wholeSeconds: zone.second(of: time)), line, at: &at)
    }

    /// `Nov 2 03:12:01`, as some devices write it.
    private mutating func unpadded(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) -> Timestamp? {
        var padded: (UInt64, UInt64) = (0, 0)
        return withUnsafeMutableBytes(of: &padded) { bytes in
            for offset in 0..<4 { bytes[offset] = line[at + offset] }
            bytes[4] = 0x20
            for offset in 4..<14 { bytes[offset + 1] = line[at + offset] }
            var end = 0
            guard let time = rfc3164(UnsafeBufferPointer(bytes.bindMemory(to: UInt8.self)), at: &end) else {
                return nil
            }
            at += 14
            return withFraction(time, line, at: &at)
        }
    }

    /// `22/Nov/2026:03:12:01 +0100` of the Common Log Format.
    public mutating func commonLog(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) -> Timestamp? {
        guard line.count - at >= 26 else { return nil }
        let start = at
        let key = HourKey(
            first: line.word(start), second: line.word(start + 6), zone: line.word(start + 18) >> 16 | 2 << 56
        )
        if key == self.key, let time = time(minutesAndSeconds: line.word(start + 12) >> 16) {
            at += 26
            return time
        }
        guard let day = line.twoDigits(start), line[start + 2] == 0x2F,
            let month = Self.month(line, start + 3),
            line[start + 6] == 0x2F, let year = line.fourDigits(start + 7), line[start + 11] == 0x3A,
            let hour = line.twoDigits(start + 12),
            let past = Self.secondsPastHour(line.word(start + 12) >> 16),
            line[start + 20] == 0x20
        else { return nil }
        let time = Self.civilTime(year: year, month: month, day: day, hour: hour, past: past)
        var end = start + 21
        guard time.isPossible, let offset = Self.numericOffset(line, at: &end), end == start + 26 else {
            return nil
        }
        remember(key, hourOf: time) { $0.seconds - Int64(offset) }
        at = end
        return Timestamp(wholeSeconds: time.seconds - Int64(offset))
    }

    /// `2026-11-22T03:12:01.123456+01:00` of RFC 3339 and all that look like it.
    ///
    /// `T` may be small or a space, `-` in the date a `/`; a fraction of any length after `.` or `,`, of which six digits
    /// count; `Z`, `+01:00`, `+0100`, `+01` (also after a space), or no offset: then it is local.
    public mutating func iso(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) -> Timestamp? {
        guard line.count - at >= 19 else { return nil }
        let start = at
        var end = start + 19
        let fraction = Self.fraction(line, at: &end)
        var zoneEnd = end
        let offset = Self.isoOffset(line, at: &zoneEnd)
        // An offset that is none: `+24:00`.
        if offset == nil, end + 1 < line.count, line[end] == 0x2B || line[end] == 0x2D,
            line[end + 1] &- 0x30 < 10
        {
            return nil
        }
        let key = HourKey(
            first: line.word(start), second: line.word(start + 5),
            zone: 3 << 56 | UInt64(bitPattern: Int64(offset ?? 0x7F_FFFF)) & 0xFFFF_FFFF)
        if key == self.key,
            let time = time(minutesAndSeconds: line.word(start + 11) >> 16, fraction: fraction)
        {
            at = zoneEnd
            return time
        }
        let separator = line[start + 4]
        guard let year = line.fourDigits(start), separator == 0x2D || separator == 0x2F,
            let month = line.twoDigits(start + 5), line[start + 7] == separator,
            let day = line.twoDigits(start + 8), line[start + 10] | 0x20 == 0x74 || line[start + 10] == 0x20,
            let hour = line.twoDigits(start + 11),
            let past = Self.secondsPastHour(line.word(start + 11) >> 16)
        else { return nil }
        let time = Self.civilTime(year: year, month: month, day: day, hour: hour, past: past)
        guard time.isPossible else { return nil }
        let zone = zone
        let resolve = { (time: CivilTime) -> Int64 in
            if let offset { return time.seconds - Int64(offset) }
            return zone.second(of: time)
        }
        remember(key, hourOf: time) { resolve($0) }
        at = zoneEnd
        return Timestamp(microseconds: resolve(time) * 1_000_000 + fraction)
    }

    /// `Jan` to `Dec` as 1 to 12.
    public static func month(named name: UnsafeBufferPointer<UInt8>) -> Int? {
        name.count == 3 ? month(name, 0) : nil
    }

    static func month(_ line: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int? {
        switch UInt32(line[at]) << 16 | UInt32(line[at + 1]) << 8 | UInt32(line[at + 2]) {
        case 0x4A_616E: 1
        case 0x46_6562: 2
        case 0x4D_6172: 3
        case 0x41_7072: 4
        case 0x4D_6179: 5
        case 0x4A_756E: 6
        case 0x4A_756C: 7
        case 0x41_7567: 8
        case 0x53_6570: 9
        case 0x4F_6374: 10
        case 0x4E_6F76: 11
        case 0x44_6563: 12
        default: nil
        }
    }

    /// Microseconds of `.123` or `,123456789`; 0, with `at` where it was, where there is no fraction.
    public static func fraction(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) -> Int64 {
        guard at + 1 < line.count, line[at] == 0x2E || line[at] == 0x2C, line[at + 1] &- 0x30 < 10 else {
            return 0
        }
        at += 1
        var value: Int64 = 0
        var unit: Int64 = 100_000
        while at < line.count, line[at] &- 0x30 < 10 {
            value += Int64(line[at] &- 0x30) * unit
            unit /= 10
            at += 1
        }
        return value
    }

    /// The offset after an ISO time, in seconds: `Z`, `+01:00`, `+0100`, `+01`; nil where there is none.
    private static func isoOffset(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) -> Int? {
        guard at < line.count else { return nil }
        switch line[at] {
        case 0x5A, 0x7A:
            at += 1
            return 0
        case 0x2B, 0x2D:
            return numericOffset(line, at: &at)
        case 0x20:
            guard at + 5 < line.count, line[at + 1] == 0x2B || line[at + 1] == 0x2D else { return nil }
            var end = at + 1
            guard let offset = numericOffset(line, at: &end), end == at + 6 else { return nil }
            at = end
            return offset
        default:
            return nil
        }
    }

    /// An offset alone, in seconds: `+0100`, `+01:00` or `+01`; nil where there is none.
    public static func offset(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) -> Int? {
        numericOffset(line, at: &at)
    }

    /// `+0100`, `+01:00` or `+01`.
    static func numericOffset(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) -> Int? {
        guard at + 3 <= line.count, line[at] == 0x2B || line[at] == 0x2D, let hours = line.twoDigits(at + 1),
            hours <= 23
        else { return nil }
        let sign = line[at] == 0x2B ? 1 : -1
        var end = at + 3
        var minutes = 0
        let digits = end < line.count && line[end] == 0x3A ? end + 1 : end
        if digits + 2 <= line.count, let told = line.twoDigits(digits), told <= 59 {
            minutes = told
            end = digits + 2
        }
        at = end
        return sign * (hours * 3600 + minutes * 60)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Eight bytes from `at`, the first one lowest.
    @inline(__always)
    func word(_ at: Int) -> UInt64 {
        precondition(at >= 0 && at + 8 <= count)
        return UInt64(
            littleEndian: UnsafeRawPointer(baseAddress!).loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }

    func twoDigits(_ at: Int) -> Int? {
        let (tens, units) = (self[at] &- 0x30, self[at + 1] &- 0x30)
        return tens < 10 && units < 10 ? Int(tens) * 10 + Int(units) : nil
    }

    func fourDigits(_ at: Int) -> Int? {
        guard let high = twoDigits(at), let low = twoDigits(at + 2) else { return nil }
        return high * 100 + low
    }

    /// Two digits of which the first may be a space.
    func paddedNumber(_ at: Int) -> Int? {
        guard self[at] == 0x20 else { return twoDigits(at) }
        let units = self[at + 1] &- 0x30
        return units < 10 ? Int(units) : nil
    }
}
