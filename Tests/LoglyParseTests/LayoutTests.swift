import LoglyShared
import Testing

@testable import logly_parse

/// Lines read as `log_format` lays them out.
@Suite struct LayoutTests {
    /// A layout, a line of it, and the fields that its record must have; an empty value means an absent field.
    struct LayoutCase: CustomTestStringConvertible, Sendable {
        var format: FormatName
        var layout: String
        var line: String
        var fields: [String: String]
        var time: String?

        init(
            _ format: FormatName, _ layout: String, _ line: String, _ fields: [String: String],
            time: String? = nil
        ) {
            (self.format, self.layout, self.line, self.fields, self.time) = (
                format, layout, line, fields, time
            )
        }

        var testDescription: String { "\(format.rawValue): \(layout.prefix(80))" }
    }

    @Test(arguments: [
        LayoutCase(
            .nginx,
            "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent $request_time",
            "203.0.113.7 - bob [x [22/Nov/2026:03:12:01 +0100] \"GET /a HTTP/1.1\" 404 153 0.123",
            [
                "ip_address": "203.0.113.7", "user": "bob [x", "timestamp": "1795313521", "level": "WARNING",
                "message": "GET /a 404", "action": "http_request", ".method": "GET", ".path": "/a",
                ".status": "404", ".bytes": "153", ".request_time": "0.123",
            ]),
        LayoutCase(
            .nginx,
            "log_format main '$remote_addr [$time_iso8601] $host '\n  '\"$request_method ${request_uri}\" $status \"$http_user_agent\"';",
            "2001:db8::1 [2026-11-22T03:12:01+00:00] example.com \"POST /a?b=c\" 502 \"curl \\x22\"",
            [
                "ip_address": "2001:db8::1", "timestamp": "1795317121", ".host": "example.com",
                ".method": "POST", ".path": "/a?b=c", ".status": "502", "level": "ERROR",
                ".user_agent": "curl \\x22", "message": "POST /a?b=c 502",
            ]),
        LayoutCase(
            .nginx,
            "escape=json '{\"time\":\"$msec\",\"ip\":\"$remote_addr\",\"request\":\"$request\",\"status\":$status,\"ua\":\"$http_user_agent\"}'",
            "{\"time\":\"1795317121.123\",\"ip\":\"203.0.113.7\",\"request\":\"GET / HTTP/1.1\",\"status\":200,\"ua\":\"a \\\"b\\\"\"}",
            [
                "timestamp": "1795317121.123", "ip_address": "203.0.113.7", ".path": "/", ".status": "200",
                ".user_agent": "a \"b\"", "level": "INFO",
            ]),
        LayoutCase(.nginx, "$remote_addr $status", "203.0.113.7 99", [".unparsed": "1"]),
        LayoutCase(
            .nginx, "$remote_addr [$time_local] x", "203.0.113.7 [22/Nov/2026:03:12:01 +0000] y",
            [".unparsed": "1"]),
        LayoutCase(
            .apache, "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D",
            "example.com:443 203.0.113.7 - bob [22/Nov/2026:03:12:01 +0100] \"GET /a \\\"b\\\" HTTP/1.1\" 200 381 \"-\" \"curl\" 1234",
            [
                ".vhost": "example.com", ".server_port": "443", "user": "bob", "timestamp": "1795313521",
                ".path": "/a \\\"b\\\"", ".bytes": "381", ".referer": "", ".user_agent": "curl",
                ".request_time_us": "1234",
            ]),
        LayoutCase(
            .apache, "LogFormat \"%h %{%Y-%m-%dT%H:%M:%S%z}t \\\"%m %U%q %H\\\" %s %b\" own",
            "203.0.113.7 2026-11-22T03:12:01+0100 \"GET /a HTTP/1.1\" 404 -",
            [
                "ip_address": "203.0.113.7", "timestamp": "1795313521", ".method": "GET", ".path": "/a",
                ".protocol": "HTTP/1.1", ".bytes": "", "message": "GET /a 404",
            ]),
        LayoutCase(
            .python, "%(asctime)s | %(levelname)-8s | %(name)s:%(funcName)s:%(lineno)d - %(message)s",
            "2026-11-22 03:12:01,123 | WARNING  | shop.orders:pay:12 - a - b",
            [
                "timestamp": "1795317121.123", "level": "WARNING", ".logger": "shop.orders",
                ".funcName": "pay", ".lineno": "12", "message": "a - b",
            ]),
        LayoutCase(
            .django, "{levelname} {asctime} {module} {process:d} {thread:d} {message}",
            "ERROR 2026-11-22 03:12:01,123 views 812 140221 Traceback: none",
            [
                "level": "ERROR", ".module": "views", ".pid": "812", ".thread": "140221",
                "message": "Traceback: none",
            ]),
        LayoutCase(
            .python, "[{asctime}] {levelname:>8} {message}", "[22.11.2026 03:12:01]    ERROR x",
            ["timestamp": "1795317121", "level": "ERROR", "message": "x"], time: "%d.%m.%Y %H:%M:%S"),
        LayoutCase(
            .python, "${levelname}:${name}:${message}", "INFO:root:a:b",
            ["level": "INFO", ".logger": "root", "message": "a:b"]),
        LayoutCase(.python, "%(levelname)s %(message)s", "what is this", [".unparsed": "1"]),
        LayoutCase(
            .postgresql, "%m [%p] %q%u@%d/%a(%r) ",
            "2026-11-22 03:12:01.123 UTC [812] bob@shop/psql(203.0.113.7(4711)) ERROR:  x: y",
            [
                "timestamp": "1795317121.123", ".pid": "812", "user": "bob", ".database": "shop",
                ".application": "psql", "ip_address": "203.0.113.7", "level": "ERROR", "action": "db_error",
                "message": "x: y",
            ]),
        LayoutCase(
            .postgresql, "%m [%p] %q%u@%d ",
            "2026-11-22 03:12:01.123 UTC [812] LOG:  checkpoint starting: time",
            [".pid": "812", "user": "", "message": "checkpoint starting: time"]),
        LayoutCase(
            .postgresql, "user=%u,db=%d,client=%h %n: ",
            "user=bob,db=shop,client=[local] 1795317121.123: LOG:  x",
            ["timestamp": "1795317121.123", "user": "bob", "ip_address": "", ".database": "shop"]),
        LayoutCase(.postgresql, "%m [%p] ", "2026-11-22 03:12:01.123 UTC x LOG:  y", [".unparsed": "1"]),
    ])
    func reads(line: LayoutCase) throws {
        var source = LogSource(name: "s", format: line.format)
        (source.logFormat, source.timeFormat) = (line.layout, line.time)
        var parsing = Parsing(format: line.format)
        parsing.layout = try LogLayout(of: source)
        let records = try parsing.records(line.line + "\n")
        try LineCase(line.format, line.line, line.fields).check(records)
    }

