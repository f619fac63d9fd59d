import LoglyShared
import Testing

@testable import logly_parse

@Suite struct RotatedNameTests {
    @Test(
        arguments: [
            ("auth.log.1", "auth.log", RotatedName.Age.number(1), nil),
            ("auth.log.12.gz", "auth.log", .number(12), Packing.gz),
            ("syslog.1", "syslog", .number(1), nil),
            ("foo.3.log.xz", "foo.log", .number(3), .xz),
            ("auth.log-20261122", "auth.log", .date([2026, 11, 22, 0, 0, 0]), nil),
            ("auth.log-20261122.zst", "auth.log", .date([2026, 11, 22, 0, 0, 0]), .zst),
            ("auth-20261122.log", "auth.log", .date([2026, 11, 22, 0, 0, 0]), nil),
            ("app.log.2026-11-22", "app.log", .date([2026, 11, 22, 0, 0, 0]), nil),
            ("app.log.2026-11-22_03-15", "app.log", .date([2026, 11, 22, 3, 15, 0]), nil),
            ("app.log-2026112203", "app.log", .date([2026, 11, 22, 3, 0, 0]), nil),
            ("app.log-20261122-1795309200", "app.log", .date([2026, 11, 22, 0, 0, 0, 1_795_309_200]), nil),
            ("app-2026-11-22-2.log", "app.log", .date([2026, 11, 22, 0, 0, 0, 2]), nil),
            ("site.2.access.log.gz", "site.access.log", .number(2), .gz),
            ("site-20261122.access.log", "site.access.log", .date([2026, 11, 22, 0, 0, 0]), nil),
            ("www.site.1.access.log", "www.site.access.log", .number(1), nil),
            ("site.access.1.log", "site.access.log", .number(1), nil),
            ("app.log-1795309200", "app.log", .date([2026, 11, 22, 1, 0, 0]), nil),
            ("app.log-22112026", "app.log", .unknown, nil),
            ("app.log.old", "app.log", .unknown, nil),
            ("app.log.gz", "app.log", .unknown, .gz),
        ] as [(String, String, RotatedName.Age, Packing?)])
    func reads(name: String, log: String, age: RotatedName.Age, packing: Packing?) {
        let rotated = RotatedName(name, of: log)
        #expect(rotated?.age == age)
        #expect(rotated?.packing == packing)
        #expect(RotatedName.ranges(of: log).contains { $0.contains(name) })
        #expect(RotatedName.logs(of: name).contains(log))
    }

    @Test(arguments: [
        ("auth.log", "auth.log"), ("auth.log.save", "auth.log"), ("auth.logs.1", "auth.log"),
        ("auth.log.1~", "auth.log"), ("app-1.log", "app.log"), ("app-15-main.log", "app.log"),
        ("app.log.", "app.log"), ("app.log.1.swp", "app.log"), ("xauth.log.1", "auth.log"),
        ("app2.log", "app.log"), ("app.log.12345", "app.log"), ("error.log.1", "access.log"),
        ("site.1.error.log", "site.access.log"), ("site.access.log", "access.log"),
        ("a.1.b.c.log", "a.b.c.log"),
    ])
    func isNone(name: String, log: String) {
        #expect(RotatedName(name, of: log) == nil)
    }

    @Test func numbersDatesAndTimesGiveTheOrder() {
        func member(_ name: String, modified: Int64) -> LogFamily.Member {
            let rotated = RotatedName(name, of: "a.log")
            return LogFamily.Member(
                path: name, age: rotated?.age, packing: rotated?.packing, isCurrent: name == "a.log",
                isStray: false, device: 1, inode: 1, modified: Timestamp(wholeSeconds: modified))
        }
        // Times of the numbered ones lie: names are believed.
        let numbered = ["a.log", "a.log.1", "a.log.10.gz", "a.log.2.gz", "a.log.2"]
            .map { member($0, modified: 5) }
        #expect(
            LogFamily.ordered(numbered).map(\.path) == [
                "a.log.10.gz", "a.log.2.gz", "a.log.2", "a.log.1", "a.log",
            ])
        let dated = ["a.log-20261122", "a.log-20251231.gz", "a.log", "a.log-20261121-2", "a.log-20261121-1"]
            .map { member($0, modified: 5) }
        #expect(
            LogFamily.ordered(dated).map(\.path) == [
                "a.log-20251231.gz", "a.log-20261121-1", "a.log-20261121-2", "a.log-20261122", "a.log",
            ])
        // Rotation was changed from numbers to dates.
        let mixed = [
            member("a.log-20261122", modified: 30), member("a.log.2", modified: 10),
            member("a.log.1", modified: 20),
            member("a.log.old", modified: 15),
        ]
        #expect(
            LogFamily.ordered(mixed).map(\.path) == ["a.log.2", "a.log.old", "a.log.1", "a.log-20261122"])
    }
}
