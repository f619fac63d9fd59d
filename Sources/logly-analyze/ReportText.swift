import Glibc
import LoglyShared

/// Records as text for an 80-column terminal.
struct ReportText {
    /// Colour, or none.
    enum Style {
        case plain
        case coloured

        /// Colour on a terminal only, and never with `$NO_COLOR` (no-color.org).
        static func forOutput(isFile: Bool) -> Style {
            if isFile || isatty(STDOUT_FILENO) == 0 { return .plain }
            if let none = getenv("NO_COLOR"), none.pointee != 0 { return .plain }
            if let terminal = getenv("TERM"), String(cString: terminal) == "dumb" { return .plain }
            return .coloured
        }
    }

    let style: Style
    let zone: Zone
    private var out = ""

    init(style: Style, zone: Zone) { (self.style, self.zone) = (style, zone) }

    mutating func text(of answer: Answer) -> String {
        for record in answer.records {
            guard case .object(let members) = record else { continue }
            for member in members.members { out += "\(member.key): \(text(member.value))\n" }
            out += "\n"
        }
        return out
    }

    private func text(_ value: JSONValue) -> String {
        var json = OutputBuffer()
        json.append(value)
        return json.string
    }
}
