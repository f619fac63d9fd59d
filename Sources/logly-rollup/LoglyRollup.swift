import ArgumentParser
import Glibc
import LoglyCommand
import LoglyShared

@main
struct LoglyRollup: LoglyProgram {
    static let configuration = CommandConfiguration(
        commandName: "logly-rollup",
        abstract: "Bring hours and days up to date, then remove what is past its time.",
        discussion: """
            Reads the rows that came since the last run and adds them to hourly_aggregates, daily_aggregates, \
            ip_activity and source_activity; a row that came late is added to its own hour and day. Then old rows are removed, raw ones \
            never before they are counted.
            """,
        version: loglyVersion)

    @OptionGroup var common: CommonOptions

    @OptionGroup var location: DatabaseOptions

    @Flag(help: "Compute again from the raw rows what they still allow.")
    var rebuild = false

    @Flag(inversion: .prefixedNo, help: "Remove what is past its time.")
    var prune = true

    @Flag(help: "Print the hours and days that were written, as NDJSON.")
    var emit = false

    @OptionGroup var now: NowOption

    func run(messages: Messages) throws(ToolError) {
        let configuration = try common.configuration(for: .reporting, messages: messages).configuration
        let path = location.path(configuration)
        let now = try now.moment()
        let zone = try Self.zone(configuration.aggregation)
        let database = try Database.open(path, .readWrite, mustExist: true)
        let lock = try RunLock.take(beside: path, program: "logly-rollup")
        guard configuration.aggregation.isEnabled else {
            messages.note("nothing is rolled up or removed: aggregation.enabled is false")
            return
        }
        let lengths = configuration.aggregation.intervals.map { $0 == .hourly ? Period.Length.hour : .day }
        let progress = messages.progress
        if emit { progress.giveWay(to: STDOUT_FILENO) }
        let periods = try RollupRun(zone: zone, lengths: Set(lengths), rebuilds: rebuild, progress: progress)
            .run(database)
        try KnownErrors.remember(in: database)
        if emit { try Emission.print(periods, database) }
        var removed = 0
        if prune {
            removed = try Retention(now, days: CalendarDays(zone: zone), configuration)
                .run(database, progress: progress)
        }
        var hasChanged = !periods.isEmpty || removed > 0
        if hasChanged { try Compaction.optimize(database) }
        if prune, let megabytes = configuration.database.maxSizeMB {
            let cap = SizeCap(limit: Int64(megabytes) << 20)
            removed += try cap.run(database, progress: progress)
            // Free pages and what others left in the WAL count too.
            if try database.sizeOnDisk() > cap.limit { hasChanged = true }
        }
        if hasChanged || removed > 0 { try Compaction.run(database) }
        messages.note(
            "\(counted(periods.count, "hour or day", "hours and days")) written, \(counted(removed, "row")) removed"
        )
        withExtendedLifetime(lock) {}
    }

    private static func zone(_ settings: Configuration.Aggregation) throws(ToolError) -> Zone {
        guard let name = settings.timezone else { return .utc }
        guard let zone = Zone(named: name) else {
            throw ToolError(.configuration, "aggregation.timezone: unknown time zone \(name)")
        }
        return zone
    }

    static func main() { runProgram() }
}

extension Retention {
    init(_ now: Timestamp, days: CalendarDays, _ configuration: Configuration) {
        self.init(
            now, days: days, keepSamples: configuration.aggregation.keepRawDataDays,
            keepEvents: configuration.database.retentionDays,
            keepDays: configuration.aggregation.keepDailyDays)
    }
}
