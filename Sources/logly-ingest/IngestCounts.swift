import LoglyShared

/// What became of the lines of a run.
struct IngestCounts: CustomStringConvertible {
    var events = 0
    /// Samples, aggregates and runs.
    var records = 0
    /// Records that were there already.
    var repeatedRecords = 0
    var repeatedBatches = 0
    var refusedBatches = 0
    var unclosedBatches = 0
    /// Events of batches that were not closed, and of none where one must have been.
    var droppedEvents = 0
    var unknown = 0
    var rejected = 0

    /// `stored 1200 events and 1 other record; 2 batches were stored already`: what is 0 is not told.
    var description: String {
        var parts = ["stored \(counted(events, "event")) and \(counted(records, "other record"))"]
        func tell(_ count: Int, _ one: String, _ many: String, _ what: String) {
            if count > 0 { parts.append("\(counted(count, one, many)) \(what)") }
        }
        tell(repeatedRecords, "record was", "records were", "there already")
        tell(repeatedBatches, "batch was", "batches were", "stored already")
        tell(refusedBatches, "batch", "batches", "refused")
        tell(unclosedBatches, "batch", "batches", "not closed")
        tell(droppedEvents, "event", "events", "dropped with a batch")
        tell(unknown, "record", "records", "of unknown type skipped")
        tell(rejected, "line", "lines", "rejected")
        return parts.joined(separator: "; ")
    }
}
