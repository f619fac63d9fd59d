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
