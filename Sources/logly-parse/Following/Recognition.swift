import LoglyShared

/// Which of the files that lie about is which generation of a log, and which are to be read.
///
/// What decides is the content: first line and anchor. Device, inode and times only choose where content leaves
/// a choice, since restores, reboots and copies change them. Pure: it sees descriptions and proofs, no files, so that
/// a model of writers, rotations and crashes can try it.
struct Recognition<Content: LogContent> {
    enum Verdict: Equatable {
        case known(Generation)
        /// Nothing of it is stored; it gets the next number.
        case new
        /// Its content is the beginning of a newer candidate.
        case copy
        /// So it is, but it ends within a line, and what comes may be another: it gets the next number, and nothing of
        /// it is read before that is seen.
        case begun
        /// Older than what is known, and never read.
        case leftOut
    }

    /// For each candidate, in the order given.
    private(set) var verdicts: [Verdict] = []

    /// A file of which little is stored has been read so long after its run began. Where it took longer, a copy that
    /// was made meanwhile is read again; were this more, a file that is new might be taken for a copy.
    static var runDuration: Double { 1 }

    private let candidates: [Candidate<Content>]
    private let generations: [Generation]
    private let log: LogName
    private let now: Timestamp
    private var proofs: [[Proof]] = []
    /// For each candidate, its generation's index.
    private var owners: [Int?]
    /// For each generation, its candidate's index.
    private var files: [Int?]

    /// - Parameters:
    ///   - candidates: oldest first, the file at the log's path last.
    ///   - known: what is stored of this log, and of other names under which its files may be stored.
    ///   - now: when this run began.
    ///   - backfill: read what is older than all known, too.
    init(
        _ candidates: [Candidate<Content>], known: [Generation], of log: LogName, at now: Timestamp,
        backfill: Bool = false
    ) {
        self.candidates = candidates
        (self.log, self.now) = (log, now)
        // Other names are former ones.
        generations = known.sorted {
            ($0.log == log ? 1 : 0, $0.log.host, $0.log.path, $0.number)
                < ($1.log == log ? 1 : 0, $1.log.host, $1.log.path, $1.number)
        }
        owners = Array(repeating: nil, count: candidates.count)
        files = Array(repeating: nil, count: generations.count)
        if !generations.isEmpty {
            proofs = candidates.map { candidate in
                zip(generations, candidate.content.proofs(of: generations)).map { generation, proof in
                    Self.isRefuted(proof, by: generation.anchor.trail, candidate) ? .refuted : proof
                }
            }
            matchFullProofs()
            matchWeakProofs()
        }
        judge(backfill: backfill)
    }

    /// Lines that say the same end alike in many files; what came before them may tell. A packed file is not unpacked
    /// for that.
    private static func isRefuted(_ proof: Proof, by trail: Trail, _ candidate: Candidate<Content>) -> Bool {
        guard proof == .full || proof.isWeak, candidate.size != nil else { return false }
        return candidate.content.follows(trail, beyond: 0) == .refuted
    }

    // MARK: Matching

    private mutating func matchFullProofs() {
        for generation in generations.indices {
            let sure = unowned { proof(generation, $0) == .full && isSameFile(generation, $0) }
            let rewritten = unowned { proof(generation, $0) == .anchorOnly && isSameFile(generation, $0) }
            if let candidate = sure.last ?? rewritten.last { match(generation, candidate) }
        }
        for generation in generations.indices where files[generation] == nil {
            let possible = unowned { proof(generation, $0) == .full }
            let originals = possible.filter { one in
                !possible.contains { $0 > one && isCopy(one, of: $0) }
            }
            if let candidate = originals.first { match(generation, candidate) }
        }
    }

