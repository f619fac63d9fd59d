import LoglyShared

extension Document {
    /// Writes one HTML page that needs nothing else: no scripts, no links, a style sheet within.
    ///
    /// All text is escaped: it may have come from a log, and so from whoever knocks at the machine.
    func writeHTML(to out: inout OutputBuffer, times: TimeText.Style) {
        var values = ReadableValues(times)
        out.append(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>
            """)
        out.append(html: title)
        out.append("</title>\n<style>\n")
        out.append(Self.styleSheet)
        out.append("</style>\n</head>\n<body>\n<h1>")
        out.append(html: title)
        out.append("</h1>\n<p class=\"time\">")
        out.append(html: values.string(timestamp))
        out.append("</p>\n")
        for warning in warnings {
            out.append("<p class=\"warning\">")
            out.append(html: warning)
            out.append("</p>\n")
        }
        for section in sections {
            out.append("<section>\n<h2>")
            out.append(html: section.title)
            out.append("</h2>\n")
            if section.isFacts {
                section.writeFacts(to: &out, &values)
            } else if section.rows.isEmpty {
                out.append("<p>none</p>\n")
            } else {
                section.writeTable(to: &out, &values)
            }
            out.append("</section>\n")
        }
        out.append("</body>\n</html>\n")
    }

    private static let styleSheet: StaticString = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; margin-bottom: 0; }
        h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #8886; padding-bottom: .25rem; }
        .time { margin-top: 0; opacity: .7; }
        .warning { border-left: 4px solid #d97706; background: #d9770622; padding: .5rem .75rem; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .25rem .75rem .25rem 0; vertical-align: top; }
        td { overflow-wrap: anywhere; }
        thead th { font-weight: 600; opacity: .7; }
        tbody tr { border-top: 1px solid #8883; }
        .number { text-align: right; white-space: nowrap; }
        .facts th { width: 14rem; font-weight: 400; opacity: .8; }

        """
}

extension Section {
    fileprivate func writeFacts(to out: inout OutputBuffer, _ values: inout ReadableValues) {
        out.append("<table class=\"facts\"><tbody>\n")
        for (column, cell) in zip(columns, rows[0]) {
            out.append("<tr><th scope=\"row\">")
            out.append(html: column.title)
            out.append("</th><td>")
            out.append(html: values.string(cell))
            out.append("</td></tr>\n")
        }
        out.append("</tbody></table>\n")
    }

    fileprivate func writeTable(to out: inout OutputBuffer, _ values: inout ReadableValues) {
        let isNumber = columns.indices.map { column in
            !rows.contains { $0[column].isLeftAligned }
        }
        out.append("<table><thead><tr>")
        for (index, column) in columns.enumerated() {
            out.append(isNumber[index] ? "<th class=\"number\">" : "<th>")
            out.append(html: column.title)
            out.append("</th>")
        }
        out.append("</tr></thead><tbody>\n")
        for row in rows {
            out.append("<tr>")
            for (index, cell) in row.enumerated() {
                out.append(isNumber[index] ? "<td class=\"number\">" : "<td>")
                out.append(html: values.string(cell))
                out.append("</td>")
            }
            out.append("</tr>\n")
        }
        out.append("</tbody></table>\n")
    }
}

extension OutputBuffer {
    /// Appends text as HTML shows it: the five characters of its grammar as entities, control characters that no
    /// document may hold as U+FFFD.
    mutating func append(html text: String) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            case ">": append("&gt;")
            case "\"": append("&quot;")
            case "'": append("&#39;")
            case "\n", "\t": append(UInt8(scalar.value))
            default:
                let isControl = scalar.value < 0x20 || 0x7F..<0xA0 ~= scalar.value
                append(isControl ? "\u{FFFD}" : String(scalar))
            }
        }
    }
}
