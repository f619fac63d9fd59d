import LoglyCommand
import LoglyShared

/// Brings the aggregates up to date, stretch by stretch.
struct RollupPass {
    /// Rows that are read before they are written in one transaction: 20 ms of a writer's time where each has an
    /// address of its own.
    static let stretch = 4_000

    let calendar: Calendar
    /// The tables written are temporary ones, and the marks stay where they are.
    var isRebuild = false
    /// What was written.
    var touched: Set<Period> = []

    /// Rows of full stretches so far.
    private var rows = 0
    private let progress: Progress?

    init(_ calendar: Calendar, progress: Progress? = nil) {
        (self.calendar, self.progress) = (calendar, progress)
    }

    /// Adds the rows of one table from its mark to its newest.
    mutating func run<F: Fold & ~Copyable>(
        _ fold: F.Type, _ database: borrowing Database, from start: Int64, through end: Int64 = .max
    ) throws(ToolError) {
        var fold = F(calendar)
        var mark = start
        while let last = try fold.read(database, after: mark, through: end, limit: Self.stretch) {
            progress?.show { [rows] in "rolling up \(F.table): \(pace(rows, "row", in: $0))" }
            if isRebuild {
                try database.snapshot { () throws(ToolError) in
                    try fold.write(database, touched: &touched)
                }
            } else {
                try database.transaction { () throws(ToolError) in
                    // Where no lock could be taken, this is what keeps two runs from counting the same rows.
                    guard try (RollupMark.read(F.table, database) ?? 0) == mark else {
                        throw ToolError(.busy, "another logly-rollup is at work on \(database.path)")
                    }
                    try fold.write(database, touched: &touched)
                    try RollupMark.write(F.table, last, database)
                }
            }
            mark = last
            rows += Self.stretch
        }
    }
}
