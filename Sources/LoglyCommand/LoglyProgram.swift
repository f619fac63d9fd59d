public import ArgumentParser
import Glibc
public import LoglyShared

/// The version of all six programs.
public let loglyVersion = "0.1.0"

/// One of the six programs: parses its command line, runs, and ends with the status that follows.
///
/// A program writes its `main` as `static func main() { runProgram() }`.
public protocol LoglyProgram: ParsableCommand {
    var common: CommonOptions { get }
    /// Does the work. What is thrown ends the program; soft errors go to `messages`.
    func run(messages: Messages) throws(ToolError)
    /// Reads a command line of the simplest kind without the argument parser, where its 2 ms count.
    ///
    /// - Returns: nil for what the argument parser is to take, or to explain.
    static func plain(_ arguments: ArraySlice<String>) -> Self?
}

extension LoglyProgram {
    public func run() throws {}

    public static func plain(_ arguments: ArraySlice<String>) -> Self? { nil }

    public static func runProgram() -> Never {
        prepareSignals()
        let program = plain(CommandLine.arguments.dropFirst()) ?? parsed()
        let messages = Messages(
            program: _commandName, quiet: program.common.quiet, verbose: program.common.verbose)
        do {
            try program.run(messages: messages)
        } catch {
            messages.error(error)
        }
        messages.progress.erase()
        Glibc.exit(messages.status.rawValue)
    }

    private static func prepareSignals() {
        // Beyond `ulimit -f` a write then fails like one on a full disk, with a message and 74, where the signal would
        // end the program without a word.
        signal(SIGXFSZ, SIG_IGN)
        // A parent may have left blocked what is to end this program at once, as libdispatch's threads do.
        var ending = sigset_t()
        sigemptyset(&ending)
        for signal in [SIGHUP, SIGINT, SIGTERM] { sigaddset(&ending, signal) }
        sigprocmask(SIG_UNBLOCK, &ending, nil)
    }

    private static func parsed() -> Self {
        do {
            var command = try parseAsRoot()
            if let program = command as? Self { return program }
            // --help and --version are commands of the argument parser's own.
            try command.run()
            Glibc.exit(0)
        } catch {
            exit(withError: error)
        }
    }
}

/// The options that every program has.
public struct CommonOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("The configuration.", valueName: "file"))
    public var config: String?

    @Flag(help: "Say nothing but warnings and errors, also on a terminal.")
    public var quiet = false

    @Flag(help: "Say what is done, also where stderr is no terminal.")
    public var verbose = false

    public init() {}

    /// As read without the argument parser.
    public init(config: String?, quiet: Bool, verbose: Bool) {
        (self.config, self.quiet, self.verbose) = (config, quiet, verbose)
    }
}