    /// Generations of less than a KiB: a header may be all that is read of them, and then other files begin
    /// like them.
    private mutating func matchWeakProofs() {
        matchWholeFiles()
        let newest = generations.indices.last { generations[$0].log == log }
        for generation in generations.indices where files[generation] == nil && generation != newest {
            let same = likely(generation) { isSameFile(generation, $0) && !isMadeACopy(generation, $0) }
            // The file at the path is that of a newer one, if of any.
            let isLast = isNewestOfFormerName(generation)
            if let candidate = same.first(where: { !candidates[$0].isCurrent || isLast }) {
                match(generation, candidate)
            }
        }
        matchSeenFurther(than: newest)
        // Those of which something was read first: of the others no byte proves anything.
        for hasBegun in [true, false] {
            if let newest, (generations[newest].offset > 0) == hasBegun { matchNewest(newest) }
            for generation in generations.indices where files[generation] == nil && generation != newest {
                guard generations[generation].log.path == log.path,
                    (generations[generation].offset > 0) == hasBegun
                else { continue }
                let others = likely(generation) {
                    !candidates[$0].isCurrent && mayHaveBegun(generation, $0)
                }
                if let candidate = others.first(where: { !hasGrown(generation, $0) }) ?? others.first {
                    match(generation, candidate)
                }
            }
        }
    }

    /// Files of which more was seen than of the newest generation: that may begin like them, but not they like it.
    private mutating func matchSeenFurther(than newest: Int?) {
        guard let newest else { return }
        for generation in generations.indices where files[generation] == nil && generation != newest {
            let this = generations[generation]
            guard this.log == log, this.offset > 0, let seen = this.anchor.seen,
                seen.length > max(generations[newest].offset, generations[newest].anchor.seen?.length ?? 0)
            else { continue }
            let found = unowned { isPossible(generation, $0) && proof(generation, $0) == .seen }
            if found.count == 1, !candidates[found[0]].isCurrent { match(generation, found[0]) }
        }
    }

    /// An empty file that a run met before its copying had begun.
    private func isMadeACopy(_ generation: Int, _ candidate: Int) -> Bool {
        if generations[generation].offset > 0 || candidates[candidate].isCurrent { return false }
        return isCopy(candidate)
            || isRest(candidate, tellsByTime: !isSameFile(generation, candidate))
    }

    private mutating func matchNewest(_ newest: Int) {
        if files[newest] == nil, let candidate = fileOfNewest(newest) { match(newest, candidate) }
    }

    /// Files that have what was read of a generation, of more than a first line, and not a byte more. A copy of a
    /// file that is there is none.
    private mutating func matchWholeFiles() {
        for generation in generations.indices where files[generation] == nil {
            let whole = unowned {
                proof(generation, $0).isWeak && !hasGrown(generation, $0) && !candidates[$0].isCurrent
                    && generations[generation].offset > generations[generation].fingerprint.length
            }
            if whole.count == 1, !isCopy(whole[0]) { match(generation, whole[0]) }
        }
    }

    /// Where nothing was read yet: a file that was there before, and left out, has not been written to since. One that
    /// is empty has not begun, and a copy of another generation is none of this.
    private func mayHaveBegun(_ generation: Int, _ candidate: Int) -> Bool {
        if generations[generation].offset > 0 { return true }
        if candidates[candidate].size == 0 || isMadeACopy(generation, candidate) { return false }
        return generations[generation].fingerprint.length > 0 || proof(generation, candidate) == .seen
            || isTouched(generation, candidate)
    }

    /// Where the newest generation went, of which little or nothing has been read.
    ///
    /// The file with its inode may have been emptied after it was copied away: the copy is then older in the order
    /// of names, and younger than what is stored.
    private func fileOfNewest(_ generation: Int) -> Int? {
        let possible = likely(generation) { !isMadeACopy(generation, $0) }
        let same = possible.first { isSameFile(generation, $0) }
        if let same, !hasGrown(generation, same), !isTouched(generation, same) { return same }
        let originals = possible.filter { one in
            one == same
                || !possible.contains { $0 > one && isCopy(one, of: $0) }
        }
        if let found = originals.first(where: { $0 == same || isTouched(generation, $0) }) { return found }
        // Of a file of which nothing is stored, every byte is to be read: too many are none too few.
        if generations[generation].offset == 0 {
            return originals.first {
                generations[generation].fingerprint.length > 0 || proof(generation, $0) == .seen
            }
        }
        return originals.last { !hasGrown(generation, $0) } ?? originals.last
    }

