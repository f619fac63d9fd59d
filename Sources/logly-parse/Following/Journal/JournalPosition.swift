import LoglyShared

/// How far the journal is stored: as a file's generation, with a cursor as its anchor.
///
///     {"type":"checkpoint",…,"path":"journal","generation":1,"fingerprint":"journal",…,"to":5120,"anchor":"s=…;i=…;…"}
///
/// `from` and `to` count the bytes that journalctl has delivered; they order the batches and are good for nothing else.
/// There is one generation, for the cursor finds its place whatever journald does with its files.
struct JournalPosition: Equatable {
    var log: LogName
    /// Bytes delivered up to here.
    var offset = 0
    /// Of the last entry that is stored; nil where none is.
    var cursor: JournalCursor?
    /// When the run began that stored it.
    var time = Timestamp.epoch

    /// The path of every journal.
    static let path = "journal"
    static let fingerprint = "journal"

    /// Of the journal of which nothing is stored.
    init(_ log: LogName) { self.log = log }

    /// nil where the record is a file's.
    init?(_ checkpoint: CheckpointRecord, readAt time: Timestamp) {
        let batch = checkpoint.batch
        guard batch.path == Self.path, batch.fingerprint == Self.fingerprint, checkpoint.to >= 0 else {
            return nil
        }
        log = LogName(host: batch.host ?? "", source: batch.source, path: batch.path)
        offset = Int(checkpoint.to)
        if let anchor = checkpoint.anchor, !anchor.isEmpty { cursor = JournalCursor(anchor) }
        self.time = time
    }

    /// What a batch from here opens with.
    func opening(run: String) -> BatchRecord {
        var batch = BatchRecord()
        batch.run = run
        (batch.host, batch.source, batch.path) = (log.host, log.source, log.path)
        batch.generation = 1
        batch.fingerprint = Self.fingerprint
        batch.from = Int64(offset)
        return batch
    }

    /// As the `--offsets` FILE keeps it.
    var checkpoint: CheckpointRecord {
        var checkpoint = CheckpointRecord()
        checkpoint.batch = opening(run: RunName(start: time, process: 0).text)
        checkpoint.to = Int64(offset)
        checkpoint.anchor = cursor?.text
        return checkpoint
    }
}
