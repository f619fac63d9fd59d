/// What each address did in a window of time, in the order of its first event.
///
/// The hours that `logly-rollup` counted and the events since then are added up: so the answer is the same before and
/// after a rollup, and after the events of an hour are gone, and a long window costs its hours. Of the hours
/// that the window cuts the events themselves are looked at, too, and the larger count holds; where the events are
/// gone such an hour counts only if all of it lies inside.
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
        let hasHours = source == nil && (minimumLevel == nil || minimumLevel == .debug)
        let parts = hasHours ? cutHours + [wholeHours, newEvents] : [events(in: window)]
        return SQLQuery(
            """
            SELECT ip_address, CAST(total(failed) AS INTEGER), CAST(total(successful) AS INTEGER),
                CAST(total(bans) AS INTEGER), CAST(total(events) AS INTEGER), min(first_seen) AS first, max(last_seen)
            FROM (\(parts.map(\.sql).joined(separator: "\nUNION ALL\n")))
            GROUP BY ip_address ORDER BY first, ip_address
            """, parts.flatMap(\.values))
    }

    /// The beginnings of the first whole hour and of the hour behind the last one; nil where the window is open.
    private var edges: (first: Timestamp?, last: Timestamp?) {
        func hour(_ time: Timestamp, _ rule: FloatingPointRoundingRule) -> Timestamp {
            Timestamp(wholeSeconds: Int64((time.seconds / 3600).rounded(rule)) * 3600)
        }
        let first = window?.since.map { hour($0, .up) }
        let last = window?.until.map { max(hour($0, .down), first ?? $0) }
        return (first, last)
    }

    private var inner: TimeWindow? {
        window.map { TimeWindow(since: edges.first, until: edges.last, now: $0.now) }
    }

    private var wholeHours: SQLQuery { hours(in: inner, SQLConditions()) }

    private func hours(in window: TimeWindow?, _ more: SQLConditions) -> SQLQuery {
        var conditions = more
        conditions.add("timestamp", within: window)
        if let host {
            conditions.add("host", equals: host)
        } else if window != nil {
            conditions.add("host IN (\(Hosts.search(in: "ip_activity")))")
        }
        return SQLQuery(
            """
            SELECT host, ip_address, failed_login_count AS failed, successful_login_count AS successful,
                ban_count AS bans, total_events AS events, first_seen, last_seen
            FROM ip_activity\(conditions.clause)
            """, conditions.values)
    }

    /// The events of whole hours that are not rolled up.
    private var newEvents: SQLQuery {
        let mark = "coalesce((SELECT id FROM rollup_marks WHERE name = 'log_events'), 0)"
        var new = SQLConditions()
        new.add("id > \(mark)")
        // The few new rows by their ids, not all of the window by their time.
        new.add("+timestamp", within: inner)
        return events(in: nil, new)
    }

    private func events(in window: TimeWindow?, _ more: SQLConditions = SQLConditions()) -> SQLQuery {
        var query = EventQuery()
        (query.window, query.host, query.source) = (window, host, source)
        query.minimumLevel = minimumLevel
        var conditions = query.conditions(on: .view)
        conditions.add(more)
        conditions.add("ip_address IS NOT NULL")
        func count(_ action: String) -> String {
            "CAST(total(coalesce(count, 1)) FILTER (WHERE action = '\(action)') AS INTEGER)"
        }
        return SQLQuery(
            """
            SELECT host, ip_address, \(count("failed_login")) AS failed, \(count("successful_login")) AS successful,
                \(count("ban")) AS bans, CAST(total(coalesce(count, 1)) AS INTEGER) AS events,
                min(timestamp) AS first_seen, max(timestamp) AS last_seen
            FROM coded_events\(conditions.clause) GROUP BY host, ip_address
            """, conditions.values)
    }

    /// The hour in which the window begins and that in which it ends, each by the larger of both counts.
    private var cutHours: [SQLQuery] {
        guard let window else { return [] }
        var cut: [(TimeWindow, hour: Timestamp)] = []
        let (first, last) = edges
        if let since = window.since, let first, since < first {
            let end = window.until.map { min($0, first) } ?? first
            cut.append((TimeWindow(since: since, until: end, now: window.now), first.moved(bySeconds: -3600)))
        }
        if let until = window.until, let last, last < until {
            cut.append((TimeWindow(since: last, until: until, now: window.now), last))
        }
        return cut.map { part, hour in
            var inside = SQLConditions()
            inside.add("first_seen >= ?", .number(part.since?.seconds ?? 0))
            inside.add("last_seen < ?", .number(part.until?.seconds ?? 0))
            let whole = TimeWindow(since: hour, until: hour.moved(bySeconds: 3600), now: window.now)
            let (counted, seen) = (hours(in: whole, inside), events(in: part))
            return SQLQuery(
                """
                SELECT host, ip_address, max(failed) AS failed, max(successful) AS successful, max(bans) AS bans,
                    max(events) AS events, min(first_seen) AS first_seen, max(last_seen) AS last_seen
                FROM (\(counted.sql) UNION ALL \(seen.sql)) GROUP BY host, ip_address
                """, counted.values + seen.values)
        }
    }
}
