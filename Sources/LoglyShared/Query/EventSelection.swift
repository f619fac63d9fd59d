/// Some of the events, in the order of time: `store.events.last(.hours(24)).errorsOnly()`.
public struct EventSelection: Selection {
    public let store: Store
    private var query = EventQuery()

    init(_ store: Store) { self.store = store }

    public var window: TimeWindow? {
        get { query.window }
        set { query.window = newValue }
    }

    public var host: String? {
        get { query.host }
        set { query.host = newValue }
    }

    // MARK: Narrowing

    public func source(_ name: String) -> Self { with { $0.query.source = name } }
    /// This level and above.
    public func level(_ least: Level) -> Self { with { $0.query.minimumLevel = least } }
    /// ERROR and CRITICAL.
    public func errorsOnly() -> Self { level(.error) }
    public func action(_ action: Action) -> Self { with { $0.query.action = action } }
    /// An address as it stands in the events.
    public func address(_ address: String) -> Self { with { $0.query.address = address } }

    // MARK: Asking

    /// Goes through the events one by one; nothing is gathered.
    public func stream(_ body: (Event) throws(ToolError) -> Void) throws(ToolError) {
        let events = try query.events(in: store.database)
        while try events.step() { try body(Event(events)) }
    }

    /// All of them, in memory: for few.
    public func all() throws(ToolError) -> [Event] {
        var events: [Event] = []
        try stream { events.append($0) }
        return events
    }

    /// How many events there are: `count` of the rows added up.
    public func count() throws(ToolError) -> Int64 {
        var statement = try query.sql(selecting: "CAST(total(\(EventQuery.weight)) AS INTEGER)")
            .prepare(in: store.database)
        return try statement.step() ? statement.integer(0) ?? 0 : 0
    }

    /// How SQLite goes about `stream`, a line a step.
    public func plan() throws(ToolError) -> [String] { try query.plan(in: store.database) }
}

/// An event as it is stored; what is unknown is nil.
public struct Event: Equatable, Sendable {
    public let timestamp: Timestamp
    public let host: String
    public let source: String
    public let level: Level
    public let message: String
    public let ipAddress: String?
    public let user: String?
    public let service: String?
    public let action: Action?
    /// How many events the line stands for.
    public let count: Int64
    /// A flat JSON object.
    public let metadata: String?

    init(_ event: EventCursor) {
        timestamp = event.timestamp
        host = event.text(.host) ?? ""
        source = event.text(.source) ?? ""
        level = event.level ?? .info
        message = event.text(.message) ?? ""
        ipAddress = event.text(.ipAddress)
        user = event.text(.user)
        service = event.text(.service)
        action = event.action
        count = event.count ?? 1
        metadata = event.text(.metadata)
    }
}
