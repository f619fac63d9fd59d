import ArgumentParser
import Glibc
import LoglyCommand
import LoglyShared

@main
struct LoglyAnalyze: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-analyze",
        abstract: "Say what the database knows: health, threats, errors, issues.",
        discussion: """
            Answers are records, one a line, the worst first; --format text is for people. With several machines in \
            the database a summary is one record for each.
            """,
        version: loglyVersion)

    enum Format: String, ExpressibleByArgument, CaseIterable { case ndjson, json, text }

    @OptionGroup(title: "What to say") var question: QuestionOptions
    @OptionGroup(title: "Of which rows") var rows: WindowOptions

    @Option(help: "The form of the answer.")
    var format = Format.ndjson

    @Option(
        help: ArgumentHelp("End with 1 where an issue is at least so severe.", valueName: "level"))
    var failOn: SeverityLevel?

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the answer goes.", valueName: "file"))
    var output: String?

    @OptionGroup var databaseOptions: DatabaseOptions
    @OptionGroup var common: CommonOptions

    func run(messages: Messages) throws(ToolError) {
        let configuration = try common.configuration(for: .reporting, messages: messages).configuration
        let analysis = AnalysisRun(
            question: try asked(configuration), report: question.report(configuration),
            showsTrends: question.trends, trace: question.trace, failOn: failOn)
        let database = try Database.open(databaseOptions.path(configuration), .readOnly)
        let answer = try database.snapshot { () throws(ToolError) -> Answer in
            try analysis.answer(from: database)
        }
        try write(answer)
        if let reason = answer.reason { messages.error(ToolError(answer.status, reason)) }
        messages.answer(answer.status)
    }

    private func asked(_ configuration: Configuration) throws(ToolError) -> AnalysisQuestion {
        let hours =
            question.trends
            ? configuration.query.trendAnalysisDays * 24 : configuration.query.defaultTimeWindow
        var asked = AnalysisQuestion(window: try rows.window(defaultHours: hours))
        asked.host = rows.host
        asked.source = rows.source
        asked.thresholds = configuration.query.thresholds
        asked.lists = AddressLists(
            whitelist: configuration.tracing.ipWhitelist, blacklist: configuration.tracing.ipBlacklist,
            autoBlacklistThreshold: configuration.tracing.autoBlacklistThreshold)
        asked.configuredInterval = Double(configuration.collection.systemMetrics)
        return asked
    }

    private func write(_ answer: Answer) throws(ToolError) {
        var file = try OutputFile.open(output)
        switch format {
        case .ndjson:
            for record in answer.records {
                file.out.append(record)
                file.out.append("\n")
            }
        case .json:
            if answer.isSummary, answer.records.count == 1 {
                file.out.append(answer.records[0])
            } else {
                file.out.append(.array(answer.records))
            }
            file.out.append("\n")
        case .text:
            let toTerminal = output == nil || output == "-"
            var text = ReportText(
                style: toTerminal
                    ? TerminalStyle(descriptor: STDOUT_FILENO) : TerminalStyle(isColoured: false),
                zone: .ofThisMachine)
            file.out.append(text.text(of: answer))
        }
        try file.finish()
    }

    static func main() { runProgram() }
}

extension SeverityLevel: ExpressibleByArgument {}
