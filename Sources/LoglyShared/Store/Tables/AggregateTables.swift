/// Hours and days of each host, as `logly-rollup` makes them; `timestamp` is the period's beginning.
///
/// Averages are plain means of the samples, NULL where there are none; totals are differences of counters,
/// NULL where there is no difference to make; counts add up `count` of the events and are never NULL.
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
        \(RollupTables.creation)
        """

    /// Takes the fields of an `AggregateRecord`, and replaces what the table has for its host and hour.
    public static let settingOfHour = setting("hourly_aggregates") { !$0.hasPrefix("unique_") }
    /// The same for a day.
    public static let settingOfDay = setting("daily_aggregates") { _ in true }

    /// The parameters that a table has no column for are left out: the period's name, and what only days have.
    private static func setting(_ table: String, where hasColumn: (String) -> Bool) -> String {
        let columns = RecordTable.columns(of: AggregateRecord.self).enumerated().filter {
            $0.element != "period" && hasColumn($0.element)
        }
        let names = columns.map(\.element).joined(separator: ", ")
        let places = columns.map { "?\($0.offset + 1)" }.joined(separator: ", ")
        return "INSERT OR REPLACE INTO \(table) (\(names)) VALUES (\(places))"
    }
}

/// What `logly-rollup` must know of the rows it has seen to add new ones without reading the old again.
///
/// - `rollup_marks`: the last `id` of a table that is rolled up (by the table's name), and the moment before
///   which raw rows may be gone (`pruned_samples`, `pruned_events`, in seconds).
/// - `rollup_sums`: of each period with samples how many values an average has, and their sum in
///   billionths of a percent: whole numbers, so that the mean does not depend on the order of arrival. A
///   period that has averages or totals and no row here has lost its samples and stays as it is.
/// - `rollup_uniques`: what a day has counted once: the addresses banned (`kind` ban) and the users whose
///   login failed (`failed_login`).
public enum RollupTables {
    static let creation = """
        CREATE TABLE rollup_marks (
            name TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE rollup_sums (
            period TEXT NOT NULL, host TEXT NOT NULL, timestamp REAL NOT NULL, cpu_values INTEGER NOT NULL,
            cpu_sum INTEGER NOT NULL, memory_values INTEGER NOT NULL, memory_sum INTEGER NOT NULL,
            disk_values INTEGER NOT NULL, disk_sum INTEGER NOT NULL,
            PRIMARY KEY (period, host, timestamp)) WITHOUT ROWID;
        CREATE TABLE rollup_uniques (
            host TEXT NOT NULL, timestamp REAL NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
            PRIMARY KEY (host, timestamp, kind, value)) WITHOUT ROWID;
        """
}