    @Test(arguments: [
        (FormatName.nginx, "no variable", "log_format"), (.nginx, "$remote_addr ${status", "log_format"),
        (.apache, "%h %{Referer", "log_format"), (.apache, "%h %J", "log_format"),
        (.apache, "%h %{%Q}t", "log_format"), (.python, "%(asctime)s", "log_format"),
        (.python, "%(message)", "log_format"), (.postgresql, "%m %y ", "log_format"),
        (.auth, "%m", "log_format"),
    ])
    func refuses(format: FormatName, layout: String, key: String) throws {
        var source = LogSource(name: "s", format: format)
        source.logFormat = layout
        #expect { try LogLayout(of: source) } throws: { ($0 as? LogLayout.Mistake)?.key == key }
    }

    @Test func aTracebackJoinsItsLine() throws {
        var source = LogSource(name: "s", format: .python)
        source.logFormat = "%(levelname)s %(name)s %(message)s"
        var parsing = Parsing(format: .python)
        parsing.layout = try LogLayout(of: source)
        let records = try parsing.records(
            "ERROR a b\nTraceback (most recent call last):\n  File \"x.py\", line 1, in f\nKeyError: 1\nINFO a c\n"
        )
        #expect(records.map { $0["message"] as? String } == ["b", "c"])
        #expect((records[0]["metadata"] as? [String: Any])?["exception"] as? String == "KeyError")
    }

