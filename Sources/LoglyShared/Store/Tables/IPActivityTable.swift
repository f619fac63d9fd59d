/// What each address did in each hour, as `logly-rollup` counts it; `timestamp` is the hour's beginning.
///
/// Every address of an event has a row for its host and hour. Counts add up `count` of the events, as in the
/// hours: `request_count` those of the action `http_request`, of which `client_error_count` were answered
/// 4xx (level WARNING) and `server_error_count` 5xx (ERROR). `first_seen` and `last_seen` are
/// exact. An address that reaches a limit by the raw rows reaches it here too, so that an analysis of a
/// long time finds its candidates here and reads raw rows for those alone.
public enum IPActivityTable {
    static let creation = """
        CREATE TABLE ip_activity (
            host TEXT NOT NULL, timestamp REAL NOT NULL, ip_address TEXT NOT NULL,
            total_events INTEGER NOT NULL, failed_login_count INTEGER NOT NULL,
            invalid_user_count INTEGER NOT NULL, successful_login_count INTEGER NOT NULL,
            ban_count INTEGER NOT NULL, request_count INTEGER NOT NULL, client_error_count INTEGER NOT NULL,
            server_error_count INTEGER NOT NULL, firewall_block_count INTEGER NOT NULL,
            first_seen REAL NOT NULL, last_seen REAL NOT NULL,
            PRIMARY KEY (host, timestamp, ip_address)) WITHOUT ROWID;
        """
}
