import LoglyCommand
import LoglyShared

/// Holds the database below `database.max_size_mb`: the oldest raw rows go first, aggregates last.
struct SizeCap {
    /// In bytes, the WAL included, which is empty after a run.
    let limit: Int64

    private func fits(_ database: borrowing Database) throws(ToolError) -> Bool {
        let pages = try database.integer("PRAGMA page_count") ?? 0
        let free = try database.integer("PRAGMA freelist_count") ?? 0
        return try (pages - free) * (database.integer("PRAGMA page_size") ?? 0) <= limit
    }

    /// - Returns: how many rows went.
    func run(_ database: borrowing Database, progress: Progress? = nil) throws(ToolError) -> Int {
        if try fits(database) { return 0 }
        var raw = try RawRows(database, progress: progress)
        // Hour by hour through all tables, so that what is left begins everywhere at about the same time.
        var start = Int64.min
        while try !fits(database), let oldest = try raw.oldest(from: start, database) {
            let cut = Int64(oldest.rounded(.down)).floor(to: 3600) + 3600
            try raw.removeEvents(before: cut, database) { () throws(ToolError) in try fits(database) }
            try raw.removeSamples(before: cut, database) { () throws(ToolError) in try fits(database) }
            start = cut
        }
        try EventDictionaries.sweep(database)
        var rolled = RolledRows(progress: progress)
        for table in [RolledRows.Table.addresses, .sources, .hours, .uniques, .days, .sums] {
            try trim(table, &rolled, database)
        }
        return raw.removed + rolled.removed
    }

    private func trim(
        _ table: RolledRows.Table, _ rolled: inout RolledRows, _ database: borrowing Database
    ) throws(ToolError) {
        while try !fits(database),
            let oldest = try database.number("SELECT min(timestamp) FROM \(table.rawValue)")
        {
            let cut = Int64(oldest.rounded(.down)).floor(to: 86_400) + 86_400
            let before = rolled.removed
            try rolled.remove(table, before: cut, database) { () throws(ToolError) in try fits(database) }
            if rolled.removed == before { return }
        }
    }
}
