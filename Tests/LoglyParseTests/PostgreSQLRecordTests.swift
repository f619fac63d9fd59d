import LoglyShared
import Testing

@testable import logly_parse

@Suite struct PostgreSQLRecordTests {
    static let csv =
        "2026-11-22 03:12:01.123 UTC,\"bob\",\"shop\",812,\"203.0.113.7:4711\",6561a2b1.32c,3,\"SELECT\",2026-11-22 03:00:00 UTC,3/12,0,ERROR,42P01,\"relation \"\"x\"\" does not exist\",,\"look\nagain, \"\"twice\"\"\",,,,\"select *\nfrom x\",15,,\"psql\",\"client backend\",,0"

    @Test(arguments: [
        LineCase(
            .postgresql, csv,
            [
                "timestamp": "1795317121.123", "user": "bob", "level": "ERROR", "action": "db_error",
                "message": "relation \"x\" does not exist", "ip_address": "203.0.113.7", ".port": "4711",
                ".database": "shop", ".pid": "812", ".sqlstate": "42P01", ".hint": "look\nagain, \"twice\"",
                ".statement": "select *\nfrom x", ".application": "psql", ".severity": "ERROR",
            ]),
        LineCase(
            .postgresql,
            "2026-11-22 03:12:01.123 UTC,,,812,,6561a2b1.32c,3,,2026-11-22 03:00:00 UTC,,0,LOG,00000,\"checkpoint starting: time\",,,,,,,,,\"\"",
            ["level": "INFO", "user": "", ".sqlstate": "", "message": "checkpoint starting: time"]),
        LineCase(
            .postgresql,
            #"{"timestamp":"2026-11-22 03:12:01.123 UTC","user":"bob","dbname":"shop","pid":812,"remote_host":"203.0.113.7","remote_port":4711,"error_severity":"FATAL","state_code":"28P01","message":"password authentication failed for user \"bob\"","detail":"a\nb"}"#,
            [
                "timestamp": "1795317121.123", "action": "failed_login", "user": "bob",
                "ip_address": "203.0.113.7", ".detail": "a\nb", ".database": "shop", ".pid": "812",
            ]),
        LineCase(.postgresql, "{\"timestamp\":\"2026-11-22 03:12:01.123 UTC\"", [".unparsed": "1"]),
        LineCase(.postgresql, "2026-11-22 03:12:01.123 UTC,\"bob\",x", [".unparsed": "1"]),
    ])
    func reads(line: LineCase) throws { try line.check() }

    @Test func aRecordOfSeveralLinesIsOneEvent() throws {
        let text = Self.csv + "\n" + Self.csv + "\n"
        for step in [Int.max, 50] {
            let progress = Parsing(format: .postgresql, step: step).output(Array(text.utf8)).1
            #expect(progress.events == 2)
            #expect(progress.lines == 6)
        }
    }
}
