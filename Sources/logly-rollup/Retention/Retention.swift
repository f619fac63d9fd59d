import LoglyCommand
import LoglyShared

/// Removes what is past its time.
///
/// Cuts lie at the beginning of a day that is one of an hour too: what is left of the raw rows is whole hours
/// of whole days, which can be computed again.
struct Retention {
    let samples: Int64
    let events: Int64
    let days: Int64
    /// A last sample before this moment goes too: a machine or an interface that has been gone for so long.
    let outlived: Int64

    init(
        _ now: Timestamp, days calendar: CalendarDays, keepSamples: Int, keepEvents: Int, keepDays: Int
    ) {
        func cut(_ days: Int) -> Int64 {
            var calendar = calendar
            let moment = now.wholeSeconds - Int64(days) * 86_400
            return calendar.day(of: moment).floor(to: 3600)
        }
        (samples, events, days) = (cut(keepSamples), cut(keepEvents), cut(keepDays))
        outlived = cut(keepSamples + keepEvents)
    }

    /// - Returns: how many rows went.
    func run(_ database: borrowing Database, progress: Progress? = nil) throws(ToolError) -> Int {
        // Also where no row goes: hours do, which a rebuild must not bring back.
        try PrunedRows.samples.noteAlone(before: samples, database)
        try PrunedRows.events.noteAlone(before: events, database)
        var raw = try RawRows(database, progress: progress)
        try raw.removeSamples(before: samples, outlived: outlived, database) { false }
        try raw.removeEvents(before: events, database) { false }
        if raw.removed > 0 { try EventDictionaries.sweep(database) }
        var rolled = RolledRows(progress: progress)
        // Without their sums and lists, hours and days whose raw rows are gone stay as they are.
        try rolled.remove(.sums, before: samples, database)
        try rolled.remove(.uniques, before: events, database)
        try rolled.remove(.addresses, before: events, database)
        try rolled.remove(.sources, before: events, database)
        try rolled.remove(.hours, before: events, database)
        try rolled.remove(.days, before: days, database)
        try rolled.removeLedger(before: events, database)
        return raw.removed + rolled.removed
    }
}
