import ArgumentParser
import Glibc
import LoglyCommand
import LoglyShared

@main
struct LoglyIngest: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-ingest",
        abstract: "Stores records, each once.",
        discussion: """
            Reads NDJSON from the FILEs, or from stdin, and stores it in the database. The events of a batch are \
            committed together with the offset of their log.
            """,
        version: loglyVersion)

    @OptionGroup var common: CommonOptions
    @OptionGroup var location: DatabaseOptions

    @Flag(help: "Answer each complete batch with a checkpoint on stdout, once it is committed for good.")
    var ack = false

    @Option(help: ArgumentHelp("Append rejected lines to this file.", valueName: "file"))
    var reject: String?

    @Option(help: "The host of records that carry none.")
    var host: String?

    @Argument(help: ArgumentHelp("NDJSON; - is stdin.", valueName: "file"))
    var files: [String] = []

    func validate() throws {
        if ack, reject == "-" { throw ValidationError("--ack and --reject - cannot share stdout.") }
    }

    func run(messages: Messages) throws(ToolError) {
        let reading = try common.configuration(for: .collecting, messages: messages)
        let database = try Database.open(location.path(reading.configuration), .readWrite)
        let machine = HostName.ofMachine()
        let configured = reading.configuration.host
        let name = HostName(
            option: host, configured: configured, recorded: try MetadataTable.host(in: database),
            machine: machine)
        messages.noteRename(name)
        if ack { messages.progress.giveWay(to: STDOUT_FILENO) }
        let store = try IngestStore(
            database, host: name.name, machine: configured ?? machine, isDurable: ack, clock: { .current })
        var run = IngestRun(
            into: store, acknowledging: ack, rejects: try reject.map(RejectFile.init(path:)),
            messages: messages)
        for file in files.isEmpty ? ["-"] : files { try read(file, by: &run, messages) }
        run.finish()
    }

    private func read(_ file: String, by run: inout IngestRun, _ messages: Messages) throws(ToolError) {
        if file == "-" {
            messages.progress.giveWay(to: STDIN_FILENO)
            if files.isEmpty, isatty(STDIN_FILENO) == 1 {
                messages.note(
                    "reading records from the terminal, to Ctrl-D; as in: logly-sample | logly-ingest")
            }
            return try run.read(STDIN_FILENO, name: "stdin")
        }
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            return messages.error(ToolError(.noInput, cannot: "open \(file)", errno: errno))
        }
        defer { close(descriptor) }
        try run.read(descriptor, name: file)
    }

    static func main() { runProgram() }
}
