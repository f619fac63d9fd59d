import LoglyShared

/// The periods that a moment lies in, as far as they are counted.
struct Calendar {
    var days: CalendarDays
    var bounds = Bounds()

    /// From which second on periods are counted, for each length; earlier ones are left alone.
    struct Bounds {
        var hours = Int64.min
        var days = Int64.min
        /// The hours of addresses and sources, which are counted whether hours are or not.
        var activity = Int64.min

        subscript(length: Period.Length) -> Int64 { length == .hour ? hours : days }
    }

    /// - Parameter lengths: what is computed at all.
    init(days: CalendarDays, lengths: Set<Period.Length> = [.hour, .day]) {
        self.days = days
        if !lengths.contains(.hour) { bounds.hours = .max }
        if !lengths.contains(.day) { bounds.days = .max }
    }

    /// Leaves alone each period that begins before a moment.
    mutating func keepsBefore(_ second: Int64) {
        if second == .min { return }
        let hour = second.floor(to: 3600)
        bounds.activity = hour == second ? hour : hour + 3600
        bounds.hours = max(bounds.hours, bounds.activity)
        bounds.days = max(bounds.days, days.firstDay(from: second))
    }

    mutating func hour(of second: Int64) -> Int64? {
        let hour = second.floor(to: 3600)
        return hour >= bounds.hours ? hour : nil
    }

    mutating func day(of second: Int64) -> Int64? {
        // With days switched off nothing is looked up.
        if bounds.days == .max { return nil }
        let day = days.day(of: second)
        return day >= bounds.days ? day : nil
    }

    /// The hour of `ip_activity` and `source_activity`.
    func activityHour(of second: Int64) -> Int64? {
        let hour = second.floor(to: 3600)
        return hour >= bounds.activity ? hour : nil
    }

    /// The hour and the day of a moment, as rows of `host`.
    mutating func periods(of second: Int64, _ host: String) -> [Period] {
        var periods: [Period] = []
        if let hour = hour(of: second) { periods.append(Period(length: .hour, host: host, start: hour)) }
        if let day = day(of: second) { periods.append(Period(length: .day, host: host, start: day)) }
        return periods
    }
}
