import LoglyCommand
import LoglyShared

/// Follows the journal: runs journalctl from the cursor that is stored, and reads what comes as batches.
struct JournalFollower {
    private let source: LogSource
    private let run: FollowRun
    private let position: JournalPosition

    init(_ source: LogSource, _ run: FollowRun) {
        (self.source, self.run) = (source, run)
        let own = LogName(host: run.host, source: source.name, path: JournalPosition.path)
        // A source that has been renamed left its position under a name that nothing has any more.
        let former = run.offsets.journals.keys.first { other in
            other.host == run.host && !run.allSources.contains { $0.name == other.source }
        }
        let journals = run.offsets.journals
        position = journals[own] ?? former.flatMap { journals[$0] } ?? JournalPosition(own)
    }

    /// nil where there is no journalctl and nobody asked for it by name.
    func follow(to out: inout OutputBuffer) throws(ToolError) -> RunSource? {
        let format = try run.makeFormat(source)
        var status = LogFollower.Status.ok
        var totals = GenerationReader.Totals()
        do throws(ToolError) {
            var process = try JournalProcess(
                source, from: position.cursor.map { "--after-cursor=\($0.text)" })
            var reader = reader(of: process, format)
            if let nearest = try nearestToCursor(before: reader) {
                process.abandon()
                process = try JournalProcess(source, from: "--cursor=\(nearest.text)")
                reader = self.reader(of: process, format)
            }
            defer { totals = reader.totals }
            try reader.read(to: &out)
            if !report(process.finish()) { status = .incomplete }
            reader.end(marks: run.sendsUnchanged, to: &out)
        } catch {
            if position.cursor == nil, !run.isNamed(source) {
                run.messages.note("source \(source.name): \(error)")
                return nil
            }
            run.messages.error(ToolError(error.status, "source \(source.name): \(error)"))
            status = .unreadable
        }
        var entry = RunSource()
        (entry.source, entry.path) = (position.log.source, position.log.path)
        entry.status = status.rawValue
        entry.lines = Int64(totals.lines)
        entry.bytes = Int64(totals.bytes)
        entry.parsed = Int64(totals.events - totals.unparsed)
        entry.unparsed = Int64(totals.unparsed)
        entry.skippedBytes = 0
        return entry
    }

    private func reader(of process: JournalProcess, _ format: any LogFormat) -> JournalReader {
        JournalReader(
            process, behind: position, run: run.id, fallbackTime: run.now, format: format)
    }

    /// Whether journalctl ended well. What it says is told in any case.
    private func report(_ ending: (isWell: Bool, complaint: String)) -> Bool {
        let text = "source \(source.name): journalctl: "
        if ending.isWell {
            if !ending.complaint.isEmpty { run.messages.warning(text + ending.complaint) }
        } else {
            let reason = ending.complaint.isEmpty ? "ended with an error" : ending.complaint
            run.messages.error(ToolError(.noInput, text + reason))
        }
        return ending.isWell
    }

    /// The entry to go on with where that of the cursor is gone: vacuumed, or lost with its file.
    ///
    /// Behind a cursor that is gone journalctl begins with the second of the entries that are left (as of version
    /// 252), so it is asked what stands at the cursor.
    ///
    /// - Parameter reader: of what journalctl tells behind the cursor.
    private func nearestToCursor(before reader: JournalReader) throws(ToolError) -> JournalCursor? {
        let takesAll = source.units.isEmpty && source.identifiers.isEmpty && source.priority == nil
        guard let cursor = position.cursor, let first = try reader.firstCursor(),
            !takesAll || first.entries(since: cursor) != 0
        else { return nil }
        let process = try JournalProcess(source, from: "--cursor=\(cursor.text)")
        defer { process.abandon() }
        guard let nearest = try self.reader(of: process, run.makeFormat(source)).firstCursor(),
            !nearest.isSameEntry(as: cursor), nearest.isLater(than: cursor)
        else { return nil }
        switch nearest.entries(since: cursor) {
        case 0: break
        case let count?:
            let entries = count == 1 ? "1 entry was" : "\(count) entries were"
            run.messages.warning(
                "source \(source.name): \(takesAll ? "" : "up to ")\(entries) gone from the journal before being read"
            )
        case nil:
            run.messages.warning(
                "source \(source.name): the entry that was read last is gone from the journal;"
                    + " those behind it may be, too")
        }
        return nearest
    }
}
