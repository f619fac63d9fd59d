import LoglyShared
import Testing

@testable import logly_parse

/// Years that a line doesn't tell, from when its file was last written.
@Suite struct YearTests {
    @Test(arguments: [
        // Last written at 2024-01-02 00:00 UTC: the file spans the new year.
        (1_704_153_600 as Int64, "Dec 31 23:59:59", 1_704_067_199 as Int64),
        (1_704_153_600, "Jan  1 00:00:01", 1_704_067_201),
        // A clock that runs ahead of the file's time by less than a day.
        (1_704_153_600, "Jan  2 12:00:00", 1_704_196_800),
        // 29 February: the last leap year.
        (1_704_153_600, "Feb 29 00:00:00", 1_582_934_400),
        // Times of the future and of archives that keep none change nothing.
        (4_000_000_000, "Nov 22 03:12:01", 1_795_317_121), (0, "Nov 22 03:12:01", 1_795_317_121),
    ])
    func comesFromTheFile(written: Int64, time: String, expected: Int64) {
        let now = Timestamp(wholeSeconds: 1_795_348_800)
        let settings = FormatSettings(zone: .utc, now: now).lastWritten(Timestamp(wholeSeconds: written))
        var clock = settings.clock
        var at = 0
        let found = Array(time.utf8).withUnsafeBufferPointer { clock.rfc3164($0, at: &at) }
        #expect(found == Timestamp(wholeSeconds: expected))
    }

    /// New Year and leap days as each zone has them.
    @Test(arguments: [
        // 2026-12-31 10:30 UTC: in Kiritimati it is half past midnight of 2027.
        ("Pacific/Kiritimati", 1_798_713_000 as Int64, "Jan  1 00:30:00", 1_798_713_000 as Int64),
        ("Pacific/Kiritimati", 1_798_713_000, "Dec 31 23:30:00", 1_798_709_400),
        ("America/New_York", 1_798_713_000, "Jan  1 00:30:00", 1_798_781_400),
        ("America/New_York", 1_798_713_000, "Jan  1 06:30:00", 1_767_267_000),
        // 2028-03-01 00:00 UTC and a day before 29 February 2028.
        ("UTC", 1_835_481_600, "Feb 29 23:59:59", 1_835_481_599),
        ("UTC", 1_835_308_800, "Feb 29 00:00:00", 1_835_395_200),
        ("UTC", 1_835_308_799, "Feb 29 00:00:00", 1_709_164_800),
        // Both switches of Berlin's clocks, without a year.
        ("Europe/Berlin", 1_795_348_800, "Oct 25 02:30:00", 1_792_888_200),
        ("Europe/Berlin", 1_795_348_800, "Mar 29 02:30:00", 1_774_747_800),
    ])
    func comesFromTheZone(name: String, now: Int64, time: String, expected: Int64) throws {
        let zone = try #require(Zone(named: name))
        var clock = LogClock(zone: zone, now: Timestamp(wholeSeconds: now))
        var at = 0
        let found = Array(time.utf8).withUnsafeBufferPointer { clock.rfc3164($0, at: &at) }
        #expect(found == Timestamp(wholeSeconds: expected))
    }

    /// A clock that jumps back is no new year.
    @Test func aClockThatJumpsBackIsKeptAsWritten() throws {
        let times = [
            "Nov 22 03:00:00", "Nov 22 02:00:00", "Nov 21 23:00:00", "Nov 22 03:00:01", "Jan  1 00:00:00",
            "Nov 20 00:00:00",
        ]
        let records = try Parsing(format: .syslog).records(times.map { "\($0) h a: x\n" }.joined())
        let found = records.compactMap { $0["timestamp"] as? Double }
        #expect(
            found == [
                1_795_316_400, 1_795_312_800, 1_795_302_000, 1_795_316_401, 1_767_225_600, 1_795_132_800,
            ])
    }
}
