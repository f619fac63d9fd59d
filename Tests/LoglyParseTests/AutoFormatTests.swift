import LoglyShared
import Testing

@testable import logly_parse

@Suite struct AutoFormatTests {
    /// A log of one format's example lines reads as that format does.
    @Test(arguments: FormatName.allCases.filter { $0 != .auto })
    func findsTheFormatOfItsExample(format: FormatName) throws {
        for count in [1, 3, 300] {
            let text = Array(String(repeating: format.example + "\n", count: count).utf8)
            let name = FormatName.auto.rawValue
            let found = try Parsing(format: .auto).outcome(text)
            let told = try Parsing(format: format).outcome(text)
            #expect(found.progress == told.progress)
            for (one, other) in zip(found.records, told.records) {
                #expect(one["source"] as? String == name)
                for key in ["message", "timestamp", "level", "action", "ip_address", "service"] {
                    #expect("\(one[key] ?? "")" == "\(other[key] ?? "")", "\(key) of \(format)")
                }
            }
        }
    }

    @Test(arguments: [
        ("2026-11-22 03:12:01 one\nand 2\n", 2, "text that only begins with a time is no logger's"),
        ("a\nb\nc=d\n", 3, "text"),
        (
            "ERROR 2026-11-22 03:12:01,1 a 1 2 x\nTraceback (most recent call last):\n  File\nKeyError: 1\n",
            1, "traceback"
        ),
        (
            "2026-11-22 03:12:01.1 UTC [8] ERROR:  x\n2026-11-22 03:12:01.1 UTC [8] STATEMENT:  y\n\tz\n", 1,
            "statement"
        ),
    ])
    func countsEvents(text: String, events: Int, why: String) throws {
        #expect(try Parsing(format: .auto).records(text).count == events, "\(why)")
    }

    /// PostgreSQL's jsonlog is more than JSON; what others write with a time and a message is no less.
    @Test(arguments: [
        (
            #"{"timestamp":"2026-11-22 03:12:01.123 UTC","user":"bob","error_severity":"ERROR","message":"x"}"#,
            "db_error"
        ),
        (#"{"timestamp":"2026-11-22T03:12:01Z","level":"error","message":"x"}"#, nil),
        ("garbage\n2026-11-22 03:12:01 UTC:192.0.2.1(4):bob@shop:[8]:ERROR:  x", "db_error"),
        ("\tgoes on\n[22/Nov/2026 03:12:01] \"GET / HTTP/1.1\" 200 5", "http_request"),
        (
            "example.com:443 192.0.2.1 - - [22/Nov/2026:03:12:01 +0100] \"GET / HTTP/1.1\" 200 5",
            "http_request"
        ),
    ])
    func findsWhatTheLinesAre(text: String, action: String?) throws {
        let lines =
            text.hasPrefix("garbage") || text.hasPrefix("\t")
            ? text + "\n" + text.split(separator: "\n")[1] : text
        let records = try Parsing(format: .auto).records(lines + "\n")
        #expect(records.last?["action"] as? String == action)
        #expect((records.last?["metadata"] as? [String: Any])?["unparsed"] == nil)
        #expect(records.last?["level"] as? String != nil)
    }

    @Test func twoPairsAreEnough() throws {
        let records = try Parsing(format: .auto).records("level=warn msg=hi\n")
        #expect(records[0]["message"] as? String == "hi")
        #expect(records[0]["level"] as? String == "WARNING")
    }

    @Test func piecesMakeNoDifference() {
        let bytes = Array(EventAssemblerTests.django.utf8)
        let whole = Parsing(format: .auto).output(bytes)
        for step in [1, 7, 40] {
            let pieces = Parsing(format: .auto, step: step).output(bytes)
            #expect(whole.0 == pieces.0)
            #expect(whole.1 == pieces.1)
        }
    }
}
