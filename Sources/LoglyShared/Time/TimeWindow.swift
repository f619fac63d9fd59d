/// The stretch of time that a question is about: `since` inclusive, `until` exclusive.
public struct TimeWindow: Equatable, Sendable {
    /// nil: from the first row that there is.
    public var since: Timestamp?
    /// nil: without an end.
    public var until: Timestamp?
    /// The moment of the question; it may lie after `until`.
    public var now: Timestamp

    public init(since: Timestamp?, until: Timestamp?, now: Timestamp) {
        (self.since, self.until, self.now) = (since, until, now)
    }

    /// The hours before `now`, a row of this very moment included.
    public init(hours: Double, before now: Timestamp) {
        self.init(
            since: now.moved(bySeconds: -hours * 3600),
            until: Timestamp(microseconds: now.microseconds + 1), now: now)
    }

    /// What the window is bound by for SQL: `timestamp >= lower AND timestamp < upper`.
    public var lowerSeconds: Double { since?.seconds ?? -Double.greatestFiniteMagnitude }
    public var upperSeconds: Double { until?.seconds ?? Double.greatestFiniteMagnitude }

    /// The last moment that the window can know of: its end, or now.
    public var end: Timestamp { min(until ?? now, now) }

    public func contains(_ time: Timestamp) -> Bool {
        (since.map { $0 <= time } ?? true) && (until.map { time < $0 } ?? true)
    }
}

extension Timestamp {
    /// A moment `seconds` later (earlier where negative), kept within `Timestamp.range`.
    public func moved(bySeconds seconds: Double) -> Timestamp {
        let target = self.seconds + seconds
        if target <= Self.range.lowerBound.seconds { return Self.range.lowerBound }
        if target >= Self.range.upperBound.seconds { return Self.range.upperBound }
        return advanced(bySeconds: seconds)
    }
}
