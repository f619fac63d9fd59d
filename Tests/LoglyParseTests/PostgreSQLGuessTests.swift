import LoglyShared
import Testing

@testable import logly_parse

/// Prefixes that nobody told: what the server writes with each `log_line_prefix`.
@Suite struct PostgreSQLGuessTests {
    static let message = "FATAL:  password authentication failed for user \"bob\""
    static let all = [
        "timestamp": "1795317121", "action": "failed_login", "level": "ERROR", "user": "bob",
        "message": "password authentication failed for user \"bob\"", ".severity": "FATAL",
    ]

    static func with(_ fields: [String: String]) -> [String: String] { all.merging(fields) { $1 } }

    @Test(arguments: [
        LineCase(
            .postgresql, "2026-11-22 03:12:01 UTC:203.0.113.7(4711):bob@shop:[812]:\(message)",
            with(["ip_address": "203.0.113.7", ".database": "shop", ".pid": "812"])),
        LineCase(
            .postgresql, "2026-11-22 03:12:01 UTC:2001:db8::1(4711):bob@shop:[812]:\(message)",
            with(["ip_address": "2001:db8::1", ".database": "shop", ".pid": "812"])),
        LineCase(
            .postgresql, "2026-11-22 03:12:01 UTC::@:[812]:LOG:  starting",
            ["message": "starting", ".pid": "812", "user": ""]),
        LineCase(
            .postgresql, "2026-11-22 03:12:01 UTC [812] 203.0.113.7 bob@shop \(message)",
            with(["ip_address": "203.0.113.7", ".database": "shop"])),
        // An application calls itself what it likes.
        LineCase(
            .postgresql,
            "2026-11-22 03:12:01 UTC [812] 203.0.113.7 bob@shop/a root@b/c user=x,db=y,client=192.0.2.1 [77] ERROR:  x",
            [
                "user": "bob", ".database": "shop", ".application": "a", "ip_address": "203.0.113.7",
                ".pid": "812",
            ]),
        LineCase(
            .postgresql, "2026-11-22 03:12:01 UTC [812]: [1] bob@shop/psql \(message)",
            with([".database": "shop", ".application": "psql", ".pid": "812"])),
        LineCase(.postgresql, "1795317121.000 psql|client backend| \(message)", all),
        LineCase(.postgresql, "< 2026-11-22 03:12:01 UTC 203.0.113.7 >\(message)", all),
        LineCase(.postgresql, "user=bob 2026-11-22 03:12:01 UTC: \(message)", all),
        LineCase(.postgresql, message, with(["timestamp": "1795348800"])),
        LineCase(.postgresql, "2026-11-22 03:12:01 UTC [812] LOG: one space", ["message": "one space"]),
        LineCase(
            .postgresql, "2026-11-22 03:12:01 UTC [812] ERROR:  42P01: relation \"x\" does not exist",
            [".sqlstate": "42P01", "message": "relation \"x\" does not exist", "action": "db_error"]),
        LineCase(
            .postgresql,
            "2026-11-22 03:12:01 UTC [812] LOG:  00000: connection authorized: user=bob database=shop",
            [".sqlstate": "", "action": "successful_login", "user": "bob"]),
        LineCase(
            .postgresql, "2026-11-22 03:12:01 UTC [812] FATAL:  role \"bob\" does not exist",
            ["action": "invalid_user", "user": "bob"]),
        LineCase(
            .postgresql, "2026-11-22 03:12:01 UTC [812] ERROR:  role \"bob\" does not exist",
            ["action": "db_error"]),
        LineCase(
            .postgresql,
            "2026-11-22 03:12:01 UTC [812] FATAL:  pg_hba.conf rejects connection for host \"203.0.113.7\", user \"bob\", database \"shop\", no encryption",
            ["action": "failed_login", "user": "bob", "ip_address": "203.0.113.7"]),
        LineCase(.postgresql, "2026-11-31 03:12:01 UTC [812] LOG:  x", [".unparsed": "1"]),
    ])
    func tells(line: LineCase) throws { try line.check() }

    @Test func whatJoinsALineNeedsNoTime() throws {
        let records = try Parsing(format: .postgresql).records(
            "ERROR:  x\nSTATEMENT:  select 1,\n\tERROR:  2\nLOG:  y\n")
        #expect(records.count == 2)
        #expect(
            (records[0]["metadata"] as? [String: Any])?["statement"] as? String == "select 1,\n\tERROR:  2")
    }

    static let damaged =
        "2026-11-22 03:12:01.123 UTC,\"bob\",\"shop\",812,\"203.0.113.7:4711\",6561a2b1.32c,3,\"SELECT\n"

    /// A quote that is never closed costs its own record and no other.
    @Test func aDamagedQuoteDoesNotSwallowWhatFollows() throws {
        let records = try Parsing(format: .postgresql).records(
            Self.damaged + PostgreSQLRecordTests.csv + "\n" + PostgreSQLRecordTests.csv + "\n")
        #expect(records.count == 3)
        #expect(records.map { $0["action"] as? String } == [nil, "db_error", "db_error"])
    }

    /// A statement that holds a whole record of csvlog stays a statement: its quotes are doubled.
    @Test func aRecordWithinAFieldIsNone() throws {
        let inner = PostgreSQLRecordTests.csv.replacing("\"", with: "\"\"")
        let outer = PostgreSQLRecordTests.csv.replacing("select *", with: "select *\n\(inner)\n")
        let records = try Parsing(format: .postgresql).records(outer + "\n")
        #expect(records.count == 1)
        #expect(records[0]["action"] as? String == "db_error")
    }
}
