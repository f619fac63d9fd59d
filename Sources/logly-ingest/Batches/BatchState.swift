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

/// What the database says to a complete batch.
enum BatchOutcome: Equatable {
    /// It continues what is stored.
    case next
    /// All of it is stored already, or there is nothing in it.
    case `repeat`
    /// It does not continue what is stored: the reason, for the message.
    case refused(String)

    /// Compares what is stored of a generation with a batch of it.
    ///
    /// A generation of which nothing is stored has the offset 0. At 0 another fingerprint is no contradiction:
    /// the file was empty and has got its first line.
    init(of checkpoint: CheckpointRecord, stored: StoredOffset?) {
        let offset = stored?.offset ?? 0
        let batch = checkpoint.batch
        if let stored, offset > 0, stored.fingerprint != batch.fingerprint {
            self = .refused("another file is stored under it")
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
