/// A date and a time of day as a calendar and a clock show them, in no particular zone.
///
/// The calendar is the proleptic Gregorian one; a leap second (`:60`) is read as the second after `:59`,
/// as POSIX counts.
public struct CivilTime: Hashable, Sendable {
    /// 1 to 9999 where it came from text.
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int
    public var hour: Int
    public var minute: Int
    public var second: Int

    @inlinable
    public init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
    }

    /// The civil time `seconds` after 1970-01-01 00:00:00.
    public init(seconds: Int64) {
        let days = seconds >= 0 ? seconds / 86_400 : -((-seconds + 86_399) / 86_400)
        let rest = Int(seconds - days * 86_400)
        (year, month, day) = Self.date(ofDay: Int(days))
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Whether there is such a date and time: no 31 April, no 24:00; second 60 is a leap second.
    @inlinable public var isPossible: Bool {
        1...9999 ~= year && 1...12 ~= month && day >= 1 && day <= Self.daysInMonth(month, of: year)
            && 0...23 ~= hour && 0...59 ~= minute && 0...60 ~= second
    }

    /// Seconds from 1970-01-01 00:00:00 to this, as if each day had 86,400.
    @inlinable public var seconds: Int64 {
        Int64(Self.day(ofYear: year, month, day)) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    /// 0 for Sunday, as in the POSIX zone rules.
    public var weekday: Int {
        let day = (Self.day(ofYear: year, month, day) + 4) % 7
        return day < 0 ? day + 7 : day
    }

    /// 1 for 1 January.
    public var dayOfYear: Int { Self.day(ofYear: year, month, day) - Self.day(ofYear: year, 1, 1) + 1 }

    @inlinable
    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    @inlinable
    public static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 to a date, by counting years from March, so that the leap day is a year's last.
    @inlinable
    public static func day(ofYear year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The date `day` days after 1970-01-01.
    public static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let day = day + 719_468
        let era = (day >= 0 ? day : day - 146_096) / 146_097
        let dayOfEra = day - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1
        )
    }
}
