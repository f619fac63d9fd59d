import LoglyCommand
import Testing

@testable import logly_analyze

@Suite struct TextPageTests {
    /// Whatever stands in a message, a line has 80 columns and no control characters.
    @Test(arguments: [
        "", "short", String(repeating: "x", count: 500), String(repeating: "word ", count: 200),
        "\u{1B}[2J\u{1B}]0;title\u{07}", "a\nb\r\nc\td", "\u{202E}evil", "\u{9B}31m",
    ])
    func linesFit(text: String) {
        var page = TextPage(style: TerminalStyle(isColoured: false))
        page.heading(text)
        page.item("critical 100", nil, text)
        page.item("-", nil, text, indent: 4)
        page.row([(text, 12), (text, -8), (text, 20)])
        for line in page.text.split(separator: "\n", omittingEmptySubsequences: false) {
            #expect(line.count <= TextPage.width || text.count < 30)
            #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
            #expect(!line.unicodeScalars.contains("\u{202E}"))
        }
    }

    @Test func colourIsOnlyWhereItIsWanted() {
        var plain = TextPage(style: TerminalStyle(isColoured: false))
        plain.item("critical", .red, "x")
        #expect(plain.text == "  critical     x\n")
        var coloured = TextPage(style: TerminalStyle(isColoured: true))
        coloured.item("critical", .red, "x")
        #expect(coloured.text == "  \u{1B}[31mcritical\u{1B}[0m     x\n")
    }

    @Test(arguments: [
        ("a b", 3, ["a b"]), ("a b", 2, ["a", "b"]), ("abcdef g", 4, ["abcd", "ef g"]), ("", 5, [""]),
        ("  a  b ", 9, ["a b"]),
    ])
    func wraps(text: String, width: Int, lines: [String]) {
        #expect(TextPage.wrapped(text, to: width) == lines)
    }
}
