import LoglyShared
import Testing

@testable import logly_parse

@Suite struct ApacheErrorTests {
    @Test(arguments: [
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01.123456 2026] [core:error] [pid 35708:tid 43286] [client 203.0.113.7:4711] AH00124: Request exceeded the limit, referer: http://example.com/a",
            [
                "timestamp": "1795317121.123456", "level": "ERROR", ".module": "core", ".pid": "35708",
                ".tid": "43286", "ip_address": "203.0.113.7", ".port": "4711", ".code": "AH00124",
                "message": "Request exceeded the limit", ".referer": "http://example.com/a",
            ]),
        LineCase(
            .apacheError,
            "[Fri Dec 16 01:46:23 2005] [error] [client 1.2.3.4] Directory index forbidden by rule: /home/test/",
            [
                "timestamp": "1134697583", "level": "ERROR", "ip_address": "1.2.3.4",
                "message": "Directory index forbidden by rule: /home/test/", ".module": "",
            ]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01.123456 2026] [core:error] [pid 812] (13)Permission denied: [client 2001:db8::1:4711] AH00132: file permissions deny server access: /srv/x",
            [
                ".error": "(13)Permission denied", "ip_address": "2001:db8::1", ".port": "4711",
                ".code": "AH00132", "message": "file permissions deny server access: /srv/x",
            ]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01.123456 2026] [auth_basic:error] [pid 812] [client 203.0.113.7:4711] AH01617: user bob: authentication failure for \"/x\": Password Mismatch",
            ["action": "failed_login", "user": "bob", "ip_address": "203.0.113.7"]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01.123456 2026] [auth_basic:error] [pid 812] [client 203.0.113.7:4711] AH01618: user bob not found: /x",
            ["action": "failed_login", "user": "bob"]),
        LineCase(
            .apacheError,
            "[Sun Nov  2 03:12:01.123456 2026] [mpm_event:notice] [pid 812:tid 7] AH00489: Apache/2.4.62 (Debian) configured -- resuming normal operations",
            ["level": "INFO", "timestamp": "1793589121.123456", "ip_address": "", ".module": "mpm_event"]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01.123456 2026] [authz_owner:error] [pid 812:tid 7] [client [2001:db8::1]:4711] AH01637: Authorization of user bob to access /x failed",
            [
                "ip_address": "2001:db8::1", ".port": "4711", ".code": "AH01637",
                "message": "Authorization of user bob to access /x failed",
            ]),
        LineCase(
            .apacheError, "[Sun Nov 22 03:12:01 2026] [error] [client 203.0.113.7] user  not found: /",
            ["action": "failed_login", "user": "", "ip_address": "203.0.113.7"]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01 2026] [error] [client 203.0.113.7] Digest: user bob: password mismatch: /x",
            ["action": "failed_login", "user": "bob"]),
        LineCase(
            .apacheError,
            "Nov 22 03:12:01 web1 apache2[812]: [authz_core:error] [pid 812] [client 203.0.113.7:58585] AH01630: client denied by server configuration: /srv/x",
            [
                "timestamp": "1795317121", "level": "ERROR", ".module": "authz_core",
                "ip_address": "203.0.113.7",
                "service": "apache2", ".hostname": "web1", ".pid": "812", ".code": "AH01630",
            ]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01 2026] [security2:error] [pid 8] [client 203.0.113.7:4711] [client 192.0.2.1] ModSecurity: Warning.",
            ["ip_address": "203.0.113.7", ".port": "4711", "message": "ModSecurity: Warning."]),
        LineCase(
            .apacheError, "[Sun Nov 22 03:12:01 2026] [ssl:trace4] [pid 812] x", ["level": "DEBUG"]),
        LineCase(
            .apacheError, "[Sun Nov 31 03:12:01 2026] [core:error] x", [".unparsed": "1"]),
    ])
    func reads(line: LineCase) throws { try line.check() }

    @Test func whatComesThroughSyslogBeginsAtItsTag() throws {
        let records = try Parsing(format: .apacheError).records(
            """
            Nov 22 03:12:01 web1 httpd[8]: [cgi:error] [pid 8] one
            sh: 1: convert: not found
            Nov 22 03:12:02 web1 httpd[8]: [cgi:error] [pid 8] two

            """)
        #expect(records.map { $0["message"] as? String } == ["one\nsh: 1: convert: not found", "two"])
    }

    @Test func whatAProgramWritesJoinsTheLine() throws {
        let records = try Parsing(format: .apacheError).records(
            """
            [Sun Nov 22 03:12:01.1 2026] [cgi:error] [pid 1] one
            sh: 1: convert: not found
            [Sun Nov 22 03:12:02.1 2026] [cgi:error] [pid 1] two

            """)
        #expect(records.map { $0["message"] as? String } == ["one\nsh: 1: convert: not found", "two"])
    }
}
