import LoglyCommand
import LoglyShared

/// Adds what is new in each table to the aggregates.
struct RollupRun {
    let calendar: Calendar
    /// The zone and the lengths that are computed, as they are noted in the database.
    let layout: String
    /// What the note ends with since there is `source_activity`.
    private static let bySource = " sources"
    /// Computes everything again that the raw rows allow.
    let rebuilds: Bool
    let progress: Progress?

    init(
        zone: Zone = .utc, lengths: Set<Period.Length> = [.hour, .day], rebuilds: Bool = false,
        progress: Progress? = nil
    ) {
        calendar = Calendar(days: CalendarDays(zone: zone), lengths: lengths)
        layout = ([zone.name] + lengths.sorted().map(\.rawValue)).joined(separator: " ") + Self.bySource
        (self.rebuilds, self.progress) = (rebuilds, progress)
    }

    /// - Returns: the periods that were written.
    func run(_ database: borrowing Database) throws(ToolError) -> Set<Period> {
        var pass = RollupPass(calendar, progress: progress)
        let events = try RollupMark.read(EventFold.table, database)
        let samples = try RollupMark.read(SystemFold.table, database)
        let network = try RollupMark.read(NetworkFold.table, database)
        try pass.run(SystemFold.self, database, from: samples ?? 0)
        try pass.run(NetworkFold.self, database, from: network ?? 0)
        try pass.run(EventFold.self, database, from: events ?? 0)

        let noted = try database.text("SELECT value FROM metadata WHERE key = 'rollup_layout'")
        let isFirst = events == nil && samples == nil && network == nil
        let changes = !isFirst && noted != layout
        if rebuilds || changes {
            // An earlier version did not count by source; its days are as they should be.
            let changesDays = changes && noted.map { $0 + Self.bySource } != layout
            pass.touched.formUnion(
                try Rebuild(calendar, database, changesDays: changesDays)
                    .run(database, progress: progress))
        }
        if noted != layout {
            var note = try database.prepare("INSERT OR REPLACE INTO metadata VALUES ('rollup_layout', ?1)")
            note.bind(1, layout)
            try note.run()
        }
        return pass.touched
    }
}
