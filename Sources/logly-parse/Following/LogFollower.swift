import Glibc
import LoglyCommand
import LoglyShared

/// Follows one log: finds its files, recognises them, and reads what is new, oldest first.
struct LogFollower {
    let source: LogSource
    let log: LogName
    let run: FollowRun
    /// What is stored of this log, under its own name and former ones.
    let known: [Generation]
    /// No run before this one has met the log.
    let isMetFirst: Bool
    /// All that the run follows.
    let logs: Set<LogName>

    /// What the ledger says of the log in words.
    enum Status: String {
        case ok, absent, unreadable
        /// Something of it could not be read.
        case incomplete
        /// A file changed while it was read; the next run reads on.
        case changed
    }

    /// - Parameter claimed: the generations that this run has read already, under whatever path, and of which file.
    /// - Returns: what the ledger says of it; nil where the log is gone.
    func follow(
        claimed: inout [GenerationKey: FileID], to out: inout OutputBuffer
    ) throws(ToolError) -> RunSource? {
        var entry = RunSource()
        (entry.source, entry.path) = (log.source, log.path)
        var totals = GenerationReader.Totals()
        var status = Status.ok
        do throws(ToolError) {
            let family = LogFamily(
                path: log.path, oldDirectory: source.oldDirectory, known: known.filter { $0.log == log },
                folders: run.folders)
            let (current, found, recognition) = try recognise(family, claimed)
            let candidates = recognition.candidates
            // What could not be told would be guessed.
            if let trouble = found.lazy.compactMap(\.content.trouble).first { throw trouble }
            if current == .absent, isGone(candidates, recognition.verdicts) { return nil }
            status = report(current)
            reportLeftOut(candidates, recognition)
            if reportDamage(candidates, recognition.verdicts) { status = .incomplete }
            let plan = plan(candidates, recognition.verdicts)
            if run.sendsUnchanged { tellKnown(plan, to: &out) }
            let noted = note(plan, to: &out)
            for (candidate, generation, isRead) in plan where isRead {
                guard claimed.claim(generation, in: candidate.id) else { continue }
                let result = read(
                    candidate, generation, isNoted: noted.contains(generation.number), of: family, found,
                    &totals, to: &out)
                if status == .ok { status = result }
            }
            if run.sendsUnchanged {
                for index in candidates.indices {
                    if let original = recognition.original(of: index) {
                        remind(of: original, claimed: &claimed, to: &out)
                    }
                }
            }
        } catch {
            // Only this log; the others are read.
            run.messages.error(error)
            status = .incomplete
        }
        entry.status = status.rawValue
        entry.lines = Int64(totals.lines)
        entry.bytes = Int64(totals.bytes)
        entry.parsed = Int64(totals.events - totals.unparsed)
        entry.unparsed = Int64(totals.unparsed)
        entry.skippedBytes = Int64(totals.skippedBytes)
        return entry
    }

    /// Which file is which.
    ///
    /// Of a log that is emptied meanwhile some answers would be of what it had, and some of what it has: it is asked again.
    ///
    /// - Returns: and all that was found, with packed files that stand beside what they are made of.
    private func recognise(
        _ family: LogFamily, _ claimed: [GenerationKey: FileID]
    ) throws(ToolError) -> (
        current: LogFamily.Current, found: [Candidate<FileContent>], recognition: Recognition<FileContent>
    ) {
        for _ in 0..<20 {
            let (current, found) = try family.open()
            let candidates = found.filter { !$0.isBeingPacked(among: found) }
            let relatives = run.stored.relatives(of: log, among: candidates)
                .filter { !$0.isElsewhere(than: candidates, claimed) }
            let recognition = Recognition(
                candidates, known: known + relatives, of: log, at: run.name.start, machine: run.machine,
                backfill: run.backfill)
            if !found.contains(where: \.content.isRewritten) { return (current, found, recognition) }
        }
        throw ToolError(.busy, "cannot follow \(log.path): it is rewritten all the time")
    }

