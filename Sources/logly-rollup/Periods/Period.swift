import LoglyShared

/// An hour or a day of one host: a row of the aggregates.
struct Period: Hashable, Comparable {
    enum Length: String, Comparable {
        case hour
        case day

        /// The table that has a row for each.
        var table: String { self == .hour ? "hourly_aggregates" : "daily_aggregates" }

        static func < (left: Length, right: Length) -> Bool { left == .hour && right == .day }
    }

    var length: Length
    var host: String
    /// Seconds since the epoch.
    var start: Int64

    static func < (left: Period, right: Period) -> Bool {
        (left.length, left.start, left.host) < (right.length, right.start, right.host)
    }
}

/// The periods that a moment lies in.
struct Calendar {
    var days: CalendarDays
    /// Periods that begin earlier are left alone.
    var bounds = Bounds()

    /// From which second on rows are counted in, for each length: everything but in a rebuild, which leaves
    /// alone what can't be recomputed.
    struct Bounds {
        var hours = Int64.min
        var days = Int64.min
    }

    mutating func hour(of second: Int64) -> Int64? {
        let hour = second.floor(to: 3600)
        return hour >= bounds.hours ? hour : nil
    }

    mutating func day(of second: Int64) -> Int64? {
        let day = days.day(of: second)
        return day >= bounds.days ? day : nil
    }

    /// The hour and the day of a moment, as rows of `host`.
    mutating func periods(of second: Int64, _ host: String) -> [Period] {
        var periods: [Period] = []
        if let hour = hour(of: second) { periods.append(Period(length: .hour, host: host, start: hour)) }
        if let day = day(of: second) { periods.append(Period(length: .day, host: host, start: day)) }
        return periods
    }
}
