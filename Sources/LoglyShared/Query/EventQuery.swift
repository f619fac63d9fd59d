/// Which events of the logs are asked for, in the order of time.
///
/// Every condition narrows the answer; a query without any is all events. Rows stream from the index by time, or
/// from the smaller ones over grave events and over actions where those are asked for.
///
///     var query = EventQuery()
///     query.window = TimeWindow(hours: 24, before: now)
///     query.minimumLevel = .error
///     let events = try query.events(in: database)
///     while try events.step() { print(events.text(.message) ?? "") }
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

    public typealias Column = EventColumn

    /// The SQL that gives the rows for an `EventCursor`.
    private var rows: SQLQuery {
        let conditions = conditions(on: .table)
        // The index over grave events has no `id` behind the time. With the plain one SQLite would rather read
        // all events of the window than sort the few of one moment.
        let isGrave = minimumLevel.map { $0 >= .warning } ?? false
        let order = isGrave ? "timestamp, +id" : "timestamp, id"
        return SQLQuery(
            "SELECT \(EventCursor.columns) FROM events\(conditions.clause) ORDER BY \(order)",
            conditions.values)
    }

    /// The events, to be stepped through.
    public func events(in database: borrowing Database) throws(ToolError) -> EventCursor {
        try EventCursor(rows.prepare(in: database), of: database)
    }

    /// Goes through the events one by one; nothing is gathered.
    public func forEachEvent(
        in database: borrowing Database, _ body: (EventCursor) throws(ToolError) -> Void
    ) throws(ToolError) {
        let events = try events(in: database)
        while try events.step() { try body(events) }
    }

    /// How SQLite finds the events, a line a step.
    public func plan(in database: borrowing Database) throws(ToolError) -> [String] {
        try rows.plan(in: database)
    }

    /// The SQL that sums these events up: expressions over the columns of `log_events`, for these events only.
    ///
    /// Both parts are the caller's own SQL and must not hold anything from outside.
    ///
    /// - Parameter rest: `GROUP BY source ORDER BY 2 DESC`.
    public func sql(selecting expressions: String, _ rest: String = "") -> SQLQuery {
        let conditions = conditions(on: .view)
        return SQLQuery(
            "SELECT \(expressions) FROM coded_events\(conditions.clause) \(rest)", conditions.values)
    }

    /// How many events a row stands for, as SQL.
    public static let weight = "coalesce(count, 1)"

    /// What conditions are put on: `events` itself, or `coded_events`.
    enum Form { case table, view }

    func conditions(on form: Form) -> SQLConditions {
        var conditions = SQLConditions()
        conditions.add("timestamp", within: window)
        if form == .table {
            addStreams(to: &conditions)
            addAddress(to: &conditions)
        } else {
            conditions.add("host", equals: host)
            conditions.add("source", equals: source)
            conditions.add("ip_address", equals: address)
        }
        addLevel(form == .table ? "level" : "level_code", to: &conditions)
        addAction(form == .table ? "action" : "action_code", to: &conditions)
        return conditions
    }

    private func addStreams(to conditions: inout SQLConditions) {
        var streams = SQLConditions()
        streams.add("host", equals: host)
        streams.add("source", equals: source)
        if streams.clauses.isEmpty { return }
        conditions.add("stream IN (SELECT id FROM event_streams\(streams.clause))", streams.values)
    }

    /// Most are stored as numbers; one that came by hand is a text.
    private func addAddress(to conditions: inout SQLConditions) {
        guard var text = address else { return }
        let cell = text.withUTF8 { EventCell(address: $0) }
        if cell.text == nil {
            conditions.add("ip_address IN (?, ?)", .text(text), .integer(cell.number))
        } else {
            conditions.add("ip_address", equals: text)
        }
    }

    private func addLevel(_ column: String, to conditions: inout SQLConditions) {
        guard let least = minimumLevel, least > .debug else { return }
        if least >= .warning { conditions.add(EventsTable.isGrave(column)) }
        if least != .warning { conditions.add("\(column) >= \(least.rawValue)") }
    }

    private func addAction(_ column: String, to conditions: inout SQLConditions) {
        guard let action else { return }
        if action != .httpRequest { conditions.add(EventsTable.isNotable(column)) }
        conditions.add("\(column) = \(EventsTable.code(of: action))")
    }
}
