import LoglyCommand
import LoglyShared

extension Document {
    /// Texts of logs are cut to this many characters; JSON and HTML have all of them.
    private static let longestText = 100

    func writeText(to out: inout OutputBuffer, times: TimeText.Style, style: TerminalStyle) {
        var values = ReadableValues(times)
        out.append(style.begin(.bold))
        out.append(printable: title)
        out.append(style.end)
        out.append("\n\(values.string(timestamp))\n")
        for warning in warnings {
            out.append(style.begin(.yellow))
            out.append("warning: ")
            out.append(printable: warning)
            out.append(style.end)
            out.append(UInt8(ascii: "\n"))
        }
        for section in sections {
            out.append(UInt8(ascii: "\n"))
            out.append(style.begin(.bold))
            out.append(section.title)
            out.append(style.end)
            out.append(UInt8(ascii: "\n"))
            let cells = section.rows.map { row in
                row.map { Self.line(values.string($0)) }
            }
            if section.isFacts {
                writeFacts(section, cells[0], to: &out)
            } else if section.rows.isEmpty {
                out.append("  none\n")
            } else {
                writeTable(section, cells, to: &out, style)
            }
        }
    }

    private func writeFacts(_ section: Section, _ cells: [String], to out: inout OutputBuffer) {
        let width = section.columns.map(\.title.count).max() ?? 0
        for (column, cell) in zip(section.columns, cells) {
            out.append("  \(column.title)")
            out.append(spaces: width - column.title.count + 2)
            out.append("\(cell)\n")
        }
    }

    private func writeTable(
        _ section: Section, _ cells: [[String]], to out: inout OutputBuffer, _ style: TerminalStyle
    ) {
        let columns = section.columns.indices
        let widths = columns.map { column in
            max(section.columns[column].title.count, cells.map { $0[column].count }.max() ?? 0)
        }
        let leftAligned = columns.map { column in
            section.rows.contains { $0[column].isLeftAligned }
        }
        func write(_ row: [String]) {
            for column in columns {
                let padding = widths[column] - row[column].count
                out.append("  ")
                if !leftAligned[column] { out.append(spaces: padding) }
                out.append(row[column])
                if leftAligned[column], column != columns.last { out.append(spaces: padding) }
            }
        }
        out.append(style.begin(.dim))
        write(section.columns.map(\.title))
        out.append(style.end)
        out.append(UInt8(ascii: "\n"))
        for row in cells {
            write(row)
            out.append(UInt8(ascii: "\n"))
        }
    }

    /// One line that fits, and that no terminal obeys.
    private static func line(_ text: String) -> String {
        var out = OutputBuffer()
        let isLong = text.count > longestText
        out.append(printable: isLong ? text.prefix(longestText - 1) + "…" : text, indent: "")
        return String(out.string.map { $0 == "\n" || $0 == "\t" ? " " : $0 })
    }
}

extension OutputBuffer {
    fileprivate mutating func append(spaces count: Int) {
        for _ in 0..<max(0, count) { append(UInt8(ascii: " ")) }
    }
}
