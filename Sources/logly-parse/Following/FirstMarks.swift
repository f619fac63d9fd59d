import Glibc
import LoglyShared

/// What first runs met, kept in the lock file until the offsets themselves tell of those logs.
///
/// A first run that is killed before its first commit leaves no trace in the database. Were the log rotated before
/// the next run, the file that was to be read would be an older one that nobody knows. Nor does a run leave a trace
/// that found nothing, or nothing that it may read: what is born and rotated before the next one is no older file.
/// The marks are checkpoints at the offset 0, one a line, as in the FILE of `--offsets`. They are a remedy and no
/// need: where they cannot be written, the run goes on.
///
/// A mark without an inode says that the log was looked for at its time, and was absent. That of a glob stands for
/// whatever will match it, and stays.
///
/// Beside a FILE of `--offsets` all stay: it may lose its end, and with it all that it told of a log.
struct FirstMarks {
    private let path: String
    private let run: RunName
    private var marks = StoredOffsets()
    /// Of this run's own.
    private var fresh: Set<LogName> = []
    /// Logs that this run meets first.
    private var met: Set<LogName> = []

    /// Reads what earlier runs left, and forgets what is stored in a database.
    ///
    /// - Parameters:
    ///   - path: the lock file, whose lock is held.
    ///   - mayBeTorn: the offsets are kept in a FILE.
    init(path: String, run: RunName, stored: StoredOffsets, mayBeTorn: Bool) {
        (self.path, self.run) = (path, run)
        _ = try? OffsetsFile.load(path, into: &marks)
        if mayBeTorn || !marks.generations.keys.contains(where: { stored.generations[$0] != nil }) { return }
        var rest = StoredOffsets()
        for mark in marks.all where stored.generations[mark.log] == nil { rest.add(mark) }
        marks = rest
        rewrite()
    }

    /// The logs that first runs met.
    var logs: [LogName] { marks.all.filter { !$0.inode.isEmpty }.map(\.log) }

    /// Whether no run before this one has met the log.
    func isMetFirst(_ log: LogName) -> Bool { met.contains(log) }

    /// What first runs met of a log.
    ///
    /// A mark of this run tells nothing while the same file is there, and something once that has been rotated.
    func generations(of log: LogName) -> [Generation] {
        let known = marks.generations[log] ?? []
        var status = stat()
        guard fresh.contains(log), stat(log.path, &status) == 0 else { return known }
        return known.filter { $0.inode != String(status.st_ino) || $0.device != String(status.st_dev) }
    }

    /// What is known of a log that none of them met: that it was looked for, by the path of its source.
    func absence(of log: LogName, lookedForBy pattern: String) -> [Generation] {
        var source = log
        source.path = pattern
        guard source != log, marks.generations[log] == nil, !fresh.contains(source) else { return [] }
        return (marks.generations[source] ?? []).map { mark in
            var mark = mark
            mark.log = log
            return mark
        }
    }

    /// Notes the files of logs that a first run is about to read, before it reads any, and what is not there.
    ///
    /// - Parameters:
    ///   - logs: with the path of the source, which may be a glob.
    ///   - globs: of the sources, as paths of logs.
    mutating func leave(at logs: [(name: LogName, pattern: String)], globs: [LogName]) {
        let logs = logs.filter { marks.generations[$0.name] == nil }
        met = Set(logs.map(\.name))
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        if descriptor < 0 { return }
        defer { close(descriptor) }
        var out = OutputBuffer(descriptor: descriptor, name: path)
        for (log, pattern) in logs {
            // Born since: all of it is to be read, and not only what is there now.
            if absence(of: log, lookedForBy: pattern).isEmpty { leave(Self.mark(of: log), in: &out) }
        }
        for glob in globs where marks.generations[glob] == nil { leave(Generation(absent: glob), in: &out) }
        try? out.flush()
    }

    private mutating func leave(_ mark: Generation, in out: inout OutputBuffer) {
        var mark = mark
        mark.time = run.start
        marks.add(mark)
        fresh.insert(mark.log)
        out.append(mark.checkpoint(run: run.text))
    }

    private static func mark(of log: LogName) -> Generation {
        if let file = try? LogFile(log.path, packing: Packing.split(log.path).packing) {
            return Generation(log, number: 1, FileContent(file))
        }
        var mark = Generation(absent: log)
        var status = stat()
        // Which file it is can be told without reading it.
        if stat(log.path, &status) == 0, status.unreadableKind == nil {
            (mark.device, mark.inode) = (String(status.st_dev), String(status.st_ino))
            mark.anchor.birth = .birth(of: log.path)
        }
        return mark
    }

    /// Over what is there, and then shorter: killed in between, it leaves a torn line and marks of logs that are stored.
    private func rewrite() {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        if descriptor < 0 { return }
        defer { close(descriptor) }
        var out = OutputBuffer(descriptor: descriptor, name: path)
        for mark in marks.all {
            out.append(mark.checkpoint(run: RunName(start: mark.time, process: getpid()).text))
        }
        guard (try? out.flush()) != nil else { return }
        ftruncate(descriptor, lseek(descriptor, 0, SEEK_CUR))
    }
}

extension Generation {
    /// Of a log that was looked for: whatever is written to a file of its names from then on.
    fileprivate init(absent log: LogName) {
        self.init(
            log: log, number: 1, offset: 0, fingerprint: .none, anchor: .start, file: log.path, device: "",
            inode: "", time: .epoch)
    }
}
