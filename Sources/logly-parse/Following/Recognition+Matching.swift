import LoglyShared

/// Which generation is in which file: by full proofs, then, where many files begin alike, by what is likely.
extension Recognition {
    mutating func matchFullProofs() {
        // By its inode each is the log itself, which may have been emptied and have begun as before.
        var emptied: [Int: Int] = [:]
        for generation in generations.indices {
            let sure = unowned {
                proof(generation, $0) == .full && isSameFile(generation, $0) && !isBackup($0, of: generation)
                    && !isAnothers(generation, $0)
            }
            let rewritten = unowned { proof(generation, $0) == .anchorOnly && isSameFile(generation, $0) }
            guard let candidate = sure.last ?? rewritten.last else { continue }
            if copiedAway(generation, from: candidate) == nil {
                match(generation, candidate)
            } else {
                emptied[generation] = candidate
            }
        }
        for generation in generations.indices where files[generation] == nil && emptied[generation] == nil {
            let possible = unowned { proof(generation, $0) == .full }
            let originals = possible.filter { one in
                !possible.contains { $0 > one && isCopy(one, of: $0) }
            }
            if let candidate = originals.first { match(generation, candidate) }
        }
        for (generation, log) in emptied.sorted(by: { $0.key < $1.key }) where owners[log] == nil {
            match(generation, copiedAway(generation, from: log) ?? log)
        }
    }

    /// Where a log that was emptied went before: the oldest file that was written since, has all that is stored, and goes
    /// on otherwise.
    private func copiedAway(_ generation: Int, from candidate: Int) -> Int? {
        guard candidates[candidate].isCurrent else { return nil }
        return unowned {
            $0 < candidate && proof(generation, $0) == .full && isTouched(generation, $0)
                && !candidates[$0].content.isDamaged && !isCopy($0, of: candidate)
        }.first
    }

    /// Whether a younger file goes on where this one ends: an editor's backup, under the name of a rotated file.
    private func isBackup(_ candidate: Int, of generation: Int) -> Bool {
        unowned { $0 > candidate && proof(generation, $0) == .full }.contains { isCopy(candidate, of: $0) }
    }

    /// Generations of less than a KiB: a header may be all that is read of them, and then other files begin
    /// like them.
    mutating func matchWeakProofs() {
        matchByBirth()
        let newest = generations.indices.last { generations[$0].log == log }
        let older = generations.indices.filter { $0 != newest }
        matchByInode(older.filter { hasBegun($0) })
        matchUnreadBySight()
        let all = Array(generations.indices)
        // What the newest generation has may be a header, and others begin like it; but it not like those.
        matchByOrder(all.filter { hasBegun($0) && isFurther($0, than: newest) }, nil)
        matchByOrder(all.filter { generations[$0].hasMoreThanALine }, newest)
        // An inode may come again: where nothing was read it is all that tells, and may be another's.
        matchByInode(older.filter { !hasBegun($0) })
        matchByOrder(all.filter { hasBegun($0) }, newest)
        // Of these no byte proves anything but what was seen.
        matchByOrder(all.filter { !hasBegun($0) && isFurther($0, than: newest) }, nil)
        matchByOrder(all.filter { !hasBegun($0) }, newest)
    }

    /// Rotated files that still have the inode and the birth that are stored, and that are nobody's copy, or end within
    /// a line that may become another.
    private mutating func matchByBirth() {
        for generation in generations.indices where files[generation] == nil && hasBegun(generation) {
            guard generations[generation].anchor.birth != nil else { continue }
            let same = unowned {
                proof(generation, $0).isWeak && !candidates[$0].isCurrent && candidates[$0].birth != nil
                    && isSameFile(generation, $0)
                    && (candidates[$0].content.mayGoOn || isHeader($0) || !isCopy($0))
            }
            if let candidate = same.first { match(generation, candidate) }
        }
    }

    /// Whether an older file begins with all that this one has, and goes on: it is no copy, then.
    private func isHeader(_ candidate: Int) -> Bool {
        guard let size = candidates[candidate].size, size > 0 else { return false }
        return candidates.indices.contains {
            $0 < candidate && (candidates[$0].size ?? .max) > size
                && candidates[candidate].content.isBeginning(of: candidates[$0].content)
        }
    }

    /// More of it was stored or seen than of the newest one.
    private func isFurther(_ generation: Int, than newest: Int?) -> Bool {
        guard let newest, generations[generation].log == log else { return false }
        return generations[generation].reach > generations[newest].reach
    }

    /// The newest first, then the oldest: each takes the first file that may be it.
    private mutating func matchByOrder(_ indices: [Int], _ newest: Int?) {
        if let newest, indices.contains(newest) { matchNewest(newest) }
        for generation in indices where generation != newest && files[generation] == nil {
            guard generations[generation].log.path == log.path else { continue }
            // A header alone may be that of any of them: what has not been written to since has nothing new.
            let isHeader = hasBegun(generation) && !generations[generation].hasMoreThanALine
            let others = likely(generation) {
                !candidates[$0].isCurrent && mayHaveBegun(generation, $0)
                    && !(isHeader && isRestOfAnother($0, than: generation))
            }
            let written = isHeader ? others.first { isTouched(generation, $0) && !isCopy($0) } : nil
            let whole = others.first { !hasGrown(generation, $0) && !isCopy($0) }
            if let candidate = written ?? whole ?? others.first { match(generation, candidate) }
        }
    }

