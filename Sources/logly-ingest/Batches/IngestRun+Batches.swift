import LoglyCommand
import LoglyShared

extension IngestRun {
    /// A batch of more bytes is no batch of `logly-parse`, which closes them at 1 MiB of the log.
    static let batchLimit = 64 << 20

    mutating func open(_ record: BatchRecord) {
        dropBatch(because: "another one begins within it")
        state = .open(record)
    }

    /// Forgets the events of the open batch, if one is open.
    mutating func dropBatch(because reason: String) {
        guard case .open(let record) = state else { return }
        counts.unclosedBatches += 1
        counts.droppedEvents += batch.count
        batch.removeAll()
        state = .dropping
        messages.warning(
            "dropped the batch of \(record.name) from byte \(record.from): \(reason)")
    }

    /// Stores the open batch with its new offset, if the database is where it begins.
    mutating func close(with checkpoint: CheckpointRecord) throws(ToolError) {
        guard case .open(let record) = state else {
            if case .outside = state {
                messages.warning("passed over a checkpoint of \(checkpoint.batch.name) without its batch")
            }
            return
        }
        guard record.isClosed(by: checkpoint.batch) else {
            return dropBatch(because: "the checkpoint of another one closes it")
        }
        if checkpoint.to == record.from, !batch.isEmpty {
            return dropBatch(because: "it has events, but no bytes")
        }
        try store.begin()
        try settle(checkpoint)
        batch.removeAll()
        state = .outside
        if store.isFull { try commit() }
    }

    private mutating func settle(_ checkpoint: CheckpointRecord) throws(ToolError) {
        var stored = try store.offset(of: checkpoint.batch)
        let generation = LogGeneration(of: checkpoint.batch)
        // Who counts otherwise than the database would have a file that is stored stored once more.
        let isMisnumbered = stored == nil && misnumbered.contains(generation.log)
        let outcome =
            if refused.contains(generation) {
                BatchOutcome.refused("one before it was refused")
            } else if isMisnumbered {
                BatchOutcome.refused("under the number of one before it another file is stored")
            } else {
                BatchOutcome(of: checkpoint, stored: stored)
            }
        switch outcome {
        case .next:
            try store.store(batch)
            try store.advance(to: checkpoint)
            counts.events += batch.count
            stored = StoredOffset(of: checkpoint)
        case .repeat:
            counts.repeatedBatches += 1
        case .another:
            if acknowledges { misnumbered.insert(generation.log) }
            refuse(checkpoint, "another file is stored under it")
        case .refused(let reason):
            refuse(checkpoint, reason)
            // Its number is not the database's to give.
            if isMisnumbered { return }
        }
        acknowledgements?.queue(checkpoint, stored: stored)
    }
}

extension IngestRun {
    private mutating func refuse(_ checkpoint: CheckpointRecord, _ reason: String) {
        counts.refusedBatches += 1
        // Once for each generation: what follows is told by the summary.
        if refused.insert(LogGeneration(of: checkpoint.batch)).inserted {
            messages.error(
                ToolError(.busy, "refused a batch of \(checkpoint.batch.name): \(reason); run again"))
        }
    }
}

extension StoredOffset {
    /// What is stored once a batch has been.
    init(of checkpoint: CheckpointRecord) {
        let batch = checkpoint.batch
        self.init(
            offset: checkpoint.to, fingerprint: batch.fingerprint, anchor: checkpoint.anchor ?? "",
            file: batch.file ?? batch.path, device: batch.device ?? "", inode: batch.inode ?? "")
    }
}