    /// Nothing is left of what a glob matched once, unless another of its matches goes on with it.
    private func isGone(
        _ candidates: [Candidate<FileContent>], _ verdicts: [Recognition<FileContent>.Verdict]
    ) -> Bool {
        source.isGlob
            && zip(candidates, verdicts).allSatisfy { candidate, verdict in
                var other = log
                other.path = candidate.file
                return verdict == .foreign || logs.contains(other)
            }
    }

    private typealias Plan = [(candidate: Candidate<FileContent>, generation: Generation, isRead: Bool)]

    /// What has a number, in order, and whether it is to be read. New files get the numbers after the highest.
    private func plan(
        _ candidates: [Candidate<FileContent>], _ verdicts: [Recognition<FileContent>.Verdict]
    ) -> Plan {
        let own = known.filter { $0.log == log }
        var next = (own.map(\.number).max() ?? 0) + 1
        var plan: Plan = []
        for (candidate, verdict) in zip(candidates, verdicts) {
            switch verdict {
            case .known(var generation):
                // A file that was empty, or had half a line, has a first line now.
                if generation.offset == 0 { generation.fingerprint = candidate.content.fingerprint }
                plan.append((candidate, generation, true))
            case .new, .begun, .backfilled:
                // An empty file needs a mark only where nothing is known.
                if candidate.size == 0, candidate.isCurrent, !own.isEmpty { continue }
                var generation = Generation(log, number: next, candidate.content)
                generation.anchor.isBackfilled = verdict == .backfilled
                plan.append((candidate, generation, verdict != .begun))
                next += 1
            case .copy, .leftOut, .foreign: break
            }
        }
        return plan
    }

    /// Leaves marks in all that is new, in order, before anything is read, and returns their numbers.
    ///
    /// Killed when the oldest is stored and no more, and that removed before the next run, nothing else would tell that
    /// what came after it is newer. A file that is alone needs none.
    private func note(_ plan: Plan, to out: inout OutputBuffer) -> Set<Int> {
        if plan.count < 2 { return [] }
        var noted: Set<Int> = []
        for (candidate, generation, _) in plan where !run.offsets.contains(generation) {
            mark(generation, in: candidate.content.file, to: &out)
            noted.insert(generation.number)
        }
        return noted
    }

    private func read(
        _ candidate: Candidate<FileContent>, _ generation: Generation, isNoted: Bool,
        of family: LogFamily, _ found: [Candidate<FileContent>],
        _ totals: inout GenerationReader.Totals, to out: inout OutputBuffer
    ) -> Status {
        let content = candidate.content
        let isNew = !isNoted && !run.offsets.contains(generation)
        // Though nothing may be new.
        // Offsets of which nothing is heard for `retention_days` are those of files that are gone.
        let isOld = generation.time < run.name.start.advanced(bySeconds: -86_400)
        let isTold = isNew || isOld || run.sendsUnchanged || generation.isGone
        if let failure = content.failure {
            run.messages.error(failure)
            // A mark keeps its place among the generations until it can be read.
            if isNew { mark(generation, in: content.file, to: &out) }
            return .incomplete
        }
        if isUnchanged(candidate, generation) {
            if isTold { mark(generation, in: content.file, to: &out) }
            return .ok
        }
        do throws(ToolError) {
            let reader = try GenerationReader.open(
                content, opening: run.opening(of: generation, in: content.file),
                anchor: generation.anchor, isCurrent: candidate.isCurrent,
                format: try run.makeFormat(source, lastWritten: run.nowIsTold ? nil : candidate.modified))
            defer { reader.abandon() }
            reader.progress = run.messages.progress
            if candidate.isCurrent { reader.mayBeCopied = { family.hasGained(beyond: found) } }
            do throws(ToolError) {
                let ending = try reader.read(marks: isTold, to: &out)
                totals.add(reader.totals)
                if ending == .complete { return .ok }
            } catch {
                totals.add(reader.totals)
                throw error
            }
        } catch {
            // It may have been emptied before its offset was reached.
            if !content.file.isShortened {
                run.messages.error(error)
                if isNew { mark(generation, in: content.file, to: &out) }
                return .incomplete
            }
        }
        run.messages.note("\(content.file.path) changed while it was read; the next run reads on")
        return .changed
    }