    /// Those that are possible; where some have what was seen behind the offset, only they.
    private func likely(_ generation: Int, _ isWanted: (Int) -> Bool = { _ in true }) -> [Int] {
        let possible = unowned { isPossible(generation, $0) && isWanted($0) }
        let seen = possible.filter { proof(generation, $0) == .seen }
        return seen.isEmpty ? possible : seen
    }

    private func isPossible(_ generation: Int, _ candidate: Int) -> Bool {
        guard proof(generation, candidate).isWeak else { return false }
        if generations[generation].log != log {
            // Under another name only what is surely the same file; under a former one more than a first line is
            // enough, and half a line where that is all there was.
            let (this, isSame) = (generations[generation], isSameFile(generation, candidate))
            if this.offset == 0 {
                return isSame && this.log.path == log.path && proof(generation, candidate) == .seen
            }
            return isSame || (this.offset > this.fingerprint.length && this.log.path == log.path)
        }
        // Generations of one log follow each other as their files do.
        for (other, file) in files.enumerated() where generations[other].log == log {
            guard let file else { continue }
            if (other < generation) != (file < candidate) { return false }
        }
        return true
    }

    /// The last file under a name that the log had before.
    private func isNewestOfFormerName(_ generation: Int) -> Bool {
        let this = generations[generation]
        return this.log != log && !generations.contains { $0.log == this.log && $0.number > this.number }
    }

    /// The same inode. A device's number may change at a reboot: then none of the candidates has it.
    private func isSameFile(_ generation: Int, _ candidate: Int) -> Bool {
        let (stored, found) = (generations[generation], candidates[candidate])
        if stored.inode != found.inode { return false }
        // Packing makes a new file: an inode that is a packed one's now was given back in between.
        if Packing.split(stored.file).packing != Packing.split(found.file).packing { return false }
        return stored.device == found.device || !candidates.contains { $0.device == stored.device }
    }

    private func hasGrown(_ generation: Int, _ candidate: Int) -> Bool {
        candidates[candidate].size != generations[generation].offset
    }

    /// Written since the run began that read up to the generation's offset, or within the same tick of the clock.
    /// Where the clock has been set back since that run, so it may be.
    private func isTouched(_ generation: Int, _ candidate: Int) -> Bool {
        if generations[generation].time > now { return true }
        var modified = candidates[candidate].modified
        // Some file systems and packers keep whole seconds.
        if modified.microseconds.isMultiple(of: 1_000_000) { modified.microseconds += 999_999 }
        return modified >= generations[generation].time
    }

    private func proof(_ generation: Int, _ candidate: Int) -> Proof { proofs[candidate][generation] }

    private func unowned(_ isWanted: (Int) -> Bool) -> [Int] {
        candidates.indices.filter { owners[$0] == nil && isWanted($0) }
    }

    private mutating func match(_ generation: Int, _ candidate: Int) {
        owners[candidate] = generation
        files[generation] = candidate
    }

    // MARK: Judging what is not known

    private mutating func judge(backfill: Bool) {
        let newestFound = owners.lastIndex { $0 != nil }
        for (index, candidate) in candidates.enumerated() {
            if let owner = owners[index] {
                verdicts.append(.known(generations[owner]))
            } else if isCopy(index) {
                let mayBeNew = candidate.content.mayGoOn && isNewer(index, newestFound: newestFound)
                verdicts.append(mayBeNew ? .begun : .copy)
            } else if candidate.isCurrent {
                verdicts.append(.new)
            } else if backfill || isNewer(index, newestFound: newestFound) {
                verdicts.append(isTwin(index) || isRest(index, tellsByTime: !backfill) ? .copy : .new)
            } else {
                verdicts.append(.leftOut)
            }
        }
    }

    private func isCopy(_ index: Int) -> Bool {
        if candidates[index].isCurrent || candidates[index].size == 0 { return false }
        return candidates.indices.contains { $0 > index && isCopy(index, of: $0) }
    }

    /// A packed file is a copy of the unpacked one only while that is there beside it.
    private func isCopy(_ index: Int, of other: Int) -> Bool {
        if candidates[index].size != nil, candidates[other].size == nil { return false }
        return candidates[index].content.isBeginning(of: candidates[other].content)
    }

