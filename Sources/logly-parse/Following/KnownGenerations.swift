import LoglyShared

/// What is stored, looked up by what a log has: its path, and what its files may be known by.
///
/// Made once for each run. A match of a glob may have been any other log of its source; were it compared with all that
/// those have been, a run would cost the square of their number.
struct KnownGenerations {
    private let offsets: StoredOffsets
    private var logs: [String: [LogName]] = [:]
    private var likenesses: [Likeness: [Generation]] = [:]

    /// What a file has in common with every generation of another log that it can be proved to be.
    private enum Likeness: Hashable {
        /// Where little or another first line proves it.
        case inode(String)
        /// First line and, where both are known, the first KiB: a header may be in all logs.
        case beginning(FileFingerprint, UInt16?)
        /// First line and size, of a file that was read whole and is shorter than a KiB.
        case whole(FileFingerprint, Int)
    }

    init(_ offsets: StoredOffsets) {
        self.offsets = offsets
        for (log, generations) in offsets.generations {
            logs[log.path, default: []].append(log)
            for generation in generations {
                for likeness in Self.likenesses(of: generation) {
                    likenesses[likeness, default: []].append(generation)
                }
            }
        }
    }

    subscript(log: LogName) -> [Generation] { offsets.generations[log] ?? [] }

    /// The logs of that path that something is stored of, of whatever host and source.
    func logs(at path: String) -> [LogName] { logs[path] ?? [] }

    /// The generations of other logs of the same source that one of these files may be.
    ///
    /// With each comes the newest of its log: a file at a path is an older one's less likely.
    func relatives(of log: LogName, among candidates: [Candidate<FileContent>]) -> [Generation] {
        var found: [GenerationKey: Generation] = [:]
        for likeness in Set(candidates.flatMap(Self.likenesses)) {
            for generation in likenesses[likeness] ?? [] {
                let other = generation.log
                guard other.host == log.host, other.source == log.source, other.path != log.path else {
                    continue
                }
                let newest = self[other].max { $0.number < $1.number }
                for one in [generation, newest ?? generation] { found[GenerationKey(one)] = one }
            }
        }
        return Array(found.values)
    }

    private static func likenesses(of generation: Generation) -> [Likeness] {
        let (fingerprint, offset) = (generation.fingerprint, generation.offset)
        var likenesses = [Likeness.inode(generation.inode)]
        if offset >= Anchor.limit || generation.anchor.seen.map({ $0.length >= Anchor.limit }) ?? false {
            likenesses.append(.beginning(fingerprint, generation.anchor.trail.ofFirstKiB))
        } else if generation.hasMoreThanALine {
            likenesses.append(.whole(fingerprint, offset))
        }
        return likenesses
    }

    private static func likenesses(of candidate: Candidate<FileContent>) -> [Likeness] {
        let (fingerprint, head) = (candidate.content.fingerprint, candidate.content.head)
        var likenesses = [Likeness.inode(candidate.inode)]
        if head.count >= Anchor.limit {
            let trail = head.withUnsafeBufferPointer { Trail.short(Anchor(of: $0)) }
            likenesses += [trail, nil].flatMap {
                [.beginning(fingerprint, $0), .beginning(.none, $0)] as [Likeness]
            }
        } else if !candidate.isCurrent, let size = candidate.size {
            likenesses.append(.whole(fingerprint, size))
        }
        return likenesses
    }
}
