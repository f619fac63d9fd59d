import LoglyShared

/// A log: the machine, the source and the path as configured, or as matched by a glob.
struct LogName: Hashable, Sendable {
    var host: String
    var source: String
    var path: String
}

/// What is stored of one of the files that a log has been: how far it is read, and how to know it again.
struct Generation: Equatable, Sendable {
    var log: LogName
    /// Counted from 1, the oldest first.
    var number: Int
    /// Bytes of the unpacked content that are stored.
    var offset: Int
    var fingerprint: FileFingerprint
    /// Of `offset`.
    var anchor: Anchor
    /// Where the file was when it was last read; with `device` and `inode` it only chooses between candidates. Empty
    /// once nothing was left of a log that a glob had matched.
    var file: String
    var device: String
    var inode: String
    /// When the run began that read up to `offset`, or found that the file is gone: what was written since may not be
    /// stored, however late the offset was.
    var time: Timestamp

    /// Whether it may have been in the file with this inode: one that is free comes again, with another birth.
    func wasIn(inode: String, birth: Timestamp?) -> Bool {
        if self.inode != inode { return false }
        guard let birth, let mine = anchor.birth else { return true }
        return birth == mine
    }

    func wasIn(_ file: LogFile) -> Bool { wasIn(inode: file.inode, birth: file.birth) }

    /// Bytes of which something is known.
    var reach: Int { max(offset, fingerprint.length, anchor.seen?.length ?? 0) }

    var isGone: Bool { file.isEmpty }
    /// Of what is stored, others may have a first line.
    var hasMoreThanALine: Bool { offset > fingerprint.length }
}
