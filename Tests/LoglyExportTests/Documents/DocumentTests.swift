import Foundation
import LoglyCommand
import LoglyShared
import Testing

@testable import logly_export

@Suite struct DocumentTests {
    private var document: Document {
        var document = Document(
            type: "test", title: "A <b>title</b>", timestamp: Timestamp(wholeSeconds: 1000))
        document.warnings = ["\u{1B}[31mred & \"quoted\""]
        document.sections = [
            Section(
                "facts", "Facts",
                facts: [
                    ("path", "Path", .text("/a'b")), ("bytes", "Size", .bytes(1536)),
                    ("none", "None", .absent),
                ]),
            Section(
                "rows", "Rows", [("name", "Name"), ("count", "Count"), ("share", "Share")],
                rows: [
                    [.text("<script>alert(1)</script>\nx"), .count(1_234_567), .percent(99.95)],
                    [.text("b"), .count(7), .absent],
                ]),
            Section("empty", "Empty", [("name", "Name")]),
        ]
        return document
    }

    @Test func textIsAlignedAndHarmless() {
        var out = OutputBuffer()
        document.writeText(to: &out, times: .epoch, style: TerminalStyle(isColoured: false))
        #expect(
            out.string == """
                A <b>title</b>
                1000
                warning: \\x1b[31mred & "quoted"

                Facts
                  Path  /a'b
                  Size  1.5 KiB
                  None  –

                Rows
                  Name                             Count  Share
                  <script>alert(1)</script> x  1,234,567  100 %
                  b                                    7      –

                Empty
                  none

                """)
    }

    @Test func jsonIsOneObjectWithRawNumbers() throws {
        var out = OutputBuffer()
        document.writeJSON(to: &out)
        let object = try JSONSerialization.jsonObject(with: Data(out.string.utf8)) as? [String: Any]
        #expect(object?["type"] as? String == "test")
        #expect((object?["facts"] as? [String: Any])?.keys.sorted() == ["bytes", "path"])
        #expect((object?["facts"] as? [String: Any])?["bytes"] as? Int == 1536)
        let rows = object?["rows"] as? [[String: Any]]
        #expect(rows?[0]["count"] as? Int == 1_234_567)
        #expect(rows?[0]["share"] as? Double == 99.95)
        #expect(rows?[1]["share"] == nil)
        #expect((object?["empty"] as? [Any])?.isEmpty == true)
        #expect((object?["warnings"] as? [String])?.count == 1)
    }

    /// Nothing from a log becomes markup, and nothing is loaded from elsewhere.
    @Test func htmlIsEscaped() {
        var out = OutputBuffer()
        document.writeHTML(to: &out, times: .epoch)
        let html = out.string
        #expect(!html.contains("<script") && !html.contains("<b>") && !html.contains("\u{1B}"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
        #expect(html.contains("/a&#39;b") && html.contains("red &amp; &quot;quoted&quot;"))
        #expect(!html.contains("http:") && !html.contains("https:"))
    }

    @Test(arguments: [
        (0.0, "0"), (0.04, "0"), (0.05, "0.1"), (-0.25, "-0.3"), (99.95, "100"), (12.34, "12.3"),
        (1e20, "1e+20"),
    ])
    func roundsToOneDecimal(value: Double, expected: String) { #expect(plain(value) == expected) }

    @Test(arguments: [
        (Int64(0), "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"),
        (Int64.min, "-9,223,372,036,854,775,808"),
    ])
    func groupsThousands(value: Int64, expected: String) { #expect(grouped(value) == expected) }
}
