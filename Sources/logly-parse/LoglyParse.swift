import ArgumentParser
import LoglyCommand
import LoglyShared

@main
struct LoglyParse: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-parse", abstract: "", version: loglyVersion)

    @OptionGroup var common: CommonOptions

    func run(messages: Messages) throws(ToolError) {
        messages.note("nothing yet")
    }

    static func main() { runProgram() }
}
