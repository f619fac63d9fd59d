public import ArgumentParser
public import LoglyShared

extension CommonOptions {
    /// Reads the configuration that this command line and its environment lead to, and says what is wrong with it.
    ///
    /// - Throws: 78 where a mistake in it stops a program of this use, 66 where a named file cannot be read. Of
    ///   several mistakes the last one is thrown, the others have been reported.
    public func configuration(
        for use: ConfigurationUse, messages: Messages, environment: UserEnvironment = .current
    ) throws(ToolError) -> ConfigurationReading {
        let reading = try ConfigurationReading(
            at: ConfigurationLocation(option: config, environment: environment), for: use,
            environment: environment)
        if !verbose { messages.follow(reading.configuration.logging.level) }
        for warning in reading.warnings { messages.warning(warning) }
        for error in reading.errors.dropLast() { messages.error(error) }
        if let last = reading.errors.last { throw last }
        for note in reading.notes { messages.note(note) }
        return reading
    }
}

/// The option of every program that has a database.
public struct DatabaseOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The database.", valueName: "file"))
    public var database: String?

    public init() {}

    /// As read without the argument parser.
    public init(database: String?) { self.database = database }

    /// Where the database is, by this option, the environment and the configuration.
    public func path(_ configuration: Configuration, environment: UserEnvironment = .current) -> String {
        DatabaseLocation.path(option: database, configuration: configuration, environment: environment)
    }
}
