/// What each address did in each hour, as `logly-rollup` counts it; `timestamp` is the hour's beginning.
public enum IPActivityTable {
    static let creation = """
        CREATE TABLE ip_activity (
            host TEXT NOT NULL, timestamp REAL NOT NULL, ip_address TEXT NOT NULL,
            total_events INTEGER NOT NULL, failed_login_count INTEGER NOT NULL,
            successful_login_count INTEGER NOT NULL, ban_count INTEGER NOT NULL,
            first_seen REAL NOT NULL, last_seen REAL NOT NULL,
            PRIMARY KEY (host, timestamp, ip_address)) WITHOUT ROWID;
        """
}
