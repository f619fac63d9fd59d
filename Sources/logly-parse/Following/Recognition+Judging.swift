import LoglyShared

/// What is to become of the files that are no known generation: new ones, copies, and older ones.
extension Recognition {
    mutating func judge(backfill: Bool) {
        let newestFound = owners.lastIndex { $0 != nil }
        for (index, candidate) in candidates.enumerated() {
            if let owner = owners[index] {
                verdicts.append(.known(generations[owner]))
            } else if candidate.isStray {
                verdicts.append(.foreign)
            } else if isCopy(index) {
                let mayBeNew = candidate.content.mayGoOn && isNewer(index, newestFound: newestFound)
                verdicts.append(mayBeNew ? .begun : .copy)
            } else if candidate.isCurrent {
                verdicts.append(.new)
            } else {
                let isNewer = isNewer(index, newestFound: newestFound)
                if !backfill && !isNewer && !isLate(index) {
                    verdicts.append(.leftOut)
                } else if isTwin(index) || isRest(index, tellsByTime: isNewer) {
                    verdicts.append(.copy)
                } else {
                    let isFirst = !generations.contains { $0.log == log }
                    verdicts.append(isNewer || isFirst ? .new : .backfilled)
                }
            }
        }
    }

    /// Written since all that is stored was read, behind a file that is known: it was taken for a copy, of a header, and
    /// turned out to be none. Where the clock has been set back, nobody knows.
    private func isLate(_ index: Int) -> Bool {
        guard let newest = generations.indices.last(where: { generations[$0].log == log }),
            generations[newest].time <= now, isTouched(newest, index)
        else { return false }
        return owners[..<index].contains {
            guard let owner = $0 else { return false }
            return generations[owner].log == log && !generations[owner].anchor.isBackfilled
        }
    }

    /// Left out, though it has been written since all that is stored was read: names that are no rotated files', or
    /// numbers that count the other way.
    func isOverlooked(_ index: Int) -> Bool {
        guard verdicts[index] == .leftOut, candidates[index].size != 0,
            let newest = generations.indices.last(where: { generations[$0].log == log })
        else { return false }
        return isTouched(newest, index) && !isCopy(index) && !isTwin(index)
            && !isRest(index, tellsByTime: true)
    }

    func isCopy(_ index: Int) -> Bool {
        if candidates[index].isCurrent || candidates[index].size == 0 { return false }
        return candidates.indices.contains { $0 > index && isCopy(index, of: $0) }
    }

    /// A packed file is a copy of the unpacked one only while that is there beside it.
    func isCopy(_ index: Int, of other: Int) -> Bool {
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

    func isRest(_ index: Int, tellsByTime: Bool) -> Bool {
        generations.indices.contains { isRest(index, of: $0, tellsByTime: tellsByTime) }
    }

    /// A copy of a generation from before that was read so far.
    ///
    /// Where it has no more than the first line, that is told by the time. A copy that was made while the run was at
    /// work is as young as a new file: it is a copy where the log was emptied in place, or that line is no header. The latter is all
    /// that tells where times don't.
    func isRest(_ index: Int, of generation: Int, tellsByTime: Bool) -> Bool {
        let (this, content) = (generations[generation], candidates[index].content)
        guard this.log == log, this.fingerprint.length > 0, content.begins(as: this) else { return false }
        let likeness = content.likeness(to: this)
        guard !likeness.isRefuted, content.ends(before: this.offset) else { return false }
        if likeness.reach > this.fingerprint.length {
            // Behind the last hash that fits there may be other bytes.
            if let file = files[generation] { return content.isBeginning(of: candidates[file].content) }
            if tellsByTime, isLater(generation, index), !content.isDamaged { return false }
            // That run met it, and would have given it a number.
            if tellsByTime, !isTouched(generation, index) { return true }
            return !candidates.indices.contains { isRest($0, of: generation, beside: index, likeness.reach) }
        }
        if files[generation] != nil { return false }
        if !tellsByTime {
            // What is no more than a line that is stored says nothing new.
            return !content.goesOn(behind: this.fingerprint.length)
                || isFirstLineItsOwn(generation, but: index)
        }
        if !isTouched(generation, index) { return true }
        return !isLater(generation, index)
            && (isEmptied(generation) || isFirstLineItsOwn(generation, but: index))
    }

    /// Whether another file than this one has as much of what the generation had, and is surely another.
    func isRest(_ other: Int, of generation: Int, beside index: Int, _ reach: Int) -> Bool {
        let (this, content) = (generations[generation], candidates[other].content)
        guard other != index, content.begins(as: this),
            content.likeness(to: this).reach >= reach
        else { return false }
        return !content.isBeginning(of: candidates[index].content)
            && !candidates[index].content.isBeginning(of: content)
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
