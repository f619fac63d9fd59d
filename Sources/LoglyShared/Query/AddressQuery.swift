/// What each address did in a window of time, in the order of its first event.
///
/// The hours that `logly-rollup` counted and the events themselves are both looked at, and for each hour the larger
/// count holds: so the answer is the same before and after a rollup, and after the events of an hour are gone.
/// An hour at an edge of the window counts as a whole only if all its events lie inside.
public struct AddressQuery: Equatable, Sendable {
    public var window: TimeWindow?
    public var host: String?
    /// With a source or a level only events are counted, as hours don't tell them apart.
    public var source: String?
    public var minimumLevel: Level?

    public init() {}

    /// The columns of a row, in order.
    public enum Column: Int, Sendable, CaseIterable {
        case address, failedLogins, successfulLogins, bans, events, firstSeen, lastSeen

        public var key: StaticString {
            switch self {
            case .address: "ip_address"
            case .failedLogins: "failed_login_count"
            case .successfulLogins: "successful_login_count"
            case .bans: "ban_count"
            case .events: "total_events"
            case .firstSeen: "first_seen"
            case .lastSeen: "last_seen"
            }
        }
    }

    /// The SQL that answers it, a row an address with the columns of `Column`.
    public var sql: SQLQuery {
        var events = EventQuery()
        (events.window, events.host, events.source) = (window, host, source)
        events.minimumLevel = minimumLevel
        var seen = events.conditions
        seen.add("ip_address IS NOT NULL")
        func count(_ action: String) -> String {
            "CAST(total(coalesce(count, 1)) FILTER (WHERE action = '\(action)') AS INTEGER)"
        }
        var hours = """
            SELECT host, CAST(timestamp / 3600 AS INTEGER) AS hour, ip_address,
                \(count("failed_login")) AS failed, \(count("successful_login")) AS successful,
                \(count("ban")) AS bans, CAST(total(coalesce(count, 1)) AS INTEGER) AS events,
                min(timestamp) AS first_seen, max(timestamp) AS last_seen
            FROM log_events\(seen.clause) GROUP BY 1, 2, 3
            """
        var values = seen.values
        if source == nil, minimumLevel == nil || minimumLevel == .debug {
            var counted = SQLConditions()
            if let since = window?.since {
                counted.add(
                    "timestamp > ? AND first_seen >= ?", .number(since.seconds - 3600), .number(since.seconds)
                )
            }
            if let until = window?.until {
                counted.add("timestamp < ? AND last_seen < ?", .number(until.seconds), .number(until.seconds))
            }
            counted.add("host", equals: host)
            hours += """

                UNION ALL
                SELECT host, CAST(timestamp / 3600 AS INTEGER), ip_address, failed_login_count,
                    successful_login_count, ban_count, total_events, first_seen, last_seen
                FROM ip_activity\(counted.clause)
                """
            values += counted.values
        }
        return SQLQuery(
            """
            SELECT ip_address, CAST(total(failed) AS INTEGER), CAST(total(successful) AS INTEGER),
                CAST(total(bans) AS INTEGER), CAST(total(events) AS INTEGER), min(first_seen) AS first, max(last_seen)
            FROM (
                SELECT ip_address, max(failed) AS failed, max(successful) AS successful, max(bans) AS bans,
                    max(events) AS events, min(first_seen) AS first_seen, max(last_seen) AS last_seen
                FROM (\(hours))
                GROUP BY host, hour, ip_address)
            GROUP BY ip_address ORDER BY first, ip_address
            """, values)
    }
}
