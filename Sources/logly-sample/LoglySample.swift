import ArgumentParser
import LoglyCommand
import LoglyShared

@main
struct LoglySample: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-sample", abstract: "", version: loglyVersion)

    @OptionGroup var common: CommonOptions

    func run(messages: Messages) throws(ToolError) {
        messages.note("nothing yet")
    }

    static func main() { runProgram() }
}
