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
        /// None of the log's, as far as its name tells.
        case foreign
        /// The same, but asked for: it gets the next number, which tells nothing of its age.
        case backfilled
    }

    /// For each candidate, in the order given.
    var verdicts: [Verdict] = []

    /// A file of which little is stored has been read so long after its run began. Where it took longer, a copy that
    /// was made meanwhile is read again; were this more, a file that is new might be taken for a copy.
    static var runDuration: Double { 1 }

    let candidates: [Candidate<Content>]
    let generations: [Generation]
    let log: LogName
    let now: Timestamp
    private var proofs: [[Proof]] = []
    /// For each candidate, its generation's index.
    private(set) var owners: [Int?]
    /// For each generation, its candidate's index.
    private(set) var files: [Int?]

    /// - Parameters:
    ///   - candidates: oldest first, the file at the log's path last.
    ///   - known: what is stored of this log, and of other names under which its files may be stored.
    ///   - now: when this run began.
    ///   - machine: what this machine calls itself, whatever its logs are stored under.
    ///   - backfill: read what is older than all known, too.
    init(
        _ candidates: [Candidate<Content>], known: [Generation], of log: LogName, at now: Timestamp,
        machine: String? = nil, backfill: Bool = false
    ) {
        self.candidates = candidates
        (self.log, self.now) = (log, now)
        // Other names are former ones.
        func age(_ one: Generation) -> (Int, String, String, Int, Int) {
            (one.log == log ? 1 : 0, one.log.host, one.log.path, one.anchor.isBackfilled ? 0 : 1, one.number)
        }
        generations = known.sorted { age($0) < age($1) }
        owners = Array(repeating: nil, count: candidates.count)
        files = Array(repeating: nil, count: generations.count)
        if !generations.isEmpty {
            proofs = candidates.map { candidate in
                zip(generations, candidate.content.proofs(of: generations)).map { generation, proof in
                    isRefuted(proof, of: generation, candidate) ? .refuted : proof
                }
            }
            refuteOtherMachines(but: machine)
            matchFullProofs()
            matchWeakProofs()
        }
        judge(backfill: backfill)
    }

    /// Lines that say the same end alike in many files; what came before them may tell. A packed file is not unpacked
    /// for that.
    private func isRefuted(
        _ proof: Proof, of generation: Generation, _ candidate: Candidate<Content>
    ) -> Bool {
        // A rotated file of another log may have the inode of one that is gone, and tells nothing of this log's age.
        if candidate.isStray, generation.log.path != log.path { return true }
        // Any file may begin with a header.
        if proof.isWeak, candidate.isStray { return !generation.hasMoreThanALine }
        guard proof == .full || proof.isWeak, candidate.size != nil else { return false }
        return candidate.content.likeness(to: generation).isRefuted
    }

    /// Other machines may have files that begin like those of this one. A name is one that this machine had if it is
    /// its own, or if one of the files of that name is here with its inode.
    private mutating func refuteOtherMachines(but machine: String?) {
        for host in Set(generations.map(\.log.host)) where host != log.host && host != machine {
            let its = generations.indices.filter { generations[$0].log.host == host }
            let isHere = its.contains { generation in
                candidates.indices.contains {
                    isSameFile(generation, $0)
                        && (generations[generation].offset > 0
                            ? proof(generation, $0) != .refuted : proof(generation, $0) == .seen)
                }
            }
            if isHere { continue }
            for candidate in candidates.indices {
                for generation in its { proofs[candidate][generation] = .refuted }
            }
        }
    }

    // MARK: Evidence

    /// The same inode. A device's number may change at a reboot: then none of the candidates has it.
    func isSameFile(_ generation: Int, _ candidate: Int) -> Bool {
        let (stored, found) = (generations[generation], candidates[candidate])
        if !stored.wasIn(inode: found.inode, birth: found.birth) { return false }
        // Packing makes a new file: an inode that is a packed one's now was given back in between.
        if Packing.split(stored.file).packing != Packing.split(found.file).packing { return false }
        return stored.device == found.device || !candidates.contains { $0.device == stored.device }
    }

    /// Has more than is stored, as far as a KiB tells.
    func hasGrown(_ generation: Int, _ candidate: Int) -> Bool {
        let offset = generations[generation].offset
        guard let size = candidates[candidate].size else {
            return candidates[candidate].content.goesOn(behind: offset)
        }
        return size != offset
    }

    /// Written since the run began that read up to the generation's offset, or within the same tick of the clock.
    /// Where the clock has been set back since that run, so it may be.
    func isTouched(_ generation: Int, _ candidate: Int) -> Bool {
        if generations[generation].time > now { return true }
        var modified = candidates[candidate].modified
        // Some file systems and packers keep whole seconds.
        if modified.microseconds.isMultiple(of: 1_000_000) { modified.microseconds += 999_999 }
        return modified >= generations[generation].time
    }

    /// Written when the run that read up to the generation's offset was surely over.
    func isLater(_ generation: Int, _ candidate: Int) -> Bool {
        candidates[candidate].modified > generations[generation].time.advanced(bySeconds: Self.runDuration)
    }

    func proof(_ generation: Int, _ candidate: Int) -> Proof { proofs[candidate][generation] }

    func unowned(_ isWanted: (Int) -> Bool) -> [Int] {
        candidates.indices.filter { owners[$0] == nil && isWanted($0) }
    }

    mutating func match(_ generation: Int, _ candidate: Int) {
        owners[candidate] = generation
        files[generation] = candidate
    }
}
