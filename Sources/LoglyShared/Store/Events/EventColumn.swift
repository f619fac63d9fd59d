/// What is told of an event, in the order of the wire: the columns of `log_events` behind `id`.
///
/// A new one begins here: then a column of `events` or a place in its shapes (`EventsTable`, `EventShapesTable`) with a
/// migration, what writes it (`NewEvent`, `EventStore`), what reads it (`EventCursor`), and the view (`LogEventsTable`).
public enum EventColumn: Int, Sendable, CaseIterable {
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
