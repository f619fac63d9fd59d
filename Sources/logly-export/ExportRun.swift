import LoglyShared

/// One run: from the database into the output.
struct ExportRun {
    let settings: ExportSettings

    func run(_ database: borrowing Database, into out: inout OutputBuffer) throws(ToolError) {
        try writeTable(settings.kind ?? .system, database, into: &out)
    }

    private func writeTable(
        _ kind: ExportKind, _ database: borrowing Database, into out: inout OutputBuffer
    ) throws(ToolError) {
        let table = try ExportTable(kind, settings.selection, in: database)
        var rows = try table.query.prepare(in: database)
        switch settings.format {
        case .json, .ndjson:
            var writer = JSONTable(table.type, table.columns, asArray: settings.format == .json)
            try writer.write(&rows, to: &out)
        case .text, .html, .prometheus:
            throw ToolError(.unavailable, "\(settings.format.rawValue) is not written yet")
        case .csv:
            var writer = CSVTable(
                table.columns, hidden: table.hiddenInCSV, times: settings.times, raw: settings.raw)
            try writer.write(&rows, to: &out)
        }
    }
}
