import ArgumentParser
import Glibc
import LoglyCommand
import LoglyShared

/// `logly-export`: what the database holds, as tables for other programs and as text for people.
@main
struct LoglyExport: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-export",
        abstract: "Write samples, logs, aggregates, a report, the state of the database, or a copy of it.",
        usage: """
            logly-export system|network|filesystem|interface|disk|logs|hourly|daily|ips [options]
            logly-export report|status [options]
            logly-export backup <file> [--database <file>]
            logly-export --format prometheus [options]
            """,
        version: loglyVersion)

    @Argument(
        help: ArgumentHelp(
            "What to write: \(ExportKind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "kind"))
    var kind: ExportKind?

    @Argument(help: ArgumentHelp("Of a backup: where to; - is stdout.", valueName: "file"))
    var file: String?

    @Option(
        help: ArgumentHelp(
            "csv, json or ndjson; logs also text; samples also prometheus (the latest one); report: text, html or json; status: text or json.",
            valueName: "format"))
    var format: ExportFormat?

    @Option(help: ArgumentHelp("Only events of this level and above.", valueName: "level"))
    var level: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to this file; - is stdout.", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Times in CSV and text: epoch seconds or RFC 3339, not export.timestamp_format.",
            valueName: "epoch|iso"))
    var time: TimeStyle?

    @Flag(help: "Leave cells that a spreadsheet would run as they are.")
    var raw = false

    @OptionGroup var rows: WindowOptions
    @OptionGroup var location: DatabaseOptions
    @OptionGroup var common: CommonOptions

    enum TimeStyle: String, ExpressibleByArgument { case epoch, iso }

    func validate() throws {
        guard let kind else {
            if format == .prometheus { return }
            throw ValidationError("a kind is missing: what should be written?")
        }
        if kind == .backup { return try validateBackup() }
        if let file { throw ValidationError("unexpected argument \(file); a file to write to is -o \(file)") }
        if let format, !kind.formats.contains(format) {
            let known = kind.formats.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "\(kind.rawValue) cannot be written as \(format.rawValue), only as \(known)")
        }
        if level != nil, !kind.hasLevels { throw ValidationError("--level is for logs and ips") }
        if rows.source != nil, !kind.hasSources {
            throw ValidationError("--source is for logs, ips and report")
        }
        if let level, Level(name: level.uppercased()) == nil {
            let known = Level.allCases.map { $0.name.description.lowercased() }.joined(separator: ", ")
            throw ValidationError("unknown level \(level); levels are \(known)")
        }
    }

    private func validateBackup() throws {
        if file == nil { throw ValidationError("a file is missing: logly-export backup FILE") }
        let isNarrowed =
            rows.host != nil || rows.source != nil || rows.hours != nil || rows.days != nil
            || rows.since != nil || rows.until != nil || level != nil
        if isNarrowed || format != nil || output != nil {
            throw ValidationError(
                "a backup is the whole database in SQLite's format, written to FILE: no --format, -o, window or filter"
            )
        }
    }

    func run(messages: Messages) throws(ToolError) {
        if kind == .backup, let file { return try backUp(to: file, messages) }
        let settings = try ExportSettings(self, messages: messages)
        let database = try Database.open(settings.database, .readOnly)
        if output == nil || output == "-" { messages.progress.giveWay(to: STDOUT_FILENO) }
        var output = try OutputFile.open(output)
        try ExportRun(settings: settings, progress: messages.progress).run(database, into: &output.out)
        try output.finish()
        if kind == .report, try !database.holdsData() {
            throw ToolError(.unavailable, "\(database.path) holds no data yet")
        }
    }

    private func backUp(to file: String, _ messages: Messages) throws(ToolError) {
        let configuration = try common.configuration(for: .reporting, messages: messages).configuration
        let database = try Database.open(location.path(configuration), .readOnly)
        if file == "-" { messages.progress.giveWay(to: STDOUT_FILENO) }
        try Backup(progress: messages.progress).run(database, to: file)
    }

    static func main() { runProgram() }
}
