import LoglyShared

/// What a day counts once: an address that was banned, or a user whose login failed.
struct Unique: Hashable, Comparable {
    var host: String
    var day: Int64
    var isBan: Bool
    var value: String

    var kind: String { isBan ? "ban" : "failed_login" }
    var period: Period { Period(length: .day, host: host, start: day) }

    static func < (left: Unique, right: Unique) -> Bool {
        (left.host, left.day, left.kind, left.value) < (right.host, right.day, right.kind, right.value)
    }

    /// Stores those that are new to their day, and returns how many those are.
    ///
    /// A day whose list is gone with its raw rows keeps the number it has: nothing tells whether an address of
    /// a late event was counted.
    static func store(
        _ uniques: Set<Unique>, _ database: borrowing Database
    ) throws(ToolError) -> [Period: (bans: Int64, users: Int64)] {
        if uniques.isEmpty { return [:] }
        var isClosed = try database.prepare(
            """
            SELECT 1 FROM daily_aggregates WHERE host = ?1 AND timestamp = ?2
            AND iif(?3 = 'ban', unique_ips_banned, unique_users_failed) > 0
            AND NOT EXISTS (SELECT 1 FROM rollup_uniques WHERE host = ?1 AND timestamp = ?2 AND kind = ?3)
            """)
        var insertion = try database.prepare("INSERT OR IGNORE INTO rollup_uniques VALUES (?1, ?2, ?3, ?4)")
        var new: [Period: (bans: Int64, users: Int64)] = [:]
        var checked: (unique: Unique, isClosed: Bool)?
        for unique in uniques.sorted() {
            if checked?.unique.period != unique.period || checked?.unique.isBan != unique.isBan {
                checked = (unique, try run(&isClosed, unique))
            }
            if checked?.isClosed == true { continue }
            insertion.bind(4, unique.value)
            _ = try run(&insertion, unique)
            if database.changes == 0 { continue }
            if unique.isBan {
                new[unique.period, default: (0, 0)].bans += 1
            } else {
                new[unique.period, default: (0, 0)].users += 1
            }
        }
        return new
    }

    private static func run(_ statement: inout Statement, _ unique: Unique) throws(ToolError) -> Bool {
        statement.bind(1, unique.host)
        statement.bind(2, Double(unique.day))
        statement.bind(3, unique.kind)
        defer { statement.reset() }
        return try statement.step()
    }
}
