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
        // One that knows less may have lost which file that is.
        if checkpoint.batch.from > 0, checkpoint.to >= stored?.offset ?? 0 {
            told.insert(generation)
            if checkpoint.to == checkpoint.batch.from { told.insert(generation.log) }
        }
        // Who counts otherwise than the database would have a file that is stored stored once more.
        let isMisnumbered = (stored?.offset ?? 0) == 0 && misnumbered.contains(generation.log)
        var outcome =
            if refused.contains(generation) {
                BatchOutcome.refused("one before it was refused")
            } else if isMisnumbered {
                BatchOutcome.refused("under the number of one before it another file is stored")
            } else {
                BatchOutcome(of: checkpoint, stored: stored)
            }
        if acknowledges, outcome == .next, try isStoredOtherwise(checkpoint, stored) {
            outcome = .elsewhere
        }
        if acknowledges, try doubt(checkpoint, stored), outcome == .next { outcome = .unsure }
        switch outcome {
        case .next:
            try store.store(batch)
            try store.advance(to: checkpoint)
            counts.events += batch.count
            stored = StoredOffset(of: checkpoint)
        case .repeat:
            if checkpoint.to == checkpoint.batch.from { try store.renew(checkpoint) }
            counts.repeatedBatches += 1
        case .another:
            if acknowledges { try tellNumbers(of: checkpoint) }
            refuse(checkpoint, "another file is stored under it")
        case .reordered:
            try tellNumbers(of: checkpoint)
            refuse(checkpoint, "another file is stored under it")
        case .elsewhere:
            try tellNumbers(of: checkpoint)
            refuse(checkpoint, "its file is stored under another number")
        case .unsure:
            try tellNumbers(of: checkpoint)
            refuse(
                checkpoint, "the FILE of --offsets knows less than the database, and the file may be another")
            if stored == nil { return }
        case .refused(let reason):
            refuse(checkpoint, reason)
            // Its number is not the database's to give.
            if isMisnumbered { return }
        }
        let isReadOn = outcome == .next || outcome == .repeat && checkpoint.to == stored?.offset ?? 0
        let answer = isReadOn && !misnumbered.contains(generation.log) ? checkpoint : try asStored(checkpoint)
        acknowledgements?.queue(answer, stored: stored)
    }

    /// What is refused, or less than what is stored, is answered with the run that has read that: whatever was written since
    /// then may be missing.
    private func asStored(_ checkpoint: CheckpointRecord) throws(ToolError) -> CheckpointRecord {
        guard acknowledges, RunName.start(of: checkpoint.batch.run) != nil else { return checkpoint }
        var answer = checkpoint
        for other in try store.offsets(ofLogOf: checkpoint.batch)
        where other.batch.generation == checkpoint.batch.generation {
            answer.batch.run = other.batch.run
        }
        return answer
    }
}

extension IngestRun {
    /// Whether the file that begins here may be another generation of its log already, of which this stream has not
    /// told: the FILE of `--offsets` has lost what was said of that, and counts otherwise. A mark of an empty file has no
    /// fingerprint that would contradict. Who reads the offsets in the database knows them all, and sends no empty batch
    /// of what is stored.
    private func isStoredOtherwise(
        _ checkpoint: CheckpointRecord, _ stored: StoredOffset?
    ) throws(ToolError) -> Bool {
        guard checkpoint.batch.from == 0, (stored?.offset ?? 0) == 0,
            told.contains(LogGeneration(of: checkpoint.batch).log)
        else { return false }
        return try store.offsets(ofLogOf: checkpoint.batch).contains { other in
            other.batch.generation != checkpoint.batch.generation
                && !told.contains(LogGeneration(of: other.batch)) && other.stored.mayBeTheFile(of: checkpoint)
        }
    }

    /// Compares what this stream knows of a log with what is stored.
    ///
    /// - Returns: whether files of the log may be others than those that are stored under their numbers: less was
    ///   acknowledged than is stored, and a batch was of no file that is surely the same.
    private mutating func doubt(
        _ checkpoint: CheckpointRecord, _ stored: StoredOffset?
    ) throws(ToolError) -> Bool {
        guard let known = checkpoint.batch.known else { return false }
        let (batch, log) = (checkpoint.batch, LogGeneration(of: checkpoint.batch).log)
        var state = knowledge[log] ?? Knowledge(highest: known)
        let isBehind = try store.highestGeneration(ofLogOf: batch) > state.highest
        if let stored, stored.isSurelyTheFile(of: checkpoint) {
            state.unsure.remove(batch.generation)
        } else if batch.from < stored?.offset ?? 0 || isBehind {
            state.unsure.insert(batch.generation)
        }
        if state.unsure.isEmpty { state.highest = max(state.highest, batch.generation) }
        knowledge[log] = state
        return !state.unsure.isEmpty
    }

    /// Who counts otherwise than the database is told all that it has of the log, once, where it is answered at all.
    private mutating func tellNumbers(of checkpoint: CheckpointRecord) throws(ToolError) {
        guard misnumbered.insert(LogGeneration(of: checkpoint.batch).log).inserted, acknowledges else {
            return
        }
        for other in try store.offsets(ofLogOf: checkpoint.batch)
        where other.batch.generation != checkpoint.batch.generation {
            var answer = CheckpointRecord()
            answer.batch = other.batch
            acknowledgements?.queue(answer, stored: other.stored)
        }
    }

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