    /// A copy of an older file that is known, of more than its first line.
    private func isTwin(_ index: Int) -> Bool {
        candidates.indices.contains {
            guard let owner = owners[$0] else { return false }
            return (candidates[index].size ?? .max) > generations[owner].fingerprint.length
                && isCopy(index, of: $0)
        }
    }

    /// Whether an unknown rotated file came after all that is known.
    private func isNewer(_ index: Int, newestFound: Int?) -> Bool {
        if let newestFound { return index > newestFound }
        // Nothing is known: the first run takes the path alone. Or all that was known is gone, and no name tells.
        // Rotation takes the oldest first, so what stayed is newer; but a file that is emptied in place leaves
        // older ones behind it. Those were last written before the first generation was stored.
        guard let first = generations.indices.first(where: { generations[$0].log == log }) else {
            return false
        }
        return isTouched(first, index)
    }

    /// The generation that a file is a copy of, from before that was read so far, where nothing more of it is there.
    func original(of index: Int) -> Generation? {
        if owners[index] != nil { return nil }
        return generations.indices.first { files[$0] == nil && isRest(index, of: $0, tellsByTime: true) }
            .map { generations[$0] }
    }

    private func isRest(_ index: Int, tellsByTime: Bool) -> Bool {
        generations.indices.contains { isRest(index, of: $0, tellsByTime: tellsByTime) }
    }

    /// A copy of a generation from before that was read so far.
    ///
    /// Where it has no more than the first line, that is told by the time. A copy that was made while the run was at
    /// work is as young as a new file: it is a copy where the log was emptied in place, or that line is no header.
    private func isRest(_ index: Int, of generation: Int, tellsByTime: Bool) -> Bool {
        let (this, content) = (generations[generation], candidates[index].content)
        guard this.log == log, this.fingerprint.length > 0, content.begins(as: this) else { return false }
        switch content.follows(this.anchor.trail, beyond: this.fingerprint.length) {
        case .refuted: return false
        case .holds(let reach):
            guard content.ends(before: this.offset) else { return false }
            // Behind the last hash that fits there may be other bytes.
            if let file = files[generation] { return content.isBeginning(of: candidates[file].content) }
            if tellsByTime, isLater(generation, index) { return false }
            return !candidates.indices.contains { isRest($0, of: generation, beside: index, reach) }
        case .unknown:
            guard tellsByTime, files[generation] == nil, content.ends(before: this.offset) else {
                return false
            }
            if !isTouched(generation, index) { return true }
            return !isLater(generation, index)
                && (isEmptied(generation) || isFirstLineItsOwn(generation, but: index))
        }
    }

    /// Whether another file than this one has as much of what the generation had, and is surely another.
    private func isRest(_ other: Int, of generation: Int, beside index: Int, _ reach: Int) -> Bool {
        let (this, content) = (generations[generation], candidates[other].content)
        guard other != index, content.begins(as: this),
            case .holds(let its) = content.follows(this.anchor.trail, beyond: this.fingerprint.length),
            its >= reach
        else { return false }
        return !content.isBeginning(of: candidates[index].content)
            && !candidates[index].content.isBeginning(of: content)
    }

    /// Written when the run that read up to the generation's offset was surely over.
    private func isLater(_ generation: Int, _ candidate: Int) -> Bool {
        candidates[candidate].modified > generations[generation].time.advanced(bySeconds: Self.runDuration)
    }

    /// The file at the path is the generation's, and has no longer what was read.
    private func isEmptied(_ generation: Int) -> Bool {
        candidates.indices.contains {
            candidates[$0].isCurrent && isSameFile(generation, $0) && proof(generation, $0) == .refuted
        }
    }

    /// Whether files of this log are known to begin with different lines, and no other with this one's.
    private func isFirstLineItsOwn(_ generation: Int, but candidate: Int) -> Bool {
        let others = generations.indices.filter {
            $0 != generation && generations[$0].log == log && generations[$0].fingerprint.length > 0
        }
        return !others.isEmpty
            && !others.contains { generations[$0].fingerprint == generations[generation].fingerprint }
            && !candidates.indices.contains {
                $0 != candidate && candidates[$0].content.begins(as: generations[generation])
            }
    }
}
