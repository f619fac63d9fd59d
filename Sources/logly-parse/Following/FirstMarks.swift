import Glibc
import LoglyShared

/// What first runs met, kept in the lock file until the offsets themselves tell of those logs.
///
/// A first run that is killed before its first commit leaves no trace in the database. Were the log rotated before
/// the next run, the file that was to be read would be an older one that nobody knows. The marks are checkpoints at
/// the offset 0, one a line, as in the FILE of `--offsets`. They are a remedy and no need: where they cannot be
/// written, the run goes on.
///
/// Beside such a FILE they stay: it may lose its end, and with it all that it told of a log.
struct FirstMarks {
    private let path: String
    private let run: RunName
    private var marks = StoredOffsets()
    /// Of this run's own.
    private var fresh: Set<LogName> = []

    /// Reads what earlier runs left, and forgets it once all of it is stored in a database.
    ///
    /// - Parameters:
    ///   - path: the lock file, whose lock is held.
    ///   - mayBeTorn: the offsets are kept in a FILE.
    init(path: String, run: RunName, stored: StoredOffsets, mayBeTorn: Bool) {
        (self.path, self.run) = (path, run)
        _ = try? OffsetsFile.load(path, into: &marks)
        if mayBeTorn || marks.generations.keys.contains(where: { stored.generations[$0] == nil }) { return }
        if !marks.generations.isEmpty { truncate(path, 0) }
        marks = StoredOffsets()
    }

    /// The logs that first runs met.
    var logs: [LogName] { Array(marks.generations.keys) }

    /// What first runs met of a log.
    ///
    /// A mark of this run tells nothing while the same file is there, and something once that has been rotated.
    func generations(of log: LogName) -> [Generation] {
        let known = marks.generations[log] ?? []
        guard fresh.contains(log), let file = try? LogFile(log.path) else { return known }
        return known.filter { $0.inode != file.inode || $0.device != file.device }
    }

    /// Notes the files of logs that a first run is about to read, before it reads any.
    mutating func leave(at logs: [LogName]) {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        if descriptor < 0 { return }
        defer { close(descriptor) }
        var out = OutputBuffer(descriptor: descriptor, name: path)
        for log in logs where marks.generations[log] == nil {
            guard let file = try? LogFile(log.path, packing: Packing.split(log.path).packing) else {
                continue
            }
            var mark = Generation(log, number: 1, FileContent(file))
            mark.time = run.start
            marks.add(mark)
            fresh.insert(log)
            out.append(mark.checkpoint(run: run.text))
        }
        try? out.flush()
    }
}
