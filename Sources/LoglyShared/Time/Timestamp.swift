import Glibc

/// A moment, as microseconds since the Unix epoch: the wire's six decimals, exactly.
public struct Timestamp: Hashable, Comparable, Sendable {
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public init(wholeSeconds: Int64) { self.microseconds = wholeSeconds * 1_000_000 }

    public static let epoch = Timestamp(microseconds: 0)

    /// Rounds to the nearest microsecond. `seconds` must lie within `Timestamp.range`.
    public init(seconds: Double) { self.microseconds = Int64((seconds * 1_000_000).rounded()) }

    /// Seconds since the epoch; exact to the microsecond until the year 2242.
    public var seconds: Double { Double(microseconds) / 1_000_000 }

    /// The whole second that this moment lies in.
    public var wholeSeconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : -((-microseconds + 999_999) / 1_000_000)
    }

    /// What calendars can show: the years 1 to 9999.
    public static let range =
        Timestamp(wholeSeconds: -62_135_596_800)...Timestamp(wholeSeconds: 253_402_300_799)

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// A moment `seconds` later (earlier where negative).
    public func advanced(bySeconds seconds: Double) -> Timestamp {
        Timestamp(microseconds: microseconds + Int64((seconds * 1_000_000).rounded()))
    }
}

extension Timestamp {
    /// What the machine's clock says.
    public static var current: Timestamp { reading(CLOCK_REALTIME) }

    /// What the clock says from which the kernel takes the times of files; up to a tick behind `current`.
    ///
    /// A file that is written later has this time or a later one; by `current` it could have an earlier one
    /// (clock_getres(2), CLOCK_REALTIME_COARSE).
    public static var ofFiles: Timestamp { reading(CLOCK_REALTIME_COARSE) }

    private static func reading(_ clock: clockid_t) -> Timestamp {
        var time = timespec()
        clock_gettime(clock, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
