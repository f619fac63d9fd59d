import Glibc
import LoglyCommand
import LoglyShared

/// `logly-parse` over its configured sources: reads on where the last run's events were stored.
struct FollowRun {
    let sources: [LogSource]
    let reading: ConfigurationReading
    /// The sources of the whole configuration, enabled or not: whose names offsets may be stored under.
    let allSources: [LogSource]
    /// Whether the sources were named on the command line.
    let areNamed: Bool
    let host: String
    /// What this machine calls itself.
    let machine: String
    let offsets: StoredOffsets
    let stored: KnownGenerations
    let folders = LogFolders()
    let marks: FirstMarks
    /// With `--offsets`: every known file sends a batch, so that a database that went back is found out.
    let sendsUnchanged: Bool
    let backfill: Bool
    /// For years that a line doesn't tell.
    let now: Timestamp
    /// `now` was named on the command line: then files' times don't matter.
    let nowIsTold: Bool
    let messages: Messages
    let name: RunName
    /// One text for this process.
    var id: String { name.text }

    func isNamed(_ source: LogSource) -> Bool { areNamed }

    func run(to out: inout OutputBuffer) throws(ToolError) {
        let start = monotonicSeconds()
        var record = RunRecord()
        var ledger = RunLedger()
        var claimed: [GenerationKey: FileID] = [:]
        let (logs, globs, journals) = try self.logs()
        let names = Set(logs.map(\.name))
        var marks = self.marks
        marks.leave(
            at: logs.filter { isFirst($0.name, among: names) }.map { ($0.name, $0.source.path ?? "") },
            globs: globs)
        let marked = Dictionary(grouping: marks.logs, by: \.path)
        var found: Set<String> = []
        var gone: [LogName] = []
        for (name, source) in logs {
            var known = known(for: name, among: names)
            if isFirst(name, among: names) {
                known += marks.generations(of: name) + marks.absence(of: name, lookedForBy: source.path ?? "")
                known += (marked[name.path] ?? []).filter { isFormer($0, of: name, among: names) }
                    .flatMap { marks.generations(of: $0) }
            }
            let follower = LogFollower(
                source: source, log: name, run: self, known: known, isMetFirst: marks.isMetFirst(name),
                logs: names)
            guard let entry = try follower.follow(claimed: &claimed, to: &out) else {
                // Of another host it may be there.
                gone += stored.logs(at: name.path).filter {
                    $0.host == host && ($0 == name || isFormer($0, of: name, among: names))
                }
                continue
            }
            found.insert(source.name)
            ledger.add(entry, of: source)
        }
        for log in gone { tell(gone: log, claimed: claimed, to: &out) }
        // All that was there once is gone.
        let empty = Set(logs.map(\.source.name)).subtracting(found)
        for source in sources where empty.contains(source.name) { reportNoMatch(of: source) }
        for source in journals {
            if let entry = try JournalFollower(source, self).follow(to: &out) { ledger.add(entry) }
        }
        record.sources = ledger.sources
        record.host = host
        record.program = "logly-parse"
        record.timestamp = .current
        record.seconds = ((monotonicSeconds() - start) * 1000).rounded() / 1000
        record.status = Int64(messages.status.rawValue)
        out.append(run: record)
        try out.flush()
    }

    /// Each log of the sources, a file of several names in a source once; the globs among their paths; and the sources
    /// that are the journal.
    private func logs() throws(ToolError) -> (
        files: [(name: LogName, source: LogSource)], globs: [LogName], journals: [LogSource]
    ) {
        var logs: [(name: LogName, source: LogSource)] = []
        var globs: [LogName] = []
        var journals: [LogSource] = []
        for source in sources {
            if let found = logFound(insteadOf: source) {
                let text = "source \(source.name) is not read: \(found) has the same lines"
                if areNamed { messages.warning(text) } else { messages.note(text) }
                continue
            }
            guard let path = source.path else {
                // The journal has entries and a cursor where files have bytes and an offset.
                journals.append(source)
                continue
            }
            // Says so before anything is read.
            _ = try makeFormat(source)
            let known = knownPaths(of: source)
            let (paths, hidden) = LogPaths.expand(path, known: known)
            for error in hidden { messages.error(error) }
            if paths.isEmpty, hidden.isEmpty { reportNoMatch(of: source) }
            if source.isGlob { globs.append(LogName(host: host, source: source.name, path: path)) }
            for path in LogPaths.withoutTwins(paths, known: Set(known)) {
                logs.append((LogName(host: host, source: source.name, path: path), source))
            }
        }
        return (logs, globs, journals)
    }

