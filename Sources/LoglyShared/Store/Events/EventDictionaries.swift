/// The texts and shapes that events refer to.
public enum EventDictionaries {
    /// Removes what no event refers to any more; call it after events have been removed.
    ///
    /// What was in use within the last week before the oldest event may stay: a sweep reads the dictionaries, and
    /// no events. Writers that run at the same time notice it in their next transaction. Cost: the dictionaries, which
    /// hold what repeats.
    ///
    /// - Returns: how many entries went.
    @discardableResult
    public static func sweep(_ database: borrowing Database) throws(ToolError) -> Int {
        try database.transaction { () throws(ToolError) in
            let oldest = "ifnull((SELECT min(timestamp) FROM events), 9e999)"
            var removed = 0
            for table in ["event_texts", "event_shapes"] {
                try database.execute("DELETE FROM \(table) WHERE until <= \(oldest)")
                removed += database.changes
            }
            if removed > 0 { try database.execute("UPDATE event_state SET sweeps = sweeps + 1") }
            return removed
        }
    }
}
