import ArgumentParser
import LoglyCommand
import LoglyShared

@main
struct LoglySample: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-sample",
        abstract:
            "Writes the state of this machine as NDJSON records: one sample, or one every so many seconds.",
        discussion: """
            Percentages of the processor cover the time since the sample that --state FILE keeps; without one, or \
            after a reboot, the counters are read twice, half a second apart.

              logly-sample | logly-ingest
              logly-sample --state /var/lib/logly/sample.state system network
              logly-sample --interval 60 | logly-ingest
            """,
        version: loglyVersion)

    @Argument(
        help: ArgumentHelp(
            "What to sample: system, network, filesystem, interface, disk (all).", valueName: "kind"))
    var kinds: [Kind] = []

    @Option(help: ArgumentHelp("Sample every S seconds, which may have decimals.", valueName: "S"))
    var interval: Double?

    @Option(help: ArgumentHelp("End after N samples.", valueName: "N"))
    var count: Int?

    @Option(help: ArgumentHelp("Keep the processor's counters here between runs.", valueName: "file"))
    var state: String?

    @Option(help: ArgumentHelp("Read a /proc mounted or recorded here.", valueName: "dir"))
    var procfs: String?

    @Option(help: ArgumentHelp("Read a /sys mounted or recorded here.", valueName: "dir"))
    var sysfs: String?

    @Option(help: ArgumentHelp("Look for mount points below this folder.", valueName: "dir"))
    var rootfs: String?

    @Option(help: ArgumentHelp("The host that records name (this machine's name).", valueName: "name"))
    var host: String?

    @OptionGroup var database: DatabaseOptions

    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let interval, !(interval >= 0.001 && interval <= 1e9) {
            throw ValidationError("--interval takes seconds, from 0.001.")
        }
        if let count, count < 1 { throw ValidationError("--count takes a number from 1.") }
        if count != nil, interval == nil { throw ValidationError("--count needs --interval.") }
        if state == "-" || state == "" { throw ValidationError("--state needs a file.") }
        if host == "" { throw ValidationError("--host needs a name.") }
    }

    func run(messages: Messages) throws(ToolError) {
        let configuration = try common.configuration(for: .collecting, messages: messages).configuration
        let wanted = Kinds(kinds, configuration)
        if wanted.isEmpty {
            messages.note("nothing to sample: system and network are not enabled in the configuration")
            return
        }
        let machine = try Machine(procfs: procfs, sysfs: sysfs, rootfs: rootfs, messages: messages)
        let host = SampledHost.choose(
            option: host, configured: configuration.host, database: database.path(configuration),
            messages: messages)
        var run = SampleRun(
            of: machine, host: host, kinds: wanted, state: state.map(StateFile.init), messages: messages)
        if let interval {
            try run.every(interval, count: count)
        } else {
            try run.once()
        }
    }

    static func main() { runProgram() }
}
