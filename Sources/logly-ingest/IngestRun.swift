import LoglyCommand
import LoglyShared

/// One run of `logly-ingest`: lines become records, records wait in memory, and are committed together.
///
/// Nothing is written while input may have to be waited for: a batch is gathered until its checkpoint, records
/// outside batches until there are 5,000 of them or input has paused for a second.
struct IngestRun: ~Copyable {
    let messages: Messages
    let rejects: RejectFile?
    var store: IngestStore
    var acknowledgements: Acknowledgements?
    var counts = IngestCounts()

    private var event = EventLine()
    private var records = RecordReader()
    /// The input that is read, for messages.
    private var input = "stdin"

    // Of batches.
    var state = BatchState.outside
    var batch = EventRows()
    /// Generations of which a batch was refused in this stream.
    var refused: Set<LogGeneration> = []
    /// Logs of which a generation has another number in this stream than in the database: a FILE of offsets knew less,
    /// or the stream was read before or after `--backfill`, and stored late.
    var misnumbered: Set<LogGeneration> = []
    /// Generations of which this stream knows that something is stored, and logs of which it said so by an empty batch.
    var told: Set<LogGeneration> = []
    /// Of logs, where this stream tells.
    var knowledge: [LogGeneration: Knowledge] = [:]
    let acknowledges: Bool

    // Outside batches.
    private var looseEvents = EventRows()
    private var looseRecords: [StoredRecord] = []
    private var looseSince = 0.0
    private var hasToldOfLooseEvents = false

    private static let looseLimit = (rows: 5_000, bytes: 4 << 20)
    /// Seconds that records outside batches wait for more.
    private static let patience = 1.0
    /// Rejected lines that are reported one by one.
    private static let reported = 1_000

    init(
        into store: consuming IngestStore, acknowledging: Bool, rejects: RejectFile?, messages: Messages
    ) {
        self.store = store
        self.rejects = rejects
        self.messages = messages
        acknowledges = acknowledging
        acknowledgements = acknowledging ? Acknowledgements() : nil
    }

    /// Stores what can be read from a descriptor, to its end. Failures to read are reported, and end only this
    /// input.
    mutating func read(_ descriptor: Int32, name: String) throws(ToolError) {
        input = name
        var reader = LineReader(descriptor: descriptor, name: name)
        while let line = try nextLine(&reader) { try take(line) }
        dropBatch(because: "the input ends within it")
        state = .outside
        (refused, misnumbered, told, knowledge) = ([], [], [], [:])
        try commitAll()
    }

    /// Reads a line, and commits first what would have to wait for it; nil at the end of the input.
    private mutating func nextLine(_ reader: inout LineReader) throws(ToolError) -> LineReader.Line? {
        if hasWork, !isReady(&reader, within: 0) {
            try commit()
            let left = looseSince + Self.patience - monotonicSeconds()
            if hasLoose, !isReady(&reader, within: max(left, 0)) { try commitAll() }
        }
        do throws(ToolError) {
            return try reader.next { [rejects] in rejects?.append($0) }
        } catch {
            messages.error(error)
            return nil
        }
    }

    /// A failure to read is left to the reading itself, which meets it again.
    private func isReady(_ reader: inout LineReader, within seconds: Double) -> Bool {
        do throws(ToolError) { return try reader.isReady(within: seconds) } catch { return true }
    }

    private var hasLoose: Bool { !looseEvents.isEmpty || !looseRecords.isEmpty }

    private var hasWork: Bool { store.isOpen || hasLoose || rejects?.isWaiting == true }

    private mutating func take(_ line: LineReader.Line) throws(ToolError) {
        if line.isOversized {
            rejects?.endLine()
            return reject(line, RefusedLine(oversized: line.bytes), isKept: true)
        }
        if line.bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
        let record: WireRecord?
        do throws(ParseError) {
            record = try read(line.bytes)
            if record == nil { try gather(line) }
        } catch {
            return reject(line, RefusedLine(error, line.bytes), isKept: false)
        }
        switch record {
        case nil: try limitGathered()
        case .stored(let record): try gather(record)
        case .batch(let batch): open(batch)
        case .checkpoint(let checkpoint): try close(with: checkpoint)
        case .unknown(let type):
            if counts.unknown == 0 {
                messages.warning(
                    "\(input):\(line.number): records of type \"\(type)\" are unknown and skipped")
            }
            counts.unknown += 1
        }
    }

    /// - Returns: nil for an event, which is in `event` then.
    private mutating func read(_ line: UnsafeBufferPointer<UInt8>) throws(ParseError) -> WireRecord? {
        if try event.read(line) { return nil }
        if let record = try records.read(line) { return record }
        _ = try event.read(line, stops: false)
        return nil
    }

    private mutating func gather(_ line: LineReader.Line) throws(ParseError) {
        switch state {
        case .open: try batch.append(event, in: line.bytes)
        case .outside:
            if !hasLoose { looseSince = monotonicSeconds() }
            try looseEvents.append(event, in: line.bytes)
        case .dropping: counts.droppedEvents += 1
        }
    }

    private mutating func limitGathered() throws(ToolError) {
        switch state {
        case .open:
            if batch.size > Self.batchLimit { dropBatch(because: "it has over \(Self.batchLimit) bytes") }
        case .outside:
            if !hasToldOfLooseEvents {
                hasToldOfLooseEvents = true
                messages.note("events outside any batch: how far their log is read is not kept")
            }
            if looseEvents.count >= Self.looseLimit.rows || looseEvents.size >= Self.looseLimit.bytes {
                try commitAll()
            }
        case .dropping: return
        }
    }

    private mutating func gather(_ record: StoredRecord) throws(ToolError) {
        if !hasLoose { looseSince = monotonicSeconds() }
        looseRecords.append(record)
        if looseRecords.count >= Self.looseLimit.rows { try commitAll() }
    }

    /// Commits what has been stored, and then only says so.
    mutating func commit() throws(ToolError) {
        // A line that is refused within a batch that is committed would be lost otherwise.
        try rejects?.flush()
        try store.commit()
        try acknowledgements?.send()
        messages.progress.show { [counts] seconds in pace(counts.events + counts.records, "row", in: seconds)
        }
    }

    /// Commits everything that can be.
    private mutating func commitAll() throws(ToolError) {
        if hasLoose {
            try store.begin()
            try store.store(looseEvents)
            counts.events += looseEvents.count
            looseEvents.removeAll()
            for record in looseRecords {
                if try store.store(record) { counts.records += 1 } else { counts.repeatedRecords += 1 }
            }
            looseRecords.removeAll(keepingCapacity: true)
        }
        try commit()
    }

    private mutating func reject(_ line: LineReader.Line, _ reason: RefusedLine, isKept: Bool) {
        counts.rejected += 1
        if let rejects {
            if !isKept {
                rejects.append(line.bytes)
                rejects.endLine()
            }
            messages.note("\(input):\(line.number): \(reason)")
        } else if counts.rejected <= Self.reported {
            messages.error(ToolError(.badData, "\(input):\(line.number): \(reason)"))
        }
        if WireRecord.mayBoundBatch(line.bytes) {
            dropBatch(because: "a line that may have closed it is rejected")
            state = .dropping
        }
    }

    /// Says what became of everything.
    func finish() {
        if counts.rejected > 0, rejects != nil || counts.rejected > Self.reported {
            messages.error(
                ToolError(.badData, "\(counted(counts.rejected, "line was", "lines were")) rejected"))
        }
        messages.note("\(counts)")
    }
}
