import LoglyShared

/// What the events of one period come to: the counting columns of the aggregates.
struct EventCounts {
    var events: Int64 = 0
    var failedLogins: Int64 = 0
    var bans: Int64 = 0
    var errors: Int64 = 0
    var warnings: Int64 = 0

    private static let names = [
        "log_events_count", "failed_login_count", "banned_ip_count", "error_count", "warning_count",
    ]
    private static let dayNames = names + ["unique_ips_banned", "unique_users_failed"]

    /// The counting columns of a table, for an INSERT: they are 0, not NULL, in a row of other data.
    static func columns(_ length: Period.Length) -> String {
        (length == .hour ? names : dayNames).joined(separator: ", ")
    }

    static func zeros(_ length: Period.Length) -> String {
        (length == .hour ? names : dayNames).map { _ in "0" }.joined(separator: ", ")
    }

    /// Adds the parameters 3 to 7, and for days 8 and 9, to the row of host ?1 and time ?2.
    static func addition(_ length: Period.Length) -> String {
        let columns = length == .hour ? names : dayNames
        let places = columns.indices.map { "?\($0 + 3)" }.joined(separator: ", ")
        // A row that came from elsewhere may lack a count.
        let sums = columns.map { "\($0) = coalesce(\($0), 0) + excluded.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO \(length.table) (host, timestamp, \(columns.joined(separator: ", ")))
            VALUES (?1, ?2, \(places)) ON CONFLICT (host, timestamp) DO UPDATE SET \(sums)
            """
    }
}
