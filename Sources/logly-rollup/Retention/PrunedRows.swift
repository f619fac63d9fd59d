import LoglyShared

/// Raw rows that go together, since a period is computed from all of them or stays as it is.
enum PrunedRows {
    case samples
    case events

    /// Under which name `rollup_marks` has the moment before which rows may be gone.
    var mark: String { self == .samples ? "pruned_samples" : "pruned_events" }

    /// The moment before which rows may be gone; the smallest number where none are.
    func noted(_ database: borrowing Database) throws(ToolError) -> Int64 {
        try RollupMark.read(mark, database) ?? .min
    }

    /// Notes that rows before a moment go now. Must be called inside the transaction that removes the first.
    func note(before cut: Int64, _ database: borrowing Database) throws(ToolError) {
        if try cut > noted(database) { try RollupMark.write(mark, cut, database) }
    }

    /// Notes it in a transaction of its own, which needs a lock only where there is something to note.
    func noteAlone(before cut: Int64, _ database: borrowing Database) throws(ToolError) {
        guard try cut > noted(database) else { return }
        try database.transaction { () throws(ToolError) in try note(before: cut, database) }
    }
}
