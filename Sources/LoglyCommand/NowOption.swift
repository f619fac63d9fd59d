public import ArgumentParser
public import LoglyShared

/// `--now TIME`: the moment that a program takes for now, so that what it does can be repeated.
public struct NowOption: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Take this moment for now.", valueName: "time"))
    public var now: String?

    public init() {}

    public func validate() throws {
        do { _ = try moment() } catch { throw ValidationError(error.description) }
    }

    /// What was given, else the clock's.
    public func moment() throws(ToolError) -> Timestamp {
        try now.map { text throws(ToolError) in
            try WindowTime.parse(text, option: "--now", now: .current)
        } ?? .current
    }
}
