/// Which events of the logs are asked for, in the order of time.
///
/// Every condition narrows the answer; a query without any is all events. Rows stream from the index by time, or
/// from the smaller ones over grave events and over actions where those are asked for.
///
///     var query = EventQuery()
///     query.window = TimeWindow(hours: 24, before: now)
///     query.minimumLevel = .error
///     try query.forEachRow(in: database) { row in
///         print(row.text(EventQuery.Column.message.rawValue) ?? "")
///     }
public struct EventQuery: Equatable, Sendable {
    public var window: TimeWindow?
    public var host: String?
    public var source: String?
    /// This level and above.
    public var minimumLevel: Level?
    public var action: Action?
    /// An address as it stands in the events: no networks, no host names.
    public var address: String?

    public init() {}

    /// The columns of a row, in the order of the wire.
    public enum Column: Int, Sendable, CaseIterable {
        case timestamp, host, source, level, message, ipAddress, user, service, action, count, metadata

        public var key: StaticString {
            switch self {
            case .timestamp: "timestamp"
            case .host: "host"
            case .source: "source"
            case .level: "level"
            case .message: "message"
            case .ipAddress: "ip_address"
            case .user: "user"
            case .service: "service"
            case .action: "action"
            case .count: "count"
            case .metadata: "metadata"
            }
        }
    }

    /// The SQL that answers it, a row an event with the columns of `Column`.
    public var sql: SQLQuery {
        let columns = Column.allCases.map { $0.key.description }.joined(separator: ", ")
        let conditions = conditions
        // The index over grave events has no `id` behind the time. With the plain one SQLite would rather read
        // all events of the window than sort the few of one moment.
        let isGrave = minimumLevel.map { $0 >= .warning } ?? false
        let order = isGrave ? "timestamp, +id" : "timestamp, id"
        return SQLQuery(
            "SELECT \(columns) FROM coded_events\(conditions.clause) ORDER BY \(order)", conditions.values)
    }

    /// The SQL that sums these events up: expressions over the columns of `log_events`, for these events only.
    ///
    /// Both parts are the caller's own SQL and must not hold anything from outside.
    ///
    /// - Parameter rest: `GROUP BY source ORDER BY 2 DESC`.
    public func sql(selecting expressions: String, _ rest: String = "") -> SQLQuery {
        let conditions = conditions
        return SQLQuery(
            "SELECT \(expressions) FROM coded_events\(conditions.clause) \(rest)", conditions.values)
    }

    /// How many events a row stands for, as SQL.
    public static let weight = "coalesce(count, 1)"

    /// Goes through the events one by one; nothing is gathered.
    public func forEachRow(
        in database: borrowing Database, _ body: (borrowing Statement) throws(ToolError) -> Void
    ) throws(ToolError) {
        try sql.forEachRow(in: database, body)
    }

    var conditions: SQLConditions {
        var conditions = SQLConditions()
        conditions.add("timestamp", within: window)
        conditions.add("host", equals: host)
        conditions.add("source", equals: source)
        conditions.add("ip_address", equals: address)
        addLevel(to: &conditions)
        if let action {
            if action != .httpRequest { conditions.add(EventsTable.isNotable) }
            conditions.add("action_code = \(EventsTable.code(of: action))")
        }
        return conditions
    }

    private func addLevel(to conditions: inout SQLConditions) {
        switch minimumLevel {
        case nil, .debug: break
        case .info: conditions.add("level_code >= 1")
        case .warning: conditions.add(EventsTable.isGrave)
        case .error: conditions.add("\(EventsTable.isGrave) AND level_code >= 3")
        case .critical: conditions.add("\(EventsTable.isGrave) AND level_code >= 4")
        }
    }
}
