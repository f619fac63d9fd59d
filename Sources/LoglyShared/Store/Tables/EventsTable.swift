/// The events as they lie on disk: `EventStore` writes them, `EventCursor` reads them, and `log_events` shows them.
///
/// Most events of a log differ in a few values, so a row holds these and the numbers of what repeats:
/// - `id` counts up in the order of arrival and never comes back (`event_state` has the last one given),
///   `timestamp` is a whole number of four bytes where it has no fraction;
/// - `stream` is host and source, `shape` the service and the templates of message and metadata
///   (`event_streams`, `event_shapes`);
/// - `level` and `action` are the codes below, or the text where that is another;
/// - `ip_address` is an IPv4 address as a signed number of 32 bits, or the text;
/// - `user` and `v1` to `v6` are a text, its number in `event_texts` times −1, or (the values alone) a number from 0 on
///   that is written as SQLite writes it.
///
/// No index has keys in random order: those over rare rows are partial, and the one over time is appended to.
public enum EventsTable {
    static let creation = """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, timestamp REAL NOT NULL, stream INTEGER NOT NULL, shape INTEGER NOT NULL,
            level NOT NULL, action, ip_address, user, count INTEGER, v1, v2, v3, v4, v5, v6);
        CREATE INDEX events_by_time ON events (timestamp);
        CREATE INDEX events_grave ON events (timestamp, level) WHERE level >= 2;
        CREATE INDEX events_by_action ON events (action, timestamp) WHERE action > 1;
        CREATE TABLE event_state (last_id INTEGER NOT NULL, sweeps INTEGER NOT NULL);
        INSERT INTO event_state VALUES (0, 0);
        """

    static let values = ["v1", "v2", "v3", "v4", "v5", "v6"]

    /// The condition of the index over warnings and worse; a query repeats it to the letter to use it.
    ///
    /// - Parameter level: the column, which a view calls `level_code`. A text is more than any number.
    static func isGrave(_ level: String = "level") -> String { "\(level) >= 2" }

    /// The condition of the index over what somebody did, requests of the web left out.
    static func isNotable(_ action: String = "action") -> String { "\(action) > 1" }

    /// 0 and 1 take no byte of their own in a row.
    static let levels = Level.allCases.map { (code: Int64($0.rawValue), name: $0.name) }

    /// Never changed, as rows hold the numbers: one that isn't here is stored by its name.
    static let actions: [(code: Int64, name: StaticString)] = [
        (1, "http_request"), (2, "failed_login"), (3, "successful_login"), (4, "invalid_user"),
        (5, "disconnected"), (6, "session_opened"), (7, "session_closed"), (8, "sudo"), (9, "su"),
        (10, "user_changed"), (11, "ban"), (12, "unban"), (13, "found"), (14, "firewall_block"),
        (15, "oom_kill"), (16, "service_failed"), (17, "service_started"), (18, "service_stopped"),
        (19, "slow_query"), (20, "db_error"), (21, "exception"),
    ]

    /// The names behind codes.
    struct Names {
        private let all: [StaticString?]

        fileprivate init(_ names: [(code: Int64, name: StaticString)]) {
            all = (0...(names.map(\.code).max() ?? 0)).map { code in names.first { $0.code == code }?.name }
        }

        @inline(__always)
        subscript(code: Int64) -> StaticString? {
            code >= 0 && code < all.count ? all[Int(code)] : nil
        }
    }

    static let levelNames = Names(levels)
    static let actionNames = Names(actions)

    /// The action of a code.
    @inline(__always)
    static func action(code: Int64) -> Action? {
        code >= 0 && code < known.count ? known[Int(code)] : nil
    }

    private static let known = (0...(actions.map(\.code).max() ?? 0)).map { code in
        actionNames[code].flatMap { Action(rawValue: $0.description) }
    }

    /// The code of an action, as SQL for `action_code`.
    public static func code(of action: Action) -> Int64 {
        actions.first { $0.name.description == action.rawValue }?.code ?? -1
    }

    /// Takes the last `id` given, and notes it.
    static let noting = "UPDATE event_state SET last_id = max(last_id, ?1)"

    /// The last `id` given and how often dictionaries have been swept.
    static let state = """
        SELECT max(last_id, ifnull((SELECT max(id) FROM events), 0)), sweeps FROM event_state
        """
}
