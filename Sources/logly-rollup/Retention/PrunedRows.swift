import LoglyShared

/// Raw rows that go together, since a period is computed from all of them or stays as it is.
enum PrunedRows {
    case samples
    case events

    /// Under which name `rollup_marks` has the moment before which rows may be gone.
    var mark: String { self == .samples ? "pruned_samples" : "pruned_events" }

    /// Notes that rows before a moment go now. Must be called inside the transaction that removes the first.
    func note(before cut: Int64, _ database: borrowing Database) throws(ToolError) {
        let noted = try RollupMark.read(mark, database) ?? .min
        if cut > noted { try RollupMark.write(mark, cut, database) }
    }
}
