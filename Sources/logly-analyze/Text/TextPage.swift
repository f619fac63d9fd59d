import LoglyCommand
import LoglyShared

/// Lines of text for a terminal of 80 columns.
///
/// What comes from logs may hold anything: control characters and what changes the direction of writing become
/// `?`, so that no message can move the cursor or pass for another.
struct TextPage {
    static let width = 80

    private(set) var text = ""
    private let style: TerminalStyle

    init(style: TerminalStyle) { self.style = style }

    mutating func line(_ text: String = "") { self.text += Self.printable(text) + "\n" }

    mutating func heading(_ text: String) {
        let printable = Self.printable(text)
        self.text += "\(style.begin(.bold))\(Self.cut(printable, to: Self.width))\(style.end)\n"
    }

    /// A coloured mark, and beside it, from the column `indent` on, text that is broken between words.
    mutating func item(_ mark: String, _ ink: TerminalStyle.Ink? = nil, _ text: String, indent: Int = 15) {
        let padding = String(repeating: " ", count: max(1, indent - 2 - mark.count))
        let lines = Self.wrapped(Self.printable(text), to: Self.width - indent)
        self.text += "  " + (ink.map { "\(style.begin($0))\(mark)\(style.end)" } ?? mark) + padding
        self.text += lines.joined(separator: "\n" + String(repeating: " ", count: indent)) + "\n"
    }

    /// Cells in columns; a negative width aligns to the right. The last is cut at the page's width.
    mutating func row(_ cells: [(text: String, width: Int)]) {
        var line = " "
        for (at, cell) in cells.enumerated() {
            let rest = max(1, Self.width - line.count - 1)
            let width = at == cells.count - 1 ? rest : abs(cell.width)
            let text = Self.cut(Self.printable(cell.text), to: width)
            let padding = String(repeating: " ", count: max(0, abs(cell.width) - text.count))
            line += " " + (cell.width < 0 ? padding + text : at == cells.count - 1 ? text : text + padding)
        }
        while line.last == " " { line.removeLast() }
        text += line + "\n"
    }

    static func ink(of level: String) -> TerminalStyle.Ink? {
        switch level {
        case "critical", "high": .red
        case "medium": .yellow
        default: nil
        }
    }

    static func cut(_ text: String, to width: Int) -> String {
        text.count <= width ? text : text.prefix(max(0, width - 1)) + "…"
    }

    /// Breaks between words; a word that is too long for a line is broken too.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var word = Substring(word)
            if !line.isEmpty, line.count + 1 + word.count <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while word.count > width {
                lines.append(String(word.prefix(width)))
                word = word.dropFirst(width)
            }
            line = String(word)
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }

    static func printable(_ text: String) -> String {
        func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: false
            default: true
            }
        }
        if text.unicodeScalars.allSatisfy(isHarmless) { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isHarmless($0) ? $0 : "?" }))
    }
}