    private mutating func matchByInode(_ indices: [Int]) {
        for generation in indices where files[generation] == nil {
            let same = likely(generation) {
                isSameFile(generation, $0) && !isMadeACopy(generation, $0) && !isAnothers(generation, $0)
            }
            // The file at the path is that of a newer one, if of any; through a glob it may be any of another log.
            let this = generations[generation]
            let mayBeCurrent =
                this.log != log
                && (this.hasMoreThanALine || isNewestOfFormerName(generation))
            if let candidate = same.first(where: { !candidates[$0].isCurrent || mayBeCurrent }) {
                match(generation, candidate)
            }
        }
    }

    private func hasBegun(_ generation: Int) -> Bool { generations[generation].offset > 0 }

    /// Files of which half a line was seen, and that alone begin with it.
    private mutating func matchUnreadBySight() {
        for generation in generations.indices where files[generation] == nil && !hasBegun(generation) {
            let found = unowned { proof(generation, $0) == .seen && isPossible(generation, $0) }
            if found.count == 1, !isMadeACopy(generation, found[0]) { match(generation, found[0]) }
        }
    }

    /// An empty file that a run met before its copying had begun.
    private func isMadeACopy(_ generation: Int, _ candidate: Int) -> Bool {
        if hasBegun(generation) || candidates[candidate].isCurrent { return false }
        return candidates.indices.contains { isCopyOfYounger(candidate, $0, generation) }
            || isRest(candidate, tellsByTime: !isSameFile(generation, candidate))
    }

    /// A copy of what is younger by its name. Where nothing is stored, both may begin alike, and births tell: a copy is made
    /// after its original. An editor makes a new original, and leaves the old one as a backup.
    private func isCopyOfYounger(_ index: Int, _ other: Int, _ generation: Int) -> Bool {
        guard other > index, isCopy(index, of: other) else { return false }
        guard !hasBegun(generation), let mine = candidates[index].birth, let others = candidates[other].birth
        else { return true }
        return others <= mine
    }

    /// Nothing is stored of the file, and it has what is stored of a generation that is nowhere else: more than a first
    /// line.
    private func isAnothers(_ generation: Int, _ candidate: Int) -> Bool {
        !hasBegun(generation)
            && generations.indices.contains {
                $0 != generation && files[$0] == nil
                    && generations[$0].hasMoreThanALine
                    && (proof($0, candidate) == .full || isPossible($0, candidate))
            }
    }

    private mutating func matchNewest(_ newest: Int) {
        if files[newest] == nil, let candidate = fileOfNewest(newest) {
            match(newest, emptyFile(of: newest, before: candidate) ?? candidate)
        }
    }

    /// A file that was empty when it was met, and still is, though packed or moved since. What lies behind it is the next
    /// one, and had that number in any run before. Of the newest generation that is new either way; between others it
    /// would be older.
    private func emptyFile(of generation: Int, before candidate: Int) -> Int? {
        let (this, index) = (generations[generation], candidate - 1)
        guard this.offset == 0, this.anchor.seen == nil, !isSameFile(generation, candidate), index >= 0,
            candidates[index].size == 0, !candidates[index].isStray, owners[index] == nil,
            isPossible(generation, index)
        else { return nil }
        return index
    }

    /// Where nothing was read yet: a file that was there before, and left out, has not been written to since. One that
    /// is empty has not begun, and a copy of another generation is none of this.
    private func mayHaveBegun(_ generation: Int, _ candidate: Int) -> Bool {
        if hasBegun(generation) { return true }
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
        let same = possible.first { one in
            guard isSameFile(generation, one) else { return false }
            // A copy may have got the inode since. Files with a header begin alike.
            let this = generations[generation]
            if !this.hasMoreThanALine {
                if candidates[one].size == this.fingerprint.length || !isTouched(generation, one) {
                    return true
                }
            }
            return !possible.contains { isCopyOfYounger(one, $0, generation) }
        }
        if let same, !hasGrown(generation, same), !isTouched(generation, same) { return same }
        let originals = possible.filter { one in
            one == same || !possible.contains { isCopyOfYounger(one, $0, generation) }
        }
        if !hasBegun(generation), isPreviousFound(generation) { return originals.first }
        if let found = originals.first(where: { $0 == same || isTouched(generation, $0) }) { return found }
        // Of a file of which nothing is stored, every byte is to be read: too many are none too few.
        if !hasBegun(generation) {
            return originals.first {
                generations[generation].fingerprint.length > 0 || proof(generation, $0) == .seen
            }
        }
        return originals.last { !hasGrown(generation, $0) } ?? originals.last
    }

    /// What is left of a generation of which more was read.
    private func isRestOfAnother(_ candidate: Int, than generation: Int) -> Bool {
        generations.indices.contains {
            $0 != generation && files[$0] == nil && generations[$0].hasMoreThanALine
                && isRest(candidate, of: $0, tellsByTime: true)
        }
    }

    /// The file of the generation before this one is there: all that comes behind it is unread.
    private func isPreviousFound(_ generation: Int) -> Bool {
        let this = generations[generation]
        return generations.indices.contains {
            generations[$0].log == this.log && generations[$0].number == this.number - 1 && files[$0] != nil
                && !generations[$0].anchor.isBackfilled
        }
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
            return isSame || (this.hasMoreThanALine && this.log.path == log.path)
        }
        // Generations of one log follow each other as their files do.
        if generations[generation].anchor.isBackfilled { return true }
        for (other, file) in files.enumerated() where generations[other].log == log {
            guard let file, !generations[other].anchor.isBackfilled else { continue }
            if (other < generation) != (file < candidate) { return false }
        }
        return true
    }

    /// The last file under a name that the log had before.
    private func isNewestOfFormerName(_ generation: Int) -> Bool {
        let this = generations[generation]
        return this.log != log && !generations.contains { $0.log == this.log && $0.number > this.number }
    }
}
