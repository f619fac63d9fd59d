import LoglyCommand
import LoglyShared

/// One run: from the database into the output.
struct ExportRun {
    let settings: ExportSettings
    let progress: Progress

    func run(_ database: borrowing Database, into out: inout OutputBuffer) throws(ToolError) {
        switch (settings.kind, settings.format) {
        case (_, .prometheus): try writeLatestSamples(database, into: &out)
        case (.status, _):
            let status = try database.snapshot { () throws(ToolError) in
                try StatusReport(
                    database, now: settings.selection.window.now, configuration: settings.configuration)
            }
            write(status.document, into: &out)
        case (.report, _):
            let report = try database.snapshot { () throws(ToolError) in
                try PeriodReport(database, settings.selection, configuration: settings.configuration)
            }
            write(report.document, into: &out)
        case (let kind?, _): try writeTable(kind, database, into: &out)
        case (nil, _): break
        }
    }

    private func writeTable(
        _ kind: ExportKind, _ database: borrowing Database, into out: inout OutputBuffer
    ) throws(ToolError) {
        let table = try ExportTable(kind, settings.selection, in: database)
        switch settings.format {
        case .json, .ndjson:
            var writer = JSONTable(table.type, table.columns, asArray: settings.format == .json)
            try table.write(with: &writer, database, to: &out, progress: progress)
        case .text:
            var writer = LogText(times: settings.times, style: settings.style)
            try table.write(with: &writer, database, to: &out, progress: progress)
        default:
            var writer = CSVTable(
                table.columns, hidden: table.hiddenInCSV, times: settings.times, raw: settings.raw)
            try table.write(with: &writer, database, to: &out, progress: progress)
        }
    }

    private func writeLatestSamples(
        _ database: borrowing Database, into out: inout OutputBuffer
    ) throws(ToolError) {
        let kinds =
            settings.kind.map { [$0] } ?? ExportKind.allCases.filter { $0.formats.contains(.prometheus) }
        let latest = try database.snapshot { () throws(ToolError) in
            try LatestSamples(of: kinds, host: settings.selection.host, in: database)
        }
        if latest.exposition.isEmpty { throw ToolError(.unavailable, "no samples in \(database.path)") }
        latest.write(to: &out)
    }

    private func write(_ document: Document, into out: inout OutputBuffer) {
        switch settings.format {
        case .json: document.writeJSON(to: &out)
        case .html: document.writeHTML(to: &out, times: settings.times)
        default: document.writeText(to: &out, times: settings.times, style: settings.style)
        }
    }
}
