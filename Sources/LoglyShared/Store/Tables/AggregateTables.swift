/// Hours and days of each host, as `logly-rollup` makes them; `timestamp` is the period's beginning.
public enum AggregateTables {
    static let creation = """
        CREATE TABLE hourly_aggregates (
            host TEXT NOT NULL, timestamp REAL NOT NULL, avg_cpu_percent REAL, max_cpu_percent REAL,
            avg_memory_percent REAL, max_memory_percent REAL, avg_disk_percent REAL,
            total_bytes_sent INTEGER, total_bytes_recv INTEGER, total_packets_sent INTEGER,
            total_packets_recv INTEGER, log_events_count INTEGER, failed_login_count INTEGER,
            banned_ip_count INTEGER, error_count INTEGER, warning_count INTEGER,
            PRIMARY KEY (host, timestamp)) WITHOUT ROWID;
        CREATE TABLE daily_aggregates (
            host TEXT NOT NULL, timestamp REAL NOT NULL, avg_cpu_percent REAL, max_cpu_percent REAL,
            avg_memory_percent REAL, max_memory_percent REAL, avg_disk_percent REAL,
            total_bytes_sent INTEGER, total_bytes_recv INTEGER, total_packets_sent INTEGER,
            total_packets_recv INTEGER, log_events_count INTEGER, failed_login_count INTEGER,
            banned_ip_count INTEGER, error_count INTEGER, warning_count INTEGER, unique_ips_banned INTEGER,
            unique_users_failed INTEGER,
            PRIMARY KEY (host, timestamp)) WITHOUT ROWID;
        CREATE TABLE rollup_marks (
            name TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
        """
}