    @Test(arguments: [
        ("%Y-%m-%d %H:%M:%S.%f %z", "2026-11-22 03:12:01.5 +0100", 1_795_313_521_500_000 as Int64),
        ("%b %e %T", "Nov  2 03:12:01", 1_793_589_121_000_000),
        ("%d/%b/%Y:%I:%M:%S %p", "22/Nov/2026:03:12:01 PM", 1_795_360_321_000_000),
        ("%s", "1795317121", 1_795_317_121_000_000),
        ("%a, %d %B %y %R", "Sun, 22 November 26 03:12", 1_795_317_120_000_000),
    ])
    func readsATime(pattern: String, text: String, micros: Int64) throws {
        let pattern = try TimePattern(pattern)
        let clock = LogClock(zone: .utc, now: Timestamp(wholeSeconds: 1_795_348_800))
        var at = 0
        let time = Array(text.utf8).withUnsafeBufferPointer { pattern.read($0, at: &at, clock: clock) }
        #expect(time?.microseconds == micros)
        #expect(at == text.utf8.count)
    }

    @Test(arguments: ["2026-02-30", "2026-13-01", "x", "2026-2", ""])
    func readsNoTime(text: String) throws {
        let pattern = try TimePattern("%Y-%m-%d")
        let clock = LogClock(zone: .utc, now: .epoch)
        var at = 0
        #expect(Array(text.utf8).withUnsafeBufferPointer { pattern.read($0, at: &at, clock: clock) } == nil)
        #expect(at == 0)
    }

    /// Whatever the lines are, a layout reads them without a trap and drops none.
    @Test(arguments: [
        (FormatName.nginx, "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"),
        (.apache, "%h %l %u %{%d/%b/%Y:%T %z}t \"%r\" %>s %b"),
        (.python, "%(asctime)s - %(name)s - %(levelname)-8s - %(message)s"),
        (.postgresql, "%m [%p] %q%u@%d "),
    ])
    func survivesMutation(format: FormatName, layout: String) throws {
        var source = LogSource(name: "s", format: format)
        source.logFormat = layout
        var parsing = Parsing(format: format)
        parsing.layout = try LogLayout(of: source)
        for seed in 0..<500 as Range<UInt64> {
            let input = FuzzTests.mutated(seed)
            let (text, progress) = parsing.output(input)
            #expect(progress.completed == input.count)
            #expect(text.split(separator: 0x0A).count == progress.events)
        }
    }
}

@Suite struct NginxLayoutTests {
    /// `escape=json` applies to all variables, the request too.
    @Test func aRequestInJSONIsUnescaped() throws {
        let template = try LineTemplate(
            nginx: "log_format a escape=json '{\"u\":\"$remote_user\",\"r\":\"$request\",\"s\":$status}';")
        let records = try Parsing(format: .nginx, layout: .access(template)).records(
            #"{"u":"a\"b","r":"GET /\"x\u0016 HTTP/1.1","s":400}"# + "\n")
        #expect(records[0]["message"] as? String == "GET /\"x\u{16} 400")
        #expect(records[0]["user"] as? String == "a\"b")
    }

    /// Where only a proxy's list tells who asked.
    @Test func aListOfProxiesTellsTheClient() throws {
        let template = try LineTemplate(nginx: "$http_x_forwarded_for [$time_local] \"$request\" $status")
        let records = try Parsing(format: .nginx, layout: .access(template)).records(
            "192.0.2.9, 203.0.113.7, 10.0.0.1 [22/Nov/2026:03:12:01 +0100] \"GET / HTTP/1.1\" 200\n")
        #expect(records[0]["ip_address"] as? String == "203.0.113.7")
    }
}
