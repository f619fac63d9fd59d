import LoglyShared
import Testing

@testable import logly_parse

/// What access logs have before the user.
@Suite struct AccessHeadTests {
    static let rest = "- - [22/Nov/2026:03:12:01 +0100] \"GET /a HTTP/1.1\" 200 5"

    @Test(arguments: [
        LineCase(
            .apache, "example.com:443 203.0.113.7 \(rest)",
            [
                "ip_address": "203.0.113.7", ".vhost": "example.com:443", "user": "", ".rhost": "",
                "timestamp": "1795313521",
            ]),
        LineCase(
            .nginx, "example.com 2001:db8::1 \(rest)", ["ip_address": "2001:db8::1", ".vhost": "example.com"]),
        LineCase(.apache, "[::1]:80 ::1 \(rest)", ["ip_address": "::1", ".vhost": "[::1]:80"]),
        LineCase(
            .apache, "203.0.113.7 ident bob \(rest.dropFirst(4))",
            ["ip_address": "203.0.113.7", "user": "bob"]),
        LineCase(
            .apache, "client.example.com \(rest)",
            ["ip_address": "", ".rhost": "client.example.com", ".vhost": ""]),
        LineCase(
            .nginx, "10.0.0.2, 198.51.100.9, 10.0.0.1 \(rest)",
            ["ip_address": "198.51.100.9", ".forwarded_for": "10.0.0.2, 198.51.100.9, 10.0.0.1"]),
        LineCase(
            .nginx, "192.0.2.99, 198.51.100.9, 10.0.0.1 \(rest)", ["ip_address": "198.51.100.9"]),
        LineCase(
            .nginx, "\"198.51.100.9, 10.0.0.1\" 10.0.0.2 \(rest)",
            ["ip_address": "198.51.100.9", ".forwarded_for": "198.51.100.9, 10.0.0.1"]),
        LineCase(.nginx, "10.0.0.2, 10.0.0.1 \(rest)", ["ip_address": "10.0.0.2"]),
        LineCase(
            .nginx, "<190>Nov 22 03:12:01 web1 nginx: 203.0.113.7 \(rest)",
            [
                "ip_address": "203.0.113.7", "service": "nginx", ".hostname": "web1", ".path": "/a",
                "action": "http_request",
            ]),
        LineCase(
            .apache, "2026-11-22T03:12:01.123456789Z stdout F 203.0.113.7 \(rest)",
            [".unparsed": "1", "user": ""]),
        LineCase(.nginx, "- \(rest)", ["ip_address": "", ".rhost": ""]),
        LineCase(.nginx, "a b c \(rest)", [".unparsed": "1"]),
    ])
    func tells(line: LineCase) throws { try line.check() }

    /// A site's name and a list are nothing that a client could put where its own address is.
    @Test func aForgedListDoesNotHideTheClient() throws {
        let records = try Parsing(format: .nginx).records("8.8.8.8, 203.0.113.7 \(Self.rest)\n")
        #expect(records[0]["ip_address"] as? String == "203.0.113.7")
    }

    @Test(arguments: [
        ("10.1.2.3", true), ("172.16.0.1", true), ("172.15.0.1", false), ("172.32.0.1", false),
        ("192.168.0.1", true), ("192.169.0.1", false), ("127.0.0.1", true), ("203.0.113.7", false),
        ("::1", true),
        ("fd00::1", true), ("fe80::1%eth0", true), ("2001:db8::1", false), ("::ffff:10.0.0.1", true),
        ("f00::1", false),
    ])
    func knowsNetworksOfOnesOwn(text: String, isPrivate: Bool) {
        let found = Array(text.utf8).withUnsafeBufferPointer { AddressText.isPrivate($0) }
        #expect(found == isPrivate)
    }

    @Test(arguments: [
        LineCase(
            .nginx, "203.0.113.7 \(rest.replacing("GET /a HTTP/1.1", with: "get /a HTTP/1.1"))",
            [".method": "get", ".path": "/a"]),
        LineCase(
            .nginx, "203.0.113.7 \(rest.replacing("GET /a HTTP/1.1", with: "GET /a"))",
            [".method": "GET", ".path": "/a", ".protocol": "", ".request": ""]),
        LineCase(
            .nginx, "203.0.113.7 \(rest.replacing("GET /a HTTP/1.1", with: "help"))",
            [".method": "", ".request": "help"]),
    ])
    func readsRequestsOfAllAges(line: LineCase) throws { try line.check() }

    @Test(arguments: [
        LineCase(
            .nginxError,
            "2026/11/22 03:12:01 [info] 8#8: *7 client login failed: \"AUTH not supported\" while in http auth state, client: 203.0.113.7, server: 0.0.0.0:25, login: \"bob@example.com\"",
            ["action": "failed_login", "user": "bob@example.com", "ip_address": "203.0.113.7"]),
        LineCase(
            .nginxError, "2026/11/22 03:12:01 [info] 8#8: *7 client 2001:db8::1 closed keepalive connection",
            ["ip_address": "2001:db8::1"]),
        LineCase(
            .nginxError, "2026/11/22 03:12:01 [info] 8#8: *7 client 203.0.113.7:4711 connected to 0.0.0.0:25",
            ["ip_address": "203.0.113.7"]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01.123456 2026] [proxy:error] [pid 812:tid 7] (111)Connection refused: AH00957: http: attempt to connect failed",
            [
                ".error": "(111)Connection refused", ".code": "AH00957",
                "message": "http: attempt to connect failed",
            ]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01 2026] [auth_digest:error] [pid 812] [client 203.0.113.7:1] AH01790: user `bob' in realm `x' not found: /d",
            ["action": "failed_login", "user": "bob"]),
        LineCase(
            .apacheError,
            "[Sun Nov 22 03:12:01 2026] [authz_core:error] [pid 812] [client 203.0.113.7:1] AH01631: user bob: authorization failure for \"/only/\": ",
            ["action": "", "user": "bob"]),
    ])
    func tellsWhoFailed(line: LineCase) throws { try line.check() }
}
