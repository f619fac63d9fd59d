import LoglyShared
import Testing

@Suite struct LogClockTests {
    private func read(
        _ text: String, _ form: (inout LogClock, UnsafeBufferPointer<UInt8>, inout Int) -> Timestamp?
    ) -> Double? {
        var clock = LogClock(zone: .utc, now: Timestamp(wholeSeconds: 1_795_348_800))
        var text = text
        return text.withUTF8 { bytes in
            var at = 0
            return form(&clock, bytes, &at)?.seconds
        }
    }

    @Test(arguments: [
        ("2026-11-22T03:12:01Z", 1_795_317_121), ("2026-11-22 03:12:01,123", 1_795_317_121.123),
        ("2026/11/22 03:12:01", 1_795_317_121), ("2026-11-22T03:12:01.123456789+01:00", 1_795_313_521.123456),
        ("2026-11-22 03:12:01 +0100", 1_795_313_521), ("2026-11-22T03:12:01-0330", 1_795_329_721),
        ("1969-12-31T23:59:59Z", -1), ("2026-11-22t03:12:01z", 1_795_317_121),
        ("2026-11-22T03:12:01.5-00:00", 1_795_317_121.5), ("2026-11-22T03:12:01+14:00", 1_795_266_721),
        ("2026-11-22T03:12:01-12", 1_795_360_321),
        ("2026-11-22T03:12:01.12345678901234567890123Z", 1_795_317_121.123456),
        ("2016-12-31T23:59:60Z", 1_483_228_800),
    ])
    func readsISO(text: String, expected: Double) {
        #expect(read(text) { $0.iso($1, at: &$2) } == expected)
    }

    @Test(arguments: [
        "2026-02-29T00:00:00Z", "2026-11-31 00:00:00", "2026-13-01 00:00:00", "2026-11-22 24:00:00",
        "2026-11-22 23:60:00",
        "2026-11-22 23:59:61", "2026-11-22", "0000-01-01 00:00:00", "2026-11/22 00:00:00",
        "20x6-11-22 00:00:00",
        "2026-11-22 0a:00:00", "2026-11-22 00:0:000", "2026-11-22T00:00:00+24:00",
        "2026-11-22T00:00:00-99:00",
    ])
    func refusesISO(text: String) { #expect(read(text) { $0.iso($1, at: &$2) } == nil) }

    @Test(
        arguments: [
            ("22/Nov/2026:03:12:01 +0000", 1_795_317_121.0), ("22/Nov/2026:03:12:01 -0500", 1_795_335_121),
            ("31/Nov/2026:03:12:01 +0000", nil), ("22/Nox/2026:03:12:01 +0000", nil),
            ("22/Nov/2026:03:12:01 0000", nil),
        ] as [(String, Double?)])
    func readsCommonLog(text: String, expected: Double?) {
        #expect(read(text) { $0.commonLog($1, at: &$2) } == expected)
    }

    @Test(
        arguments: [
            ("Nov 22 03:12:01", 1_795_317_121.0), ("Nov  2 03:12:01", 1_793_589_121),
            ("Nov 2 03:12:01", 1_793_589_121),
            ("Nov 02 03:12:01", 1_793_589_121), ("Nov 22 03:12:01.25", 1_795_317_121.25),
            ("Nov 22 03:12:01,123456789", 1_795_317_121.123456), ("Nov 22 03:12:60", 1_795_317_180),
            ("Nov 22 2025 03:12:01", 1_763_781_121), ("Nov  2 1999 03:12:01.5", 941_512_321.5),
            ("Feb 29 2025 03:12:01", nil), ("Nov 22 20x5 03:12:01", nil),
            ("Nov 31 03:12:01", nil), ("nov 22 03:12:01", nil), ("Nov 22 25:12:01", nil),
        ] as [(String, Double?)])
    func readsRFC3164(text: String, expected: Double?) {
        #expect(read(text) { $0.rfc3164($1, at: &$2) } == expected)
    }

    /// What the clock remembers never changes what it reads: both switches of the year, minute by minute.
    @Test(arguments: ["Europe/Berlin", "Australia/Lord_Howe", "America/New_York"])
    func remembersOnlyWhatHolds(name: String) throws {
        let zone = try #require(Zone(named: name))
        let now = Timestamp(wholeSeconds: 1_795_348_800)
        var kept = LogClock(zone: zone, now: now)
        for start in [1_774_656_000, 1_775_260_800, 1_792_800_000, 1_793_404_800, 1_790_985_600] as [Int64] {
            for minute in 0..<2880 as Range<Int64> {
                let civil = CivilTime(seconds: start + minute * 60)
                func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
                var text =
                    "2026-\(two(civil.month))-\(two(civil.day)) \(two(civil.hour)):\(two(civil.minute)):00"
                let found = text.withUTF8 { bytes in
                    var at = 0
                    return kept.iso(bytes, at: &at)
                }
                #expect(found?.wholeSeconds == zone.second(of: civil))
            }
        }
    }

    @Test(
        arguments: [
            ("now", 1_795_348_800.0), ("-2h", 1_795_341_600), ("-1.5d", 1_795_219_200),
            ("-30m", 1_795_347_000),
            ("today", 1_795_305_600), ("yesterday", 1_795_219_200), ("2026-11-22", 1_795_305_600),
            ("2026-11-22 03:12", 1_795_317_120), ("1795317121.5", 1_795_317_121.5),
            ("2026-11-22T03:12:01+01:00", 1_795_313_521), ("2026-11-22t03:12:01z", 1_795_317_121),
            ("0", 0), ("-5", -5), ("tomorrow", nil), ("2026-02-30", nil), ("-2x", nil), ("1e5", nil),
            ("nan", nil), ("", nil),
            ("2026/11/22", nil), ("2026-11-22x", nil),
        ] as [(String, Double?)])
    func readsTimeExpressions(text: String, expected: Double?) {
        let expression = TimeExpression(now: Timestamp(wholeSeconds: 1_795_348_800), zone: .utc)
        #expect(expression.timestamp(text)?.seconds == expected)
    }

    @Test(arguments: [
        ("%Y-%m-%d %H:%M:%S", "2026-11-22 04:12:01"), ("%d/%b/%Y:%T %z", "22/Nov/2026:04:12:01 +0100"),
        ("%a %e %B %y %I %p %j %f %s %% %Q", "Sun 22 November 26 04 AM 326 500000 1795317121 % %Q"),
        ("%FT%T%:z %Z", "2026-11-22T04:12:01+01:00 CET"),
    ])
    func writesTimes(format: String, expected: String) throws {
        let berlin = try #require(Zone(named: "Europe/Berlin"))
        let time = Timestamp(microseconds: 1_795_317_121_500_000)
        #expect(TimeFormat(format, zone: berlin).string(time) == expected)
    }
}
