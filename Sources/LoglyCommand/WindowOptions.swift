public import ArgumentParser
public import LoglyShared

/// Which rows a question is about: a window of time, a host, a source.
///
/// The window is the last 24 hours by default. `--since` is inclusive and `--until` exclusive; without `--until`
/// it ends now, and with `--since all` and no `--until` it is everything.
public struct WindowOptions: ParsableArguments {
    @Option(
        parsing: .unconditional, help: ArgumentHelp("The last hours; decimals are taken.", valueName: "n"))
    public var hours: Double?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("The last days; decimals are taken.", valueName: "n"))
    public var days: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("From this moment on; \"all\" is from the beginning.", valueName: "time"))
    public var since: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Before this moment.", valueName: "time"))
    public var until: String?

    @Option(help: ArgumentHelp("Only this machine.", valueName: "name"))
    public var host: String?

    @Option(help: ArgumentHelp("Only this source of log events.", valueName: "name"))
    public var source: String?

    @OptionGroup var nowOption: NowOption

    public init() {}

    public func validate() throws {
        if hours != nil, days != nil { throw ValidationError("--hours and --days exclude each other") }
        if since != nil, hours != nil || days != nil {
            throw ValidationError("--since excludes --hours and --days")
        }
        for (name, value) in [("--hours", hours), ("--days", days)] {
            guard let value else { continue }
            guard value.isFinite, value > 0 else {
                throw ValidationError("\(name) must be a number above 0")
            }
        }
        do { _ = try window(defaultHours: 24) } catch { throw ValidationError(error.description) }
    }

    /// The window that the options describe.
    ///
    /// - Parameter defaultHours: its length where none is given.
    public func window(defaultHours: Double) throws(ToolError) -> TimeWindow {
        let now = try nowOption.moment()
        let end = try until.map { text throws(ToolError) in
            try WindowTime.parse(text, option: "--until", now: now)
        }
        if since == "all" { return TimeWindow(since: nil, until: end, now: now) }
        let begin = try since.map { text throws(ToolError) in
            try WindowTime.parse(text, option: "--since", now: now)
        }
        var window = TimeWindow(hours: hours ?? days.map { $0 * 24 } ?? defaultHours, before: now)
        if let end {
            window = TimeWindow(hours: hours ?? days.map { $0 * 24 } ?? defaultHours, before: end)
            window.until = end
            window.now = now
        }
        if let begin { window.since = begin }
        if let begin, let end, end < begin { throw ToolError(.usage, "--until lies before --since") }
        return window
    }
}