    /// Has the database note since when there is nothing of a log, so that its offsets may go in their time. Its last
    /// file has no name then.
    private func tell(gone log: LogName, claimed: [GenerationKey: FileID], to out: inout OutputBuffer) {
        guard var newest = stored[log].max(by: { $0.number < $1.number }), !newest.isGone,
            claimed[GenerationKey(newest)] == nil
        else { return }
        newest.file = ""
        var batch = Batch(opening(of: newest, as: id))
        batch.close(anchor: newest.anchor, out: &out)
    }

    /// What a batch of a generation opens with.
    func opening(of generation: Generation, in file: LogFile) -> BatchRecord {
        var opening = opening(of: generation, as: id)
        (opening.file, opening.device, opening.inode) = (file.realPath, file.device, file.inode)
        return opening
    }

    /// The same where no file is looked at.
    func opening(of generation: Generation, as run: String) -> BatchRecord {
        var opening = generation.checkpoint(run: run).batch
        if sendsUnchanged { opening.known = Int64(offsets.highest(of: generation.log)) }
        return opening
    }

    private func reportNoMatch(of source: LogSource) {
        let text = "source \(source.name): nothing matches \(source.path ?? "")"
        if areNamed {
            messages.error(ToolError(.noInput, text))
        } else {
            messages.note(text)
        }
    }

    /// What is known of a source: under its own name, under those that no source has any more, and by first runs.
    private func knownPaths(of source: LogSource) -> [String] {
        let names = Set(allSources.map(\.name))
        return (Array(offsets.generations.keys) + marks.logs).filter {
            $0.host == host && ($0.source == source.name || !names.contains($0.source))
        }.map(\.path)
    }

    /// The log of a source in whose place this one would stand.
    private func logFound(insteadOf source: LogSource) -> String? {
        for name in source.unless {
            guard let other = allSources.first(where: { $0.name == name }), other.isEnabled,
                let path = other.path
            else { continue }
            if let found = LogPaths.expand(path, known: []).paths.first(where: { access($0, F_OK) == 0 }) {
                return found
            }
        }
        return nil
    }

    /// What is stored of a log, under its own name and former ones.
    ///
    /// A host or a source that has been renamed left its offsets under a name that nothing has any more.
    private func known(for log: LogName, among names: Set<LogName>) -> [Generation] {
        stored.logs(at: log.path).filter { $0 == log || isFormer($0, of: log, among: names) }
            .flatMap { stored[$0] }
    }

    private func isFormer(_ other: LogName, of log: LogName, among names: Set<LogName>) -> Bool {
        other.path == log.path && !names.contains(other)
            && (other.source == log.source || !allSources.contains { $0.name == other.source })
    }

    /// Nothing is stored of the log, under whatever name it may have had. That of another host may be another machine's.
    private func isFirst(_ log: LogName, among names: Set<LogName>) -> Bool {
        !stored.logs(at: log.path).contains {
            [host, machine].contains($0.host) && ($0 == log || isFormer($0, of: log, among: names))
        }
    }

    func makeFormat(
        _ source: LogSource, lastWritten: Timestamp? = nil
    ) throws(ToolError) -> any LogFormat {
        let zone = source.timezone.flatMap { Zone(named: $0) } ?? .ofThisMachine
        do {
            let layout = try LogLayout(of: source)
            var settings = FormatSettings(zone: zone, now: now, layout: layout)
            if let lastWritten { settings = settings.lastWritten(lastWritten) }
            return source.format.makeFormat(settings)
        } catch {
            throw reading.error(error.reason, with: ["logs", "sources", source.name, error.key])
        }
    }
}
