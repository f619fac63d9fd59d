import LoglyShared

/// Reads the entries of one journalctl, and writes them as batches that each end at an entry's cursor.
final class JournalReader {
    private let process: JournalProcess
    private var window: InputWindow
    private var assembler: EventAssembler
    private var batch: Batch
    private var hasClosed = false
    /// Of the last entry that was taken.
    private(set) var cursor: JournalCursor?
    private(set) var totals = GenerationReader.Totals()

    /// - Parameters:
    ///   - position: what is stored, of the journal that `process` reads behind it.
    ///   - fallbackTime: for entries that tell none.
    init(
        _ process: JournalProcess, behind position: JournalPosition, run: String, fallbackTime: Timestamp,
        format: any LogFormat
    ) {
        self.process = process
        window = InputWindow(descriptor: process.output, name: "the journal")
        let opening = position.opening(run: run)
        assembler = EventAssembler(
            format: format, host: position.log.host, source: position.log.source, fallbackTime: fallbackTime)
        batch = Batch(opening)
        cursor = position.cursor
    }

    /// The place of the first entry, which stays to be read; nil where there is none.
    func firstCursor() throws(ToolError) -> JournalCursor? {
        while true {
            dropRemarks()
            let bytes = window.bytes
            if let end = bytes.find(0x0A) { return JournalCursor(of: bytes.part(0, end)) }
            if try !fill() { return nil }
        }
    }

    /// Reads to the end. An entry that breaks off, since journalctl was killed, is left to the next run.
    func read(to out: inout OutputBuffer) throws(ToolError) {
        repeat {
            while takeSome(to: &out) {}
        } while try fill()
    }

    /// Closes what is open.
    ///
    /// - Parameter marks: leave a batch even where nothing is new.
    func end(marks: Bool, to out: inout OutputBuffer) {
        if !batch.isEmpty || (marks && !hasClosed && cursor != nil) { close(&out) }
    }

    private func fill() throws(ToolError) -> Bool {
        process.waitForOutput()
        return try window.fill()
    }

    /// Whole entries of the window, as far as they fit into the batch; false where more has to be read.
    private func takeSome(to out: inout OutputBuffer) -> Bool {
        dropRemarks()
        var bytes = window.bytes
        if let remark = bytes.find("\n-- ") { bytes = bytes.part(0, remark + 1) }
        var end = bytes.findLast(0x0A, before: min(bytes.count, batch.room)).map { $0 + 1 }
        if end == nil, let first = bytes.find(0x0A) {
            // An entry that is larger than a batch is one.
            if batch.isEmpty { end = first + 1 } else { close(&out) }
        }
        guard let end else { return bytes.find(0x0A) != nil }
        let progress = assembler.read(
            bytes.part(0, end), at: .middle, lineLimit: Batch.lineLimit - batch.lines, to: &batch.staged)
        let taken = bytes.part(0, progress.completed)
        cursor = JournalCursor(lastIn: taken) ?? cursor
        batch.add(progress, endingAt: batch.to + progress.completed, out: &out)
        window.remove(progress.consumed)
        if batch.isFull { close(&out) }
        return progress.consumed > 0
    }

    /// `-- Boot 47418a… --`, `-- No entries --`: journalctl's own words between the entries.
    private func dropRemarks() {
        while window.bytes.has("-- "), let end = window.bytes.find(0x0A) { window.remove(end + 1) }
    }

    private func close(_ out: inout OutputBuffer) {
        totals.lines += batch.lines
        totals.bytes += batch.to - batch.from
        totals.events += batch.events
        totals.unparsed += batch.unparsed
        batch.close(anchor: cursor?.text ?? "", out: &out)
        batch.restart()
        hasClosed = true
    }
}
