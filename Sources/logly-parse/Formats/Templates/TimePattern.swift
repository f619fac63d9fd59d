import LoglyShared

/// How a time is written, after strptime(3): `%d/%b/%Y:%H:%M:%S %z`.
///
/// A space stands for any number of them. Beside strptime's conversions there are `%f` (Python: a fraction's digits) and
/// `%L` (milliseconds). What the pattern leaves out is filled in by the clock: the zone, and the year.
struct TimePattern: Sendable {
    private enum Token: Equatable {
        case literal(UInt8)
        case space
        case year, shortYear, month, monthName, day, hour, hour12, minute, second, fraction, half
        case zone, zoneName, dayName, epoch
    }

    private var tokens: [Token] = []

    /// A second, or a date with a day and a month, is told.
    let isMoment: Bool

    /// - Throws: a conversion that is not known.
    init(_ pattern: String) throws(ParseError) {
        let bytes = Array(pattern.utf8)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == 0x20 || byte == 0x09 {
                if tokens.last != .space { tokens.append(.space) }
            } else if byte != UInt8(ascii: "%") {
                tokens.append(.literal(byte))
            } else {
                // `%-d` of GNU's, `%Ed` and `%Od` of POSIX' locales.
                while at < bytes.count, [0x2D, 0x5F, 0x45, 0x4F].contains(bytes[at]) { at += 1 }
                guard at < bytes.count, let meant = Self.tokens(of: bytes[at]) else {
                    throw .expected("a conversion of strptime(3) behind %", at: at)
                }
                tokens += meant
                at += 1
            }
        }
        isMoment =
            tokens.contains(.epoch)
            || (tokens.contains(.day) && (tokens.contains(.month) || tokens.contains(.monthName)))
    }

    private static func tokens(of conversion: UInt8) -> [Token]? {
        let colon = Token.literal(0x3A)
        let (dash, slash) = (Token.literal(0x2D), Token.literal(0x2F))
        switch conversion {
        case UInt8(ascii: "Y"): return [.year]
        case UInt8(ascii: "y"): return [.shortYear]
        case UInt8(ascii: "m"): return [.month]
        case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "h"): return [.monthName]
        case UInt8(ascii: "d"), UInt8(ascii: "e"): return [.day]
        case UInt8(ascii: "H"), UInt8(ascii: "k"): return [.hour]
        case UInt8(ascii: "I"), UInt8(ascii: "l"): return [.hour12]
        case UInt8(ascii: "M"): return [.minute]
        case UInt8(ascii: "S"): return [.second]
        case UInt8(ascii: "f"), UInt8(ascii: "L"), UInt8(ascii: "N"): return [.fraction]
        case UInt8(ascii: "p"), UInt8(ascii: "P"): return [.half]
        case UInt8(ascii: "z"): return [.zone]
        case UInt8(ascii: "Z"): return [.zoneName]
        case UInt8(ascii: "a"), UInt8(ascii: "A"): return [.dayName]
        case UInt8(ascii: "s"): return [.epoch]
        case UInt8(ascii: "T"): return [.hour, colon, .minute, colon, .second]
        case UInt8(ascii: "R"): return [.hour, colon, .minute]
        case UInt8(ascii: "F"): return [.year, dash, .month, dash, .day]
        case UInt8(ascii: "D"): return [.month, slash, .day, slash, .shortYear]
        case UInt8(ascii: "n"), UInt8(ascii: "t"): return [.space]
        case UInt8(ascii: "%"): return [.literal(conversion)]
        default: return nil
        }
    }

    /// Reads a time at `at` and moves behind it; nil, with `at` where it was, where there is none or none that is
    /// possible.
    func read(_ text: Bytes, at: inout Int, clock: LogClock) -> Timestamp? {
        var told = Told()
        var next = at
        for token in tokens where !read(token, text, &next, &told, clock) { return nil }
        guard let time = told.timestamp(clock) else { return nil }
        at = next
        return time
    }

    /// The parts of a time that have been read.
    private struct Told {
        var civil = CivilTime(year: 2000, month: 1, day: 1, hour: 0, minute: 0, second: 0)
        var hasYear = false
        var isAfternoon: Bool?
        var micros: Int64 = 0
        var offset: Int?
        var epoch: Int64?

        func timestamp(_ clock: LogClock) -> Timestamp? {
            if let epoch { return Timestamp(microseconds: epoch * 1_000_000 + micros) }
            var civil = civil
            if let isAfternoon { civil.hour = civil.hour % 12 + (isAfternoon ? 12 : 0) }
            let isLeapSecond = civil.second == 60
            if isLeapSecond { civil.second = 59 }
            let seconds: Int64
            if !hasYear {
                guard let found = clock.second(ofYearless: civil) else { return nil }
                seconds = found
            } else {
                guard civil.isPossible else { return nil }
                seconds = offset.map { civil.seconds - Int64($0) } ?? clock.zone.second(of: civil)
            }
            return Timestamp(microseconds: (seconds + (isLeapSecond ? 1 : 0)) * 1_000_000 + micros)
        }
    }

    private func read(
        _ token: Token, _ text: Bytes, _ at: inout Int, _ told: inout Told, _ clock: LogClock
    ) -> Bool {
        func number(_ digits: ClosedRange<Int>) -> Int? {
            // Some pad with a space.
            if digits.upperBound == 2, text[safe: at] == 0x20 { at += 1 }
            let start = at
            while at < text.count, at - start < digits.upperBound, text[at] &- 0x30 < 10 { at += 1 }
            return digits ~= at - start ? text.part(start, at).integer : nil
        }
        func letters() -> Bytes {
            let start = at
            while at < text.count, (text[at] | 0x20) &- 0x61 < 26 { at += 1 }
            return text.part(start, at)
        }
        func take(_ value: Int?, _ field: WritableKeyPath<CivilTime, Int>) -> Bool {
            guard let value else { return false }
            told.civil[keyPath: field] = value
            return true
        }
        switch token {
        case .literal(let byte):
            guard text[safe: at] == byte else { return false }
            at += 1
            return true
        case .space:
            while text[safe: at] == 0x20 || text[safe: at] == 0x09 { at += 1 }
            return true
        case .year:
            told.hasYear = true
            return take(number(4...4), \.year)
        case .shortYear:
            told.hasYear = true
            // POSIX: 69 to 99 are of the last century.
            return take(number(2...2).map { $0 < 69 ? 2000 + $0 : 1900 + $0 }, \.year)
        case .month: return take(number(1...2), \.month)
        case .monthName:
            let name = letters()
            return name.count >= 3 && take(LogClock.month(named: name.part(0, 3)), \.month)
        case .day: return take(number(1...2), \.day)
        case .hour, .hour12:
            guard let hour = number(1...2), hour < (token == .hour ? 24 : 13) else { return false }
            return take(hour, \.hour)
        case .minute: return take(number(2...2), \.minute)
        case .second:
            guard let second = number(2...2), second <= 60 else { return false }
            return take(second, \.second)
        case .fraction:
            let start = at
            var unit: Int64 = 100_000
            while at < text.count, text[at] &- 0x30 < 10 {
                told.micros += Int64(text[at] &- 0x30) * unit
                unit /= 10
                at += 1
            }
            return at > start
        case .half:
            let word = letters()
            guard word.equalsIgnoringCase("am") || word.equalsIgnoringCase("pm") else { return false }
            told.isAfternoon = word[0] | 0x20 == UInt8(ascii: "p")
            return true
        case .zone:
            if text[safe: at] == UInt8(ascii: "Z") {
                at += 1
                told.offset = 0
                return true
            }
            told.offset = LogClock.offset(text, at: &at)
            return told.offset != nil
        case .zoneName:
            let name = letters()
            guard name.count >= 1 else { return false }
            told.offset = clock.offset(ofAbbreviation: name)
            return true
        case .dayName: return letters().count >= 3
        case .epoch:
            guard let seconds = number(1...12) else { return false }
            told.epoch = Int64(seconds)
            return true
        }
    }
}
