import LoglyShared

/// Where days begin in a time zone: a day has 23, 24 or 25 hours, or whatever its clocks make of it.
///
/// Remembers the day that was asked for last, since rows come in the order of time for the most part.
struct CalendarDays {
    private let zone: Zone
    private var start: Int64 = 0
    private var end: Int64 = 0

    init(zone: Zone = .utc) { self.zone = zone }

    /// The beginning of the day in which a second lies.
    mutating func day(of second: Int64) -> Int64 {
        if second < start || second >= end {
            let local = second + Int64(zone.offset(atSecond: second))
            let midnight = local.floor(to: 86_400)
            // A midnight that the clocks skip is the moment at which they were changed.
            start = midnight - Int64(zone.offset(atLocal: midnight))
            end = midnight + 86_400 - Int64(zone.offset(atLocal: midnight + 86_400))
        }
        return start
    }

    /// The first beginning of a day at or after a second.
    mutating func firstDay(from second: Int64) -> Int64 {
        let day = day(of: second)
        return day == second ? day : end
    }
}

extension Int64 {
    /// The largest multiple of `unit` that is not above this.
    func floor(to unit: Int64) -> Int64 {
        let rest = self % unit
        return self - (rest < 0 ? rest + unit : rest)
    }

    /// The sum, or the largest (smallest) number where it is beyond.
    func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
