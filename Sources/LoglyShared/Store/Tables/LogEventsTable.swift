/// The events of all logs, one row an event.
///
/// `count` is NULL where the line stands for one event; `metadata` is a flat JSON object, for
/// `json_extract(metadata, '$.status')`. `id` never comes back after a deletion.
public enum LogEventsTable {
    static let creation = """
        CREATE TABLE log_events (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            source TEXT NOT NULL, level TEXT NOT NULL, message TEXT NOT NULL, ip_address TEXT, user TEXT,
            service TEXT, action TEXT, count INTEGER, metadata TEXT);
        CREATE INDEX log_events_by_time ON log_events (timestamp);
        CREATE INDEX log_events_grave ON log_events (timestamp, level) WHERE \(isGrave);
        CREATE INDEX log_events_by_action ON log_events (action, timestamp) WHERE \(isNotable);
        """

    /// Takes the columns in the order of the wire.
    public static let insertion = """
        INSERT INTO log_events
            (timestamp, host, source, level, message, ip_address, user, service, action, count, metadata)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """

    /// The condition of the index over warnings and worse; a query repeats it to the letter to use it.
    public static let isGrave = "level IN ('WARNING', 'ERROR', 'CRITICAL')"

    /// The condition of the index over what somebody did, requests of the web left out.
    public static let isNotable = "action IS NOT NULL AND action <> 'http_request'"
}
