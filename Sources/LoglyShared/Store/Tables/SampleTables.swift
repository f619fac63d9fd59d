/// The samples of `logly-sample`: a table for each kind, with the wire's keys as columns.
///
/// A sample is stored once for its host, time and thing. `id` never comes back after a deletion, so that
/// `logly-rollup` can take it for its mark.
public enum SampleTables {
    /// The table of a kind of sample, by its record's `type`.
    public static let names = [
        "system": "system_metrics", "network": "network_metrics", "filesystem": "filesystem_metrics",
        "interface": "interface_metrics", "disk": "disk_metrics",
    ]

    static let creation = """
        CREATE TABLE system_metrics (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            cpu_percent REAL, cpu_user_percent REAL, cpu_system_percent REAL, cpu_iowait_percent REAL,
            cpu_steal_percent REAL, cpu_count INTEGER, load_1min REAL, load_5min REAL, load_15min REAL,
            memory_total INTEGER, memory_available INTEGER, memory_percent REAL, swap_total INTEGER,
            swap_used INTEGER, disk_total INTEGER, disk_used INTEGER, disk_available INTEGER,
            disk_percent REAL, disk_read_bytes INTEGER, disk_write_bytes INTEGER, uptime_seconds REAL,
            processes_running INTEGER, processes_blocked INTEGER, pressure_cpu_percent REAL,
            pressure_memory_percent REAL, pressure_io_percent REAL,
            UNIQUE (host, timestamp));
        CREATE TABLE network_metrics (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            bytes_sent INTEGER, bytes_recv INTEGER, packets_sent INTEGER, packets_recv INTEGER,
            errors_in INTEGER, errors_out INTEGER, drops_in INTEGER, drops_out INTEGER,
            connections_established INTEGER, connections_listen INTEGER, connections_time_wait INTEGER,
            connections_close_wait INTEGER, connections_total INTEGER,
            UNIQUE (host, timestamp));
        CREATE TABLE filesystem_metrics (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            mount_point TEXT NOT NULL, device TEXT, fs_type TEXT, total INTEGER, used INTEGER,
            available INTEGER, percent REAL, inodes_total INTEGER, inodes_used INTEGER,
            UNIQUE (host, timestamp, mount_point));
        CREATE TABLE interface_metrics (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            interface TEXT NOT NULL, bytes_sent INTEGER, bytes_recv INTEGER, packets_sent INTEGER,
            packets_recv INTEGER, errors_in INTEGER, errors_out INTEGER, drops_in INTEGER,
            drops_out INTEGER,
            UNIQUE (host, timestamp, interface));
        CREATE TABLE disk_metrics (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            device TEXT NOT NULL, reads INTEGER, writes INTEGER, read_bytes INTEGER, write_bytes INTEGER,
            io_seconds REAL,
            UNIQUE (host, timestamp, device));
        """
}
