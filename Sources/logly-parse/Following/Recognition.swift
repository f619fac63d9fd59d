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
        /// Older than what is known, and never read.
        case leftOut
    }

    /// For each candidate, in the order given.
    private(set) var verdicts: [Verdict] = []

    /// A file's time is the tick's, and up to this much behind the clock that runs tell their time by.
    static var clockTick: Double { 0.005 }

    private let candidates: [Candidate<Content>]
    private let generations: [Generation]
    private let log: LogName
    private var proofs: [[Proof]] = []
    /// For each candidate, its generation's index.
    private var owners: [Int?]
    /// For each generation, its candidate's index.
    private var files: [Int?]

    /// - Parameters:
    ///   - candidates: oldest first, the file at the log's path last.
    ///   - known: what is stored of this log, and of other names under which its files may be stored.
    ///   - backfill: read what is older than all known, too.
    init(_ candidates: [Candidate<Content>], known: [Generation], of log: LogName, backfill: Bool = false) {
        self.candidates = candidates
        self.log = log
        // Other names are former ones.
        generations = known.sorted {
            ($0.log == log ? 1 : 0, $0.log.host, $0.log.path, $0.number)
                < ($1.log == log ? 1 : 0, $1.log.host, $1.log.path, $1.number)
        }
        owners = Array(repeating: nil, count: candidates.count)
        files = Array(repeating: nil, count: generations.count)
        if !generations.isEmpty {
            proofs = candidates.map { $0.content.proofs(of: generations) }
            matchFullProofs()
            matchWeakProofs()
        }
        judge(backfill: backfill)
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
                !possible.contains {
                    $0 > one && candidates[one].content.isBeginning(of: candidates[$0].content)
                }
            }
            if let candidate = originals.first { match(generation, candidate) }
        }
    }

    /// Generations of less than a KiB: a header may be all that is read of them, and then other files begin
    /// like them.
    private mutating func matchWeakProofs() {
        let newest = generations.indices.last { generations[$0].log == log }
        for generation in generations.indices where files[generation] == nil && generation != newest {
            let same = unowned { isPossible(generation, $0) && isSameFile(generation, $0) }
            let mayGrow = isNewestOfFormerName(generation)
            if let candidate = same.first(where: {
                !candidates[$0].isCurrent || !hasGrown(generation, $0) || mayGrow
            }) {
                match(generation, candidate)
            }
        }
        if let newest, files[newest] == nil, let candidate = fileOfNewest(newest) {
            match(newest, candidate)
        }
        for generation in generations.indices where files[generation] == nil && generation != newest {
            guard generations[generation].offset > 0, generations[generation].log == log else { continue }
            let others = unowned { isPossible(generation, $0) && !candidates[$0].isCurrent }
            if let candidate = others.first(where: { !hasGrown(generation, $0) }) ?? others.first {
                match(generation, candidate)
            }
        }
    }

    /// Where the newest generation went, of which little or nothing has been read.
    ///
    /// The file with its inode may have been emptied after it was copied away: the copy is then older in the order
    /// of names, and younger than what is stored.
    private func fileOfNewest(_ generation: Int) -> Int? {
        let possible = unowned { isPossible(generation, $0) }
        let same = possible.first { isSameFile(generation, $0) }
        if let same, !hasGrown(generation, same), !isTouched(generation, same) { return same }
        let originals = possible.filter { one in
            one == same
                || !possible.contains {
                    $0 > one && candidates[one].content.isBeginning(of: candidates[$0].content)
                }
        }
        if let found = originals.first(where: { $0 == same || isTouched(generation, $0) }) { return found }
        // Of a file of which nothing is stored, every byte is to be read: too many are none too few.
        if generations[generation].offset == 0 {
            return generations[generation].fingerprint.length > 0 ? originals.first : nil
        }
        return originals.last { !hasGrown(generation, $0) } ?? originals.last
    }

    private func isPossible(_ generation: Int, _ candidate: Int) -> Bool {
        guard proof(generation, candidate) == .weak else { return false }
        if generations[generation].log != log {
            // Under another name only what is surely the same file.
            return generations[generation].offset > 0 && isSameFile(generation, candidate)
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
        return stored.device == found.device || !candidates.contains { $0.device == stored.device }
    }

    private func hasGrown(_ generation: Int, _ candidate: Int) -> Bool {
        candidates[candidate].size != generations[generation].offset
    }

    /// Written since the run began that read up to the generation's offset.
    private func isTouched(_ generation: Int, _ candidate: Int) -> Bool {
        candidates[candidate].modified > generations[generation].time.advanced(bySeconds: -Self.clockTick)
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
                verdicts.append(.copy)
            } else if backfill || candidate.isCurrent || isNewer(index, newestFound: newestFound) {
                verdicts.append(.new)
            } else {
                verdicts.append(.leftOut)
            }
        }
    }

    private func isCopy(_ index: Int) -> Bool {
        if candidates[index].isCurrent || candidates[index].size == 0 { return false }
        return candidates.indices.contains {
            $0 > index && candidates[index].content.isBeginning(of: candidates[$0].content)
        }
    }

    /// Whether an unknown rotated file came after all that is known.
    private func isNewer(_ index: Int, newestFound: Int?) -> Bool {
        let own = generations.indices.filter { generations[$0].log == log }
        if let newestFound {
            return index > newestFound && !isRest(index, of: own)
        }
        // Nothing is known: the first run takes the path alone. Or all that was known is gone, and no name tells.
        // Rotation takes the oldest first, so what stayed is newer; but a file that is emptied in place leaves
        // older ones behind it. Those were last written before the first generation was stored.
        guard let first = own.first else { return false }
        return isTouched(first, index) && !isRest(index, of: own)
    }

    /// A copy of a generation that has gone since: it ends before what is stored of that.
    private func isRest(_ index: Int, of own: [Int]) -> Bool {
        own.contains { generation in
            files[generation] == nil && generations[generation].fingerprint.length > 0
                && !isTouched(generation, index)
                && candidates[index].content.begins(as: generations[generation])
                && candidates[index].content.ends(before: generations[generation].offset)
        }
    }
}
