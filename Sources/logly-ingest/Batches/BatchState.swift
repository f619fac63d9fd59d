import LoglyShared

/// Where in the batches of a stream the reading is.
enum BatchState {
    /// Events here belong to no batch, and are stored as they come.
    case outside
    /// Events are gathered.
    case open(BatchRecord)
    /// A batch was dropped; what comes before the next one is dropped with it.
    case dropping
}

/// One file that a log has been, as the database names it.
struct LogGeneration: Hashable {
    var host: String?
    var source: String
    var path: String
    var number: Int64

    init(of batch: BatchRecord) {
        (host, source, path, number) = (batch.host, batch.source, batch.path, batch.generation)
    }

    /// All generations of the log.
    var log: LogGeneration {
        var log = self
        log.number = 0
        return log
    }
}

extension BatchRecord {
    /// Whether a checkpoint of `other`'s keys closes this batch. Where the file lies may have changed meanwhile.
    func isClosed(by other: BatchRecord) -> Bool {
        run == other.run && from == other.from && fingerprint == other.fingerprint
            && LogGeneration(of: self) == LogGeneration(of: other)
    }

    /// `/var/log/auth.log (auth), generation 3`, for messages.
    var name: String { "\(path) (\(source)), generation \(generation)" }
}

/// What a stream with a FILE of `--offsets` knows of a log.
struct Knowledge {
    /// The newest generation that was acknowledged, or has been seen since.
    var highest: Int64
    /// Generations of which more is stored than was acknowledged, and that may be other files.
    var unsure: Set<Int64> = []
}

/// What the database says to a complete batch.
enum BatchOutcome: Equatable {
    /// It continues what is stored.
    case next
    /// All of it is stored already, or there is nothing in it.
    case `repeat`
    /// Under its number another file is stored.
    case another
    /// The same, and the numbers of the log were given in another order: only one of the two runs was asked for what
    /// is older (`--backfill`).
    case reordered
    /// Its file is stored under another number.
    case elsewhere
    /// Its sender knows less of the log than the database: files may be others than those that are stored.
    case unsure
    /// It does not continue what is stored: the reason, for the message.
    case refused(String)

    /// Compares what is stored of a generation with a batch of it.
    ///
    /// A generation of which nothing is stored has the offset 0. At 0 another fingerprint is no contradiction:
    /// the file was empty and has got its first line.
    init(of checkpoint: CheckpointRecord, stored: StoredOffset?) {
        let offset = stored?.offset ?? 0
        let batch = checkpoint.batch
        if let stored, stored.isBackfilled(otherwiseThan: checkpoint) {
            self = .reordered
        } else if let stored, offset > 0, !stored.isOfTheFile(of: checkpoint) {
            self = .another
        } else if offset == batch.from {
            // One without content may still tell that the file has been packed, or lies elsewhere.
            self = stored == StoredOffset(of: checkpoint) ? .repeat : .next
        } else if offset >= checkpoint.to {
            self = .repeat
        } else {
            self = .refused("it begins at byte \(batch.from), and the database ends at \(offset)")
        }
    }
}

extension StoredOffset {
    /// Whether a batch may be of the file that is stored: it has the same first line, and had the same on the way.
    ///
    /// Many files of a log begin with the same line. Anchors of `logly-parse` go on with hashes of what comes before
    /// certain offsets; those of the one that is less far are the beginning of the other's.
    func isOfTheFile(of checkpoint: CheckpointRecord) -> Bool {
        guard fingerprint == checkpoint.batch.fingerprint else { return false }
        guard let mine = FileAnchor(anchor), let others = FileAnchor(checkpoint.anchor ?? "") else {
            return true
        }
        if offset == checkpoint.to, mine.last != others.last { return false }
        return mine.agrees(with: others)
    }

    /// A file that `--backfill` took up stays known as that, also where nothing is stored of it.
    func isBackfilled(otherwiseThan checkpoint: CheckpointRecord) -> Bool {
        guard let mine = FileAnchor(anchor), let others = FileAnchor(checkpoint.anchor ?? "") else {
            return false
        }
        return mine.isBackfilled != others.isBackfilled
    }

    /// Whether it may be the file that is stored: all that both had is the same, and that is more than a first line.
    func mayBeTheFile(of checkpoint: CheckpointRecord) -> Bool {
        guard let mine = FileAnchor(anchor), let others = FileAnchor(checkpoint.anchor ?? ""),
            isOfTheFile(of: checkpoint)
        else { return false }
        // The last four digits of a fingerprint are the length that it is of; a trail has four for each 32 bytes, and four
        // for each line.
        let line = Int(fingerprint.suffix(4), radix: 16) ?? 0
        let common = min(mine.trail.count, others.trail.count) / 4 * 32
        let lines = min(mine.lines.count, others.lines.count) / 4
        return line >= 1024 || common > line || lines > 1 || (offset == checkpoint.to && offset > line)
    }

    /// Whether a batch is surely of the file that is stored: as the same inode.
    func isSurelyTheFile(of checkpoint: CheckpointRecord) -> Bool {
        guard inode == checkpoint.batch.inode, offset == 0 || isOfTheFile(of: checkpoint) else {
            return false
        }
        guard let mine = FileAnchor(anchor)?.birth, let others = FileAnchor(checkpoint.anchor ?? "")?.birth
        else { return true }
        return mine == others
    }
}
