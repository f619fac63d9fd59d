import LoglyShared
import Testing

@Suite struct ZoneTests {
    static func utc(_ text: String) -> Int64? {
        TimeExpression(now: .epoch, zone: .utc).timestamp(text)?.wholeSeconds
    }

    static func local(_ text: String) -> CivilTime {
        CivilTime(seconds: utc(text) ?? 0)
    }

    @Test(arguments: [
        // The clocks go forward at 02:00: what is skipped is read with the offset before.
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59"),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:30"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        // They go back at 03:00: what is told twice is the first.
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("Europe/Berlin", "2026-10-25 02:59", "2026-10-25 00:59"),
        ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
        ("America/New_York", "2026-03-08 03:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
        ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00"),
        // Half an hour of summer time.
        ("Australia/Lord_Howe", "2026-07-01 12:00", "2026-07-01 01:30"),
        ("Australia/Lord_Howe", "2026-12-01 12:00", "2026-12-01 01:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
        ("Australia/Lord_Howe", "2026-04-05 02:00", "2026-04-04 15:30"),
        ("Asia/Kolkata", "2026-11-22 05:30", "2026-11-22 00:00"),
        // Beyond the table, by the rule at the file's end.
        ("Europe/Berlin", "2300-07-01 12:00", "2300-07-01 10:00"),
        ("Europe/Berlin", "2300-01-01 12:00", "2300-01-01 11:00"),
        // Long before summer time.
        ("Europe/Berlin", "1900-07-01 12:00", "1900-07-01 11:00"),
        // South of the equator, and a summer time of two hours.
        ("Australia/Sydney", "2026-10-04 02:30", "2026-10-03 16:30"),
        ("Australia/Sydney", "2026-04-05 02:30", "2026-04-04 15:30"),
        ("Antarctica/Troll", "2026-03-29 01:30", "2026-03-29 01:30"),
        ("Antarctica/Troll", "2026-10-25 01:30", "2026-10-24 23:30"),
        // Dublin calls its summer the standard time, Morocco's Ramadan goes back.
        ("Europe/Dublin", "2026-03-29 01:30", "2026-03-29 01:30"),
        ("Europe/Dublin", "2026-10-25 01:30", "2026-10-25 00:30"),
        ("Africa/Casablanca", "2026-07-01 12:00", "2026-07-01 11:00"),
        // Rules at hours below 0 and beyond 24.
        ("America/Nuuk", "2050-07-01 12:00", "2050-07-01 13:00"),
        ("Asia/Gaza", "2099-01-15 12:00", "2099-01-15 10:00"),
        ("America/Santiago", "2050-01-15 12:00", "2050-01-15 15:00"),
        // Without summer time an offset changed for good; Samoa had no 30 December 2011.
        ("Europe/Istanbul", "2016-12-01 12:00", "2016-12-01 09:00"),
        ("Pacific/Apia", "2011-12-29 12:00", "2011-12-29 22:00"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00"),
        ("Pacific/Apia", "2011-12-31 12:00", "2011-12-30 22:00"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-01 12:00", "2026-07-01 10:00"),
        ("<+0530>-5:30", "2026-11-22 05:30", "2026-11-22 00:00"),
        ("UTC", "2026-11-22 05:30", "2026-11-22 05:30"),
    ])
    func readsLocalTimes(name: String, local: String, utc: String) throws {
        let zone = try #require(Zone(named: name))
        #expect(zone.second(of: Self.local(local)) == Self.utc(utc))
    }

    @Test(arguments: [
        ("Europe/Berlin", "2026-03-29 00:59", 3600), ("Europe/Berlin", "2026-03-29 01:00", 7200),
        ("Europe/Berlin", "2300-07-01 00:00", 7200), ("America/New_York", "2026-11-01 06:00", -18_000),
        ("Australia/Lord_Howe", "2026-07-01 00:00", 37_800),
    ])
    func knowsTheOffset(name: String, utc: String, expected: Int) throws {
        let zone = try #require(Zone(named: name))
        #expect(zone.offset(atSecond: try #require(Self.utc(utc))) == expected)
    }

    @Test(arguments: [
        "Europe/Nowhere", "", "../../etc/passwd", "Europe", "CET-1CEST,M13.5.0,M10.5.0", "/etc/passwd",
    ])
    func refuses(name: String) { #expect(Zone(named: name) == nil) }

    /// What a local time means, told anew from the offsets alone: the first of the moments at which the clocks showed it; a
    /// skipped one with the offset before.
    @Test(arguments: [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia",
        "Asia/Gaza", "Europe/Dublin", "America/St_Johns",
    ])
    func takesTheFirstOfATimeToldTwice(name: String) throws {
        let zone = try #require(Zone(named: name))
        for start in stride(from: 1_293_840_000 as Int64, to: 4_102_444_800, by: 3_000_007) {
            let local = start - start % 1800
            let moments = stride(from: local - 50_400, through: local + 50_400, by: 900)
                .filter { $0 + Int64(zone.offset(atSecond: $0)) == local }
            let found = zone.second(of: CivilTime(seconds: local))
            if let first = moments.first { #expect(found == first, "\(local)") }
        }
    }

    @Test func knowsItsOwnAbbreviations() throws {
        let berlin = try #require(Zone(named: "Europe/Berlin"))
        #expect(berlin.offset(ofAbbreviation: "CEST") == 7200)
        #expect(berlin.offset(ofAbbreviation: "GMT") == 0)
        #expect(berlin.offset(ofAbbreviation: "EST") == nil)
    }

    @Test func daysCountBothWays() {
        for day in stride(from: -800_000, through: 800_000, by: 37) {
            let date = CivilTime.date(ofDay: day)
            #expect(CivilTime.day(ofYear: date.year, date.month, date.day) == day)
            #expect(CivilTime(year: date.year, month: date.month, day: date.day).isPossible || date.year < 1)
        }
        #expect(CivilTime.day(ofYear: 1970, 1, 1) == 0)
        #expect(CivilTime.day(ofYear: 2000, 3, 1) == 11_017)
    }
}
