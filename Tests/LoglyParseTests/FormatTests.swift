import LoglyShared
import Testing

@testable import logly_parse

@Suite struct FormatTests {
    static let web = "203.0.113.7 - - [22/Nov/2026:03:12:01 +0100]"

    @Test(arguments: [
        LineCase(
            .nginx, "\(web) \"GET /a?b=c HTTP/1.1\" 404 153 \"https://example.com/\" \"curl/8\"",
            [
                "timestamp": "1795313521", "level": "WARNING", "action": "http_request",
                "ip_address": "203.0.113.7",
                "message": "GET /a?b=c 404", ".method": "GET", ".path": "/a?b=c", ".protocol": "HTTP/1.1",
                ".status": "404",
                ".bytes": "153", ".referer": "https://example.com/", ".user_agent": "curl/8", "user": "",
            ]),
        LineCase(
            .nginx, "\(web) \"GET / HTTP/2.0\" 502 0 \"-\" \"-\"",
            ["level": "ERROR", ".referer": "", ".user_agent": "", ".bytes": "0"]),
        LineCase(.nginx, "\(web) \"GET / HTTP/1.1\" 200 5", ["level": "INFO", ".bytes": "5"]),
        // nginx's own for a request without an answer, and for HTTP/0.9; JSON has no leading zeros.
        LineCase(
            .nginx, "\(web) \"GET / HTTP/1.1\" 000 0 \"-\" \"-\"", [".status": "0", "message": "GET / 000"]),
        LineCase(
            .nginx, "\(web) \"GET /\" 009 5 \"-\" \"-\"", [".status": "9", ".path": "/", "level": "INFO"]),
        LineCase(
            .nginx, "\(web) \"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"",
            [".request": "\\x16\\x03\\x01", ".path": "", ".method": "", "level": "WARNING"]),
        LineCase(
            .nginx, "\(web) \"-\" 400 0 \"-\" \"-\"",
            [".request": "", "action": "http_request", "message": "- 400"]),
        LineCase(.nginx, "\(web) \"\" 400 0 \"-\" \"-\"", [".request": "", "message": "- 400"]),
        LineCase(.nginx, "\(web) \"GET /a b HTTP/1.1\" 200 0 \"-\" \"-\"", [".path": "/a b"]),
        LineCase(
            .nginx, "2001:db8::1 - bob smith [22/Nov/2026:03:12:01 +0000] \"GET / HTTP/1.1\" 200 0",
            ["user": "bob smith", "ip_address": "2001:db8::1", "timestamp": "1795317121"]),
        LineCase(
            .nginx, "1.2.3.4 - a [22/Nov [22/Nov/2026:03:12:01 +0000] \"GET / HTTP/1.1\" 200 0",
            ["user": "a [22/Nov"]),
        LineCase(
            .nginx, "unix: - - [22/Nov/2026:03:12:01 +0000] \"GET / HTTP/1.1\" 200 0",
            ["ip_address": "", ".rhost": "unix:"]),
        LineCase(
            .nginx, "\(web) \"GET / HTTP/1.1\" 200 0 \"-\" \"curl\" \"192.0.2.1\"",
            [".extra": "\"192.0.2.1\""]),
        LineCase(
            .nginx, "1.2.3.4 - - [31/Nov/2026:03:12:01 +0000] \"GET / HTTP/1.1\" 200 0",
            [".unparsed": "1", "action": ""]),
        LineCase(.nginx, "\(web) \"GET / HTTP/1.1\" 200", [".unparsed": "1"]),
        LineCase(
            .apache, "\(web) \"GET /a HTTP/1.1\" 200 - \"-\" \"say \\\"hi\\\"\"",
            [".bytes": "", ".user_agent": "say \\\"hi\\\""]),
        LineCase(
            .nginxError,
            "2026/11/22 03:12:01 [error] 8#9: *7 open() \"/x, client: 192.0.2.1\" failed, client: 203.0.113.7, server: a, request: \"GET /x HTTP/1.1\", host: \"b\"",
            [
                "level": "ERROR", "ip_address": "203.0.113.7", ".server": "a", ".path": "/x", ".vhost": "b",
                ".pid": "8", "message": "open() \"/x, client: 192.0.2.1\" failed",
            ]),
        LineCase(
            .nginxError,
            "<187>Nov 22 03:12:01 web1 nginx: 2026/11/22 03:12:01 [error] 8#9: *7 user \"bob\": password mismatch, client: 203.0.113.7, server: a",
            [
                "level": "ERROR", "ip_address": "203.0.113.7", "user": "bob", "action": "failed_login",
                ".hostname": "web1", ".pid": "8", "service": "nginx", "timestamp": "1795317121",
            ]),
        // The request is the client's, and nginx escapes nothing.
        LineCase(
            .nginxError,
            "2026/11/22 03:12:01 [error] 8#9: *7 access forbidden by rule, client: 203.0.113.7, server: a, request: \"GET /\", client: 192.0.2.1, login: \"root\", request: \"POST /z HTTP/1.1\", server: \"x HTTP/1.1\", host: \"b\"",
            [
                "ip_address": "203.0.113.7", "user": "", ".server": "a", ".method": "GET", ".path": "/",
                ".vhost": "b",
            ]),
        // So is the path, with its quotes decoded: here the second client is the true one, and nothing tells.
        LineCase(
            .nginxError,
            "2026/11/22 03:12:01 [error] 8#9: *7 open() \"/srv/x\" failed, client: 192.0.2.1, server: a, request: \"GET / HTTP/1.1\", host: \"b\" failed (2: No such file or directory), client: 203.0.113.7, server: a, request: \"GET /x%22 HTTP/1.1\"",
            ["ip_address": "", ".ambiguous": "client"]),
        LineCase(
            .nginxError, "2026/11/22 03:12:01 [emerg] 8#8: bind() to 0.0.0.0:80 failed",
            ["level": "CRITICAL", ".pid": "8"]),
        LineCase(
            .fail2ban,
            "2026-11-22 03:12:01,123 fail2ban.actions        [812]: NOTICE  [sshd] Ban 203.0.113.7",
            [
                "action": "ban", "service": "sshd", "ip_address": "203.0.113.7",
                "timestamp": "1795317121.123", "level": "INFO", ".pid": "812", "message": "Ban 203.0.113.7",
            ]),
        LineCase(
            .fail2ban,
            "2026-11-22 03:12:01,123 fail2ban.actions [812]: NOTICE  [sshd] Restore Ban 2001:db8::1",
            ["action": "ban", ".restored": "1", "ip_address": "2001:db8::1"]),
        LineCase(
            .fail2ban,
            "2026-11-22 03:12:01,123 fail2ban.observer [812]: INFO    [sshd] Found 203.0.113.7, bad - 2026-11-22 03:12:00, 2 # -> 3.0",
            ["action": "", "ip_address": "203.0.113.7", ".rhost": ""]),
        LineCase(
            .fail2ban, "2026-11-22 03:12:01,123 fail2ban.actions[812]: WARNING [sshd] Ban 203.0.113.7",
            ["action": "ban", ".component": "fail2ban.actions", ".pid": "812"]),
        LineCase(
            .fail2ban, "2026-11-22 03:12:01,123 fail2ban.actions [812]: NOTICE  [sshd] Unban 203.0.113.7",
            ["action": "unban"]),
        LineCase(
            .fail2ban,
            "2026-11-22 03:12:01,123 fail2ban.filter [812]: INFO    [sshd] Found 203.0.113.7 - 2026-11-22 03:12:00",
            ["action": "found", "ip_address": "203.0.113.7"]),
        LineCase(
            .fail2ban,
            "2026-11-22 03:12:01,123 fail2ban.observer [812]: NOTICE  [sshd] Increase Ban 203.0.113.7 (2 # 0:20:00 -> 2026-11-22 03:32:01)",
            ["action": "", "ip_address": "203.0.113.7"]),
        LineCase(
            .fail2ban,
            "2026-11-22 03:12:01,123 fail2ban.actions [812]: WARNING [sshd] 203.0.113.7 already banned",
            ["action": "", "ip_address": "203.0.113.7", "level": "WARNING"]),
        LineCase(
            .fail2ban, "2013-02-14 23:56:11,100 fail2ban.actions: WARNING [ssh-iptables] Ban 203.0.113.7",
            ["action": "ban", "service": "ssh-iptables", ".pid": ""]),
        LineCase(
            .fail2ban,
            "2026-11-22 03:12:01,123 fail2ban.server         [812]: INFO    Starting Fail2ban v1.0.2",
            ["service": "", "message": "Starting Fail2ban v1.0.2"]),
        LineCase(
            .django, "ERROR 2026-11-22 03:12:01,123 log 812 140221 Internal Server Error: /x",
            [
                "level": "ERROR", ".logger": "log", ".pid": "812", ".thread": "140221", ".path": "/x",
                "timestamp": "1795317121.123",
            ]),
        LineCase(
            .django, "[22/Nov/2026 03:12:01] \"GET / HTTP/1.1\" 404 1234",
            ["action": "http_request", ".status": "404", "level": "WARNING", "timestamp": "1795317121"]),
        LineCase(
            .django, "[22/Nov/2026 03:12:01] \"GET / HTTP/1.1\" 000 0", [".status": "0", "level": "INFO"]),
        LineCase(
            .django,
            "{address space usage: 1 bytes/0MB} {rss usage: 1 bytes/0MB} [pid: 812|app: 0|req: 3/5] 2001:db8::1 (bob) {34 vars in 617 bytes} [Sun Nov  1 03:12:01 2026] GET /x?a=] => generated 9 bytes in 1 msecs (HTTP/1.1 200) => generated 215 bytes in 68 micros via sendfile() (HTTP/1.1 404) 9 headers in 373 bytes (1 switches on core 8)",
            [
                "timestamp": "1793502721", "ip_address": "2001:db8::1", "user": "bob", "level": "WARNING",
                ".pid": "812",
                ".path": "/x?a=] => generated 9 bytes in 1 msecs (HTTP/1.1 200)", ".status": "404",
                ".bytes": "215",
                ".duration": "6.8e-05", "action": "http_request",
            ]),
        LineCase(.django, "Not Found: /favicon.ico", ["level": "WARNING", ".path": "/favicon.ico"]),
        LineCase(
            .django, "[2026-11-22 03:12:01 +0100] [812] [INFO] Booting worker",
            ["timestamp": "1795313521", ".pid": "812", "message": "Booting worker"]),
        LineCase(
            .python, "2026-11-22 03:12:01,123 - a.b - ERROR - c: d",
            ["level": "ERROR", ".logger": "a.b", "message": "c: d"]),
        LineCase(
            .python, "WARNING:root:careful", ["level": "WARNING", ".logger": "root", "message": "careful"]),
        LineCase(.python, "no level at all", [".unparsed": "1", "message": "no level at all"]),
        LineCase(
            .postgresql,
            "2026-11-22 03:12:01.123 UTC [812] bob@shop FATAL:  password authentication failed for user \"bob\"",
            ["action": "failed_login", "user": "bob", "level": "ERROR", ".database": "shop", ".pid": "812"]),
        LineCase(
            .postgresql, "2026-11-22 03:12:01.123 UTC [812] LOG:  duration: 1234.5 ms  statement: select 1",
            ["action": "slow_query", ".duration": "1.2345", ".statement": "select 1"]),
        LineCase(
            .json,
            #"{"timestamp":"2026-11-22T03:12:01.5Z","level":"warning","event":"a \"b\"","user":{"name":"bob"},"n":1.50,"l":[1],"x":null}"#,
            [
                "timestamp": "1795317121.5", "level": "WARNING", "message": "a \"b\"", "user": "bob",
                ".n": "1.5", ".l": "[1]", ".x": "",
            ]),
        LineCase(
            .json,
            #"{"level":50,"time":1795317121123,"pid":7,"msg":"x","remote_addr":"2001:db8::1","http":{"status":500}}"#,
            [
                "timestamp": "1795317121.123", "level": "ERROR", "message": "x", "ip_address": "2001:db8::1",
                ".http.status": "500", ".pid": "7",
            ]),
        LineCase(.json, #"{"a":1} x"#, [".unparsed": "1"]),
        LineCase(.json, "[1]", [".unparsed": "1"]),
        LineCase(
            .generic, "2026-11-22 03:12:01 ERROR backup: disk is full",
            ["level": "ERROR", "message": "backup: disk is full", "timestamp": "1795317121"]),
        LineCase(.generic, "seen 2001:db8::1, and 192.0.2.1", ["ip_address": "2001:db8::1"]),
        LineCase(.generic, "at 12:30:45 version 1.2.3.4.5", ["ip_address": ""]),
    ])
    func tells(line: LineCase) throws { try line.check() }

    /// What `--list-formats` shows is true.
    @Test(arguments: FormatName.allCases)
    func readsItsExample(format: FormatName) throws {
        let outcome = try Parsing(format: format).outcome(Array(format.example.utf8))
        #expect(outcome.progress.events == 1)
        #expect(outcome.progress.unparsed == 0)
    }

    @Test func aTracebackBelongsToItsLine() throws {
        let records = try Parsing(format: .django).records(
            """
            ERROR 2026-11-22 03:12:01,123 log 812 140221 Internal Server Error: /x
            Traceback (most recent call last):
              File "/srv/a.py", line 12, in index
                x()

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "/srv/b.py", line 14, in show
                raise ValueError("bad")
            ValueError: bad
            INFO 2026-11-22 03:12:02,123 log 812 140221 done

            """)
        #expect(records.count == 2)
        let metadata = try #require(records[0]["metadata"] as? [String: Any])
        #expect(records[0]["action"] as? String == "exception")
        #expect(metadata["exception"] as? String == "ValueError")
        #expect(metadata["file"] as? String == "/srv/b.py")
        #expect(metadata["line"] as? Int == 14)
        #expect(records[1]["message"] as? String == "done")
    }

    @Test func aTracebackAloneIsAnEvent() throws {
        let records = try Parsing(format: .django).records(
            "Watching for file changes\nTraceback (most recent call last):\n  File \"x.py\", line 1\nKeyError: 'a'\nWatching\n"
        )
        #expect(
            records.map { $0["message"] as? String } == [
                "Watching for file changes", "KeyError: 'a'", "Watching",
            ])
    }

    @Test func aStatementJoinsItsError() throws {
        let records = try Parsing(format: .postgresql).records(
            """
            2026-11-22 03:12:01.123 UTC [812] bob@shop ERROR:  relation "x" does not exist at character 15
            2026-11-22 03:12:01.123 UTC [812] bob@shop HINT:  look again
            2026-11-22 03:12:01.123 UTC [812] bob@shop STATEMENT:  select *
            \tfrom x
            2026-11-22 03:12:02.123 UTC [812] bob@shop LOG:  next

            """)
        #expect(records.count == 2)
        let metadata = try #require(records[0]["metadata"] as? [String: Any])
        #expect(records[0]["action"] as? String == "db_error")
        #expect(metadata["hint"] as? String == "look again")
        #expect(metadata["statement"] as? String == "select *\n\tfrom x")
    }
}
