import LoglyShared
import Testing

@testable import logly_parse

@Suite struct PythonTests {
    /// Django's messages have no formatter by default and stand between runserver's lines, tracebacks too.
    @Test func aRequestThatWasServedHasNoTraceback() throws {
        let records = try Parsing(format: .django).records(
            """
            [22/Nov/2026 03:12:01] "GET / HTTP/1.1" 200 2
            Internal Server Error: /boom
            Traceback (most recent call last):
              File "a.py", line 3, in f
                g()
            KeyError: 'k'

            During handling of the above exception, another exception occurred:

            Traceback (most recent call last):
              File "a.py", line 5, in f
            ValueError: bad
            [22/Nov/2026 03:12:02] "GET /boom HTTP/1.1" 500 61008
            Bad Request: /bad
            [22/Nov/2026 03:12:03] "GET /bad?x="1" HTTP/1.1" 400 0

            """)
        #expect(
            records.map { $0["message"] as? String } == [
                "GET / 200", "Internal Server Error: /boom", "GET /boom 500", "Bad Request: /bad",
                "GET /bad?x=\"1\" 400",
            ])
        let metadata = records.map { $0["metadata"] as? [String: Any] ?? [:] }
        #expect(metadata[0]["exception"] == nil)
        #expect(metadata[1]["exception"] as? String == "ValueError")
        #expect(metadata[1]["line"] as? Int == 5)
        #expect(metadata[4]["path"] as? String == "/bad?x=\"1\"")
    }

    @Test func aGroupOfExceptionsIsTold() throws {
        let records = try Parsing(format: .python).records(
            """
            2026-11-22 03:12:01,123 [ERROR] a.b: failed
              + Exception Group Traceback (most recent call last):
              |   File "gen.py", line 19, in group
              |     raise ExceptionGroup('many', es)
              | ExceptionGroup: many (2 sub-exceptions)
              +-+---------------- 1 ----------------
                | Traceback (most recent call last):
                |   File "gen.py", line 17, in <lambda>
                | ZeroDivisionError: division by zero
                +------------------------------------

            """)
        #expect(records.count == 1)
        let metadata = try #require(records[0]["metadata"] as? [String: Any])
        #expect(metadata["exception"] as? String == "ExceptionGroup")
        #expect(metadata["exception_message"] as? String == "many (2 sub-exceptions)")
        #expect(metadata["line"] as? Int == 19)
        #expect(records[0]["action"] as? String == "exception")
    }

    @Test(arguments: [
        LineCase(
            .python, "INFO:     203.0.113.7:51542 - \"GET /x HTTP/1.1\" 404 Not Found",
            [
                "action": "http_request", "ip_address": "203.0.113.7", ".status": "404", ".bytes": "",
                "level": "WARNING",
            ]),
        LineCase(.python, "INFO:     ::1:51542 - \"GET /x HTTP/1.1\" 200 OK", ["ip_address": "::1"]),
        LineCase(
            .django, "WARNING \"GET /x HTTP/1.1\" 404 179",
            ["action": "http_request", "message": "GET /x 404"]),
        LineCase(
            .python, "2026-11-22 03:12:01,123 812 MainThread ERROR app.f it broke", ["level": "ERROR"]),
        LineCase(.python, "2026-11-22 03:12:01,123 CRITI [a.b][MainThread] end", ["level": "CRITICAL"]),
        LineCase(.django, "Quit the server with CONTROL-C.", ["level": "INFO"]),
        LineCase(.django, "November 22, 2026 - 03:12:01", ["level": "INFO"]),
        LineCase(
            .django,
            "[2026-11-22 03:12:01 +0000] [8] [WARNING] Invalid request from ip=203.0.113.7: Invalid HTTP",
            ["ip_address": "203.0.113.7", "level": "WARNING"]),
    ])
    func tells(line: LineCase) throws { try line.check() }

    /// `%(levelname)-5.5s` leaves WARNI and CRITI.
    @Test func aLevelThatIsCutShortIsKnown() throws {
        let template = try LineTemplate(python: "%(levelname).1s %(message)s", time: nil)
        let parsing = Parsing(format: .python, layout: .python(template))
        #expect(
            try parsing.records("C a\nW b\nD c\n").map { $0["level"] as? String } == [
                "CRITICAL", "WARNING", "DEBUG",
            ])
    }
}
