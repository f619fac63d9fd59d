import ArgumentParser
import LoglyCommand
import LoglyShared

@main
struct LoglyIngest: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-ingest", abstract: "", version: loglyVersion)

    @OptionGroup var common: CommonOptions

    func run(messages: Messages) throws(ToolError) {
        messages.note("nothing yet")
    }

    static func main() { runProgram() }
}
