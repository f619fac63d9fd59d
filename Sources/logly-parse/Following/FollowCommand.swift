import ArgumentParser
import Glibc
import LoglyCommand
import LoglyShared

/// The command line of a run over the configured sources.
struct FollowOptions: ParsableArguments {
    @Option(
        name: .customLong("source"),
        help: ArgumentHelp("Read only this source of the configuration; may be repeated.", valueName: "name"))
    var sources: [String] = []

    @Option(
        help: ArgumentHelp(
            "Keep offsets in FILE, where `logly-ingest --ack` appends them, not in the database.",
            valueName: "file"))
    var offsets: String?

    @Flag(help: "Also read rotated files that are older than what is known.")
    var backfill = false

    /// An option that was given, whatever it says.
    var named: String? {
        sources.isEmpty ? offsets == nil ? backfill ? "--backfill" : nil : "--offsets" : "--source"
    }
}

extension FollowRun {
    /// Reads what the command line and the configuration lead to, under the lock of the offsets.
    static func run(
        _ options: FollowOptions, reading: ConfigurationReading, database: String, host: String?,
        now: Timestamp, nowIsTold: Bool, messages: Messages, to out: inout OutputBuffer
    ) throws(ToolError) {
        let configuration = reading.configuration
        let sources = try chosen(options.sources, of: configuration.logs)
        OpenFiles.raiseLimit()
        // Before anything is read: what another run is sending would be read twice.
        let place = options.offsets ?? database
        let lock = try RunLock.take(beside: place, program: "logly-parse")
        if lock == nil { messages.note("cannot make a lock file beside \(place)") }
        let offsets =
            if let file = options.offsets {
                try OffsetsFile(path: file).read(
                    forgettingBefore: .current.advanced(
                        bySeconds: -86_400 * Double(configuration.database.retentionDays))
                ) { messages.note($0) }
            } else {
                try StoredOffsets(database: database)
            }
        let machine = HostName.ofMachine()
        let name = HostName(
            option: host, configured: configuration.host, recorded: offsets.host, machine: machine)
        if let machine = name.renamedTo {
            messages.note("this machine is now called \(machine); its logs stay those of \(name.name)")
        }
        let runName = RunName(start: .ofFiles, process: getpid())
        let run = FollowRun(
            sources: sources, reading: reading, allSources: configuration.logs.sources,
            areNamed: !options.sources.isEmpty,
            host: name.name, machine: machine, offsets: offsets, stored: KnownGenerations(offsets),
            marks: FirstMarks(
                path: RunLock.file(beside: place, program: "logly-parse"), run: runName, stored: offsets,
                mayBeTorn: options.offsets != nil),
            sendsUnchanged: options.offsets != nil,
            backfill: options.backfill, now: now, nowIsTold: nowIsTold,
            messages: messages,
            name: runName)
        try run.run(to: &out)
        withExtendedLifetime(lock) {}
    }

    /// The sources to read: all that are enabled, or those of them that are named.
    private static func chosen(
        _ names: [String], of logs: Configuration.Logs
    ) throws(ToolError) -> [LogSource] {
        for name in names where !logs.sources.contains(where: { $0.name == name }) {
            let known = logs.sources.map(\.name).joined(separator: ", ")
            throw ToolError(.usage, "unknown source \"\(name)\"; the configuration has: \(known)")
        }
        let chosen = logs.sources.filter { $0.isEnabled && (names.isEmpty || names.contains($0.name)) }
        if chosen.isEmpty || !logs.isEnabled {
            throw ToolError(
                .unavailable,
                names.isEmpty
                    ? "no source: the configuration enables none"
                    : "no source: the configuration does not enable \(names.joined(separator: ", "))")
        }
        return chosen
    }
}
