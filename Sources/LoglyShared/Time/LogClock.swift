/// Reads the times that logs write, and fills in what they leave out: the zone and the year.
///
/// It keeps the last hour it has seen, so that the next line of the same hour costs a comparison and four
/// digits. Impossible dates (31 April, 25:00) are refused, never normalised.
public struct LogClock: Sendable {
    /// Whose clocks the log shows where a line doesn't say.
    public let zone: Zone
    /// From here years are counted back.
    public let now: Timestamp

    /// The bytes that name an hour, with a tag for the form they are written in.
    struct HourKey: Equatable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var zone: UInt64 = 0
    }
    var key = HourKey()
    /// Seconds since the epoch of minute 0 of the hour of `key`.
    var hourStart: Int64 = 0

    public init(zone: Zone, now: Timestamp) {
        (self.zone, self.now) = (zone, now)
    }

    /// Seconds since the epoch of a civil time whose year is not told: the latest year that puts it no more
    /// than a day ahead of now; for 29 February the last leap year. nil where there is no such date.
    public func second(ofYearless time: CivilTime) -> Int64? {
        var time = time
        let latest = now.wholeSeconds + 86_400
        // Eight years without a leap year lie around 1900 and 2100.
        let newest = CivilTime(seconds: latest + Int64(zone.offset(atSecond: latest))).year
        for year in stride(from: newest, through: newest - 8, by: -1) {
            time.year = year
            guard time.isPossible else { continue }
            let second = zone.second(of: time)
            if second <= latest { return second }
        }
        return nil
    }

    /// Where an offset is told by name: UTC, GMT and the zone's own. nil for those of other zones.
    public func offset(ofAbbreviation name: UnsafeBufferPointer<UInt8>) -> Int? {
        zone.offset(ofAbbreviation: String(decoding: name, as: UTF8.self))
    }

    /// The minute and second after an hour of the cache, or nil where the digits are none.
    @inline(__always)
    func time(minutesAndSeconds word: UInt64, fraction: Int64 = 0) -> Timestamp? {
        guard let past = Self.secondsPastHour(word) else { return nil }
        return Timestamp(microseconds: (hourStart + past) * 1_000_000 + fraction)
    }

    /// Reads `:mm:ss` in the low six bytes.
    @inline(__always)
    static func secondsPastHour(_ word: UInt64) -> Int64? {
        // Each byte minus its '0' or ':'; what is then above 9 (above 0 for the colons) is none.
        let digits = (word & 0xFFFF_FFFF_FFFF) &- 0x3030_3A30_303A
        let isDigits = (digits | (digits &+ 0x7676_7F76_767F)) & 0x8080_8080_8080 == 0
        let minute = (digits >> 8 & 0xFF) * 10 + (digits >> 16 & 0xFF)
        let second = (digits >> 32 & 0xFF) * 10 + (digits >> 40 & 0xFF)
        guard isDigits, minute <= 59, second <= 60 else { return nil }
        return Int64(minute * 60 + second)
    }

    /// A date, an hour, and what has passed of it; a leap second is the first of the next minute.
    static func civilTime(year: Int, month: Int, day: Int, hour: Int, past: Int64) -> CivilTime {
        let minute = min(59, Int(past) / 60)
        return CivilTime(
            year: year, month: month, day: day, hour: hour, minute: minute, second: Int(past) - minute * 60)
    }

    /// Remembers the hour of `time` under `key`, unless the clocks were changed within it.
    mutating func remember(_ key: HourKey, hourOf time: CivilTime, resolve: (CivilTime) -> Int64?) {
        var first = time
        var last = time
        (first.minute, first.second) = (0, 0)
        (last.minute, last.second) = (59, 59)
        guard let start = resolve(first), let end = resolve(last), end - start == 3599 else { return }
        self.key = key
        hourStart = start
    }
}
