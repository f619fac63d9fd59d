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

    /// `stored 1200 events and 3 records; 2 batches repeated`: what is 0 is not told.
    var description: String {
        var parts = ["stored \(events) events and \(records) other records"]
        func tell(_ count: Int, _ what: String) {
            if count > 0 { parts.append("\(count) \(what)") }
        }
        tell(repeatedRecords, "records were there already")
        tell(repeatedBatches, "batches were stored already")
        tell(refusedBatches, "batches refused")
        tell(unclosedBatches, "batches not closed")
        tell(droppedEvents, "events dropped with their batch")
        tell(unknown, "records of unknown type skipped")
        tell(rejected, "lines rejected")
        return parts.joined(separator: "; ")
    }
}
