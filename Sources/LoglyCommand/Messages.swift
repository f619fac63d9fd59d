import Glibc
public import LoglyShared

/// What a program says on stderr, one line a message, and the exit status that follows from it.
///
/// Notes are for a person: only on a terminal or with `--verbose`, so that cron sends no mail. Warnings and
/// errors always appear. Under journald each line begins with its priority, as sd-daemon(3) defines it.
public final class Messages {
    private let program: String
    private var showsNotes: Bool
    private let marksPriority: Bool
    /// stderr is a terminal.
    public let isTerminal: Bool
    /// How far the work is, on a terminal.
    public let progress: Progress
    /// What the soft errors so far amount to.
    public private(set) var status = ExitStatus.success

    public init(program: String, quiet: Bool = false, verbose: Bool = false) {
        self.program = program
        self.isTerminal = isatty(STDERR_FILENO) == 1
        self.showsNotes = verbose || (isTerminal && !quiet)
        self.marksPriority = Self.journalReadsStderr()
        progress = Progress(program: program, isWanted: isTerminal && !quiet)
    }

    /// Takes `logging.level` of the configuration: notes always, on a terminal, or never.
    public func follow(_ level: Level) {
        if level == .debug { showsNotes = true }
        if level > .info { showsNotes = false }
        progress.follow(isWanted: level <= .info)
    }

    public func note(_ text: @autoclosure () -> String) {
        if showsNotes { write(text(), priority: 6) }
    }

    public func warning(_ text: String) { write(text, priority: 4) }

    /// Something failed and the run goes on: it will end with this status, or a worse one.
    public func error(_ error: ToolError) {
        write(error.description, priority: 3)
        status = status.combined(with: error.status)
    }

    /// The run was well, and the status is its answer.
    public func answer(_ status: ExitStatus) { self.status = self.status.combined(with: status) }

    private func write(_ text: String, priority: Int) {
        progress.erase()
        var line = OutputBuffer(descriptor: STDERR_FILENO, name: "stderr")
        if marksPriority { line.append("<\(priority)>") }
        line.append("\(program): ")
        // Names from file systems and configurations may hold line ends; a message is one line.
        line.append(text.replacingControlCharacters())
        line.append(UInt8(ascii: "\n"))
        try? line.flush()
    }

    private static func journalReadsStderr() -> Bool {
        guard let stream = getenv("JOURNAL_STREAM") else { return false }
        var stderr = stat()
        guard fstat(STDERR_FILENO, &stderr) == 0 else { return false }
        return String(cString: stream) == "\(stderr.st_dev):\(stderr.st_ino)"
    }
}

extension String {
    func replacingControlCharacters() -> String {
        guard utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return self }
        return String(
            String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }
}
