import ArgumentParser
import Glibc
import LoglyCommand
import LoglyShared

/// `logly-export`: what the database holds, as tables for other programs and as text for people.
@main
struct LoglyExport: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-export",
        abstract: "Write samples, logs, aggregates, a report or the state of the database.",
        usage: """
            logly-export system|network|filesystem|interface|disk|logs|hourly|daily|ips [options]
            logly-export report|status [options]
            logly-export --format prometheus [options]
            """,
        version: loglyVersion)

    @Argument(
        help: ArgumentHelp(
            "What to write: \(ExportKind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "kind"))
    var kind: ExportKind?

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

    func run(messages: Messages) throws(ToolError) {
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

    static func main() { runProgram() }
}