    /// An empty batch: here the file stands.
    private func mark(_ generation: Generation, in file: LogFile, to out: inout OutputBuffer) {
        var anchor = generation.anchor
        anchor.birth = file.birth
        var batch = Batch(run.opening(of: generation, in: file))
        batch.close(anchor: anchor, out: &out)
    }

    /// Before a file is read from its beginning, an empty batch for each generation that is known to be another: a
    /// FILE of `--offsets` may have lost what was said of the one that it is.
    private func tellKnown(_ plan: Plan, to out: inout OutputBuffer) {
        guard plan.contains(where: { $0.generation.offset == 0 && $0.candidate.size != 0 }) else { return }
        for generation in known where generation.log == log && generation.offset > 0 {
            tell(generation, to: &out)
        }
    }

    /// An empty batch for what is gone but for a copy of its beginning: a database that went back needs that again.
    private func remind(
        of generation: Generation, claimed: inout [GenerationKey: FileID], to out: inout OutputBuffer
    ) {
        let id = FileID(device: generation.device, inode: generation.inode)
        if claimed.claim(generation, in: id) { tell(generation, to: &out) }
    }

    /// An empty batch that repeats what is stored.
    private func tell(_ generation: Generation, to out: inout OutputBuffer) {
        // The time of a run tells what it has read, and this one reads nothing of it.
        let time = RunName(start: generation.time, process: getpid())
        var batch = Batch(run.opening(of: generation, as: time.text))
        batch.close(anchor: generation.anchor, out: &out)
    }

    private func isUnchanged(_ candidate: Candidate<FileContent>, _ generation: Generation) -> Bool {
        if candidate.content.file.isPacked {
            return generation.anchor.isEnd && generation.wasIn(candidate.content.file)
                && generation.device == candidate.device && candidate.modified <= generation.time
        }
        return candidate.size == generation.offset
    }
}

extension Candidate<FileContent> {
    /// A packed file beside what it is made of, which stands for both.
    ///
    /// Half packed it could be any file of which little is stored, and would later be read under the wrong number.
    fileprivate func isBeingPacked(among candidates: [Self]) -> Bool {
        guard content.file.isPacked else { return false }
        let bare = Packing.split(file).bare
        guard let original = candidates.first(where: { $0.file == bare })?.content else { return false }
        if content.fingerprint.length > 0 { return content.isBeginning(of: original) }
        return original.head.starts(with: content.head)
    }
}

/// Names a generation for good.
struct GenerationKey: Hashable {
    let log: LogName
    let number: Int

    init(_ generation: Generation) { (log, number) = (generation.log, generation.number) }
}

extension [GenerationKey: FileID] {
    /// Whether it was none's before.
    fileprivate mutating func claim(_ generation: Generation, in file: FileID) -> Bool {
        if self[GenerationKey(generation)] != nil { return false }
        self[GenerationKey(generation)] = file
        return true
    }
}

extension Candidate {
    fileprivate var id: FileID { FileID(device: device, inode: inode) }
}

extension Generation {
    /// The file is still where it was, or was found by this run, and is none of these: of them one that begins like it is a
    /// copy, which is a log of its own. Where a first line is all that is stored, it may be its log's that is there.
    fileprivate func isElsewhere(
        than candidates: [Candidate<FileContent>], _ claimed: [GenerationKey: FileID]
    ) -> Bool {
        if let file = claimed[GenerationKey(self)] { return !candidates.contains { $0.id == file } }
        var status = stat()
        if !hasMoreThanALine, stat(log.path, &status) == 0 { return true }
        return stat(file, &status) == 0 && wasIn(inode: String(status.st_ino), birth: .birth(of: file))
            && !candidates.contains { $0.inode == inode }
    }
}

extension GenerationReader.Totals {
    mutating func add(_ other: GenerationReader.Totals) {
        lines += other.lines
        bytes += other.bytes
        events += other.events
        unparsed += other.unparsed
        skippedBytes += other.skippedBytes
    }
}
