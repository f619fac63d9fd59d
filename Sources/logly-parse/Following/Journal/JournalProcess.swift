import Glibc
import LoglyShared

/// A running journalctl(1) whose entries come through a pipe.
final class JournalProcess {
    /// The entries.
    let output: Int32
    private let errors: Int32
    private var process: pid_t?
    private var complaint: [UInt8] = []

    /// More than that of stderr tells nothing new.
    private static let complaintLimit = 4096

    /// What is read of an entry, beside its place and time.
    private static let fields =
        "MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,_COMM,_HOSTNAME,_SYSTEMD_UNIT"

    /// - Parameters:
    ///   - source: which entries it wants.
    ///   - start: where to begin: `--after-cursor=…`, or nothing for the oldest.
    init(_ source: LogSource, from start: String?) throws(ToolError) {
        var words = ["journalctl", "-o", "json", "--all", "--no-pager", "--output-fields=\(Self.fields)"]
        words += source.units.map { "--unit=\($0)" } + source.identifiers.map { "--identifier=\($0)" }
        if let priority = source.priority { words.append("--priority=\(priority)") }
        if let start { words.append(start) }

        var ends: [Int32] = [-1, -1, -1, -1]
        let isPiped = ends.withUnsafeMutableBufferPointer { ends in
            pipe(ends.baseAddress!) == 0 && pipe(ends.baseAddress! + 2) == 0
        }
        guard isPiped else { throw ToolError(cannot: "read the journal", errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[3], STDERR_FILENO)
        let (child, failure) = spawn(words, &actions)
        close(ends[1])
        close(ends[3])
        (output, errors) = (ends[0], ends[2])
        if failure != 0 { throw ToolError(.noInput, cannot: "run journalctl", errno: failure) }
        process = child
    }

    deinit {
        abandon()
        close(output)
        close(errors)
    }

    /// Waits until there is something to read, or the end. What is said on stderr meanwhile is kept, so that nobody
    /// waits for it to be read.
    func waitForOutput() {
        var isSilent = false
        while true {
            var ready = [
                pollfd(fd: output, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isSilent ? -1 : errors, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&ready, 2, -1) < 0, errno != EINTR { return }
            if ready[1].revents != 0 { isSilent = !readErrors() }
            if ready[0].revents != 0 { return }
        }
    }

    /// False at the end of stderr.
    private func readErrors() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let got = read(errors, &buffer, buffer.count)
        if got < 0 { return errno == EINTR }
        complaint.append(contentsOf: buffer[..<min(got, Self.complaintLimit - complaint.count)])
        return got > 0
    }

    /// Waits for the end: whether it went well, and what was said on stderr, in one line.
    func finish() -> (isWell: Bool, complaint: String) {
        while readErrors() {}
        let isWell = wait() == 0
        let lines = String(decoding: complaint, as: UTF8.self).split(whereSeparator: \.isNewline)
        return (isWell, lines.map { String($0).trimmed }.joined(separator: " "))
    }

    /// Ends it before it is through.
    func abandon() {
        guard let process else { return }
        kill(process, SIGKILL)
        _ = wait()
    }

    private func wait() -> Int32 {
        guard let process else { return 0 }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        self.process = nil
        return status
    }
}

extension String {
    fileprivate var trimmed: Substring {
        drop { $0 == " " || $0 == "\t" }
    }
}
