import ArgumentParser
import Glibc
import LoglyCommand
import LoglyShared

@main
struct LoglyParse: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-parse", abstract: "Read logs and write their events as NDJSON.",
        version: loglyVersion)

    @OptionGroup var common: CommonOptions

    @OptionGroup var following: FollowOptions

    @OptionGroup var storage: DatabaseOptions

    @Option(help: ArgumentHelp("Read FILEs or stdin from the start as this format.", valueName: "name"))
    var format: FormatName?

    @Option(
        help: ArgumentHelp("The zone of times that tell none; default: this machine's.", valueName: "zone"))
    var timezone: Zone?

    @OptionGroup var present: NowOption

    @Option(help: ArgumentHelp("The name of the machine in each event.", valueName: "name"))
    var host: String?

    @Flag(help: "Tell which rule takes each line, or where the nearest one gives up, instead of events.")
    var explain = false

    @Flag(help: "Show the formats with an example each.")
    var listFormats = false

    @Argument(help: ArgumentHelp("Logs, also .gz, .xz, .zst and .bz2; - is stdin.", valueName: "file"))
    var files: [String] = []

    func validate() throws {
        if format == nil, !files.isEmpty { throw ValidationError("a FILE needs --format") }
        if format != nil, let option = following.named {
            throw ValidationError("\(option) is for the sources of the configuration, not for --format")
        }
    }

    func run(messages: Messages) throws(ToolError) {
        var out = OutputBuffer(descriptor: STDOUT_FILENO, name: "stdout")
        if listFormats {
            out.appendListOfFormats()
            return try out.flush()
        }
        messages.progress.giveWay(to: STDOUT_FILENO)
        guard let format else { return try follow(messages, to: &out) }
        let configured = try common.configuration(for: .collecting, messages: messages).configuration.host
        let run = HandRun(
            format: format, files: files.isEmpty ? ["-"] : files,
            host: host ?? configured ?? HostName.ofMachine(),
            settings: FormatSettings(zone: timezone ?? .ofThisMachine, now: try present.moment()),
            nowIsTold: present.now != nil, explains: explain)
        try run.run(messages: messages, to: &out)
    }

    private func follow(_ messages: Messages, to out: inout OutputBuffer) throws(ToolError) {
        let reading = try common.configuration(for: .collecting, messages: messages)
        try FollowRun.run(
            following, reading: reading,
            database: storage.path(reading.configuration), host: host, now: try present.moment(),
            nowIsTold: present.now != nil,
            messages: messages, to: &out)
    }

    static func main() { runProgram() }
}

extension FormatName: ExpressibleByArgument {}

extension Zone: ExpressibleByArgument {
    public init?(argument: String) { self.init(named: argument) }
}

extension OutputBuffer {
    /// Each format with an example line, as `--list-formats` shows them.
    fileprivate mutating func appendListOfFormats() {
        for format in FormatName.allCases {
            append(format.rawValue)
            append(String(repeating: " ", count: 13 - format.rawValue.utf8.count))
            append(format.example)
            append("\n")
        }
    }
}
