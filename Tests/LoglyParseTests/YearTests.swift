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
}
