import LoglyShared

/// Adds what is new in each table to the aggregates.
struct RollupRun {
    let calendar: Calendar
    let rebuilds: Bool

    init(days: CalendarDays, rebuilds: Bool) {
        calendar = Calendar(days: days)
        self.rebuilds = rebuilds
    }

    /// - Returns: the periods that were written.
    func run(_ database: borrowing Database) throws(ToolError) -> Set<Period> {
        var pass = RollupPass(calendar)
        try pass.run(SystemFold.self, database, from: RollupMark.read(SystemFold.table, database) ?? 0)
        try pass.run(NetworkFold.self, database, from: RollupMark.read(NetworkFold.table, database) ?? 0)
        try pass.run(EventFold.self, database, from: RollupMark.read(EventFold.table, database) ?? 0)
        return pass.touched
    }
}
