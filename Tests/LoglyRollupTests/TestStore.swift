import Foundation
import LoglyShared
import Testing

@testable import logly_rollup

/// A database of a test's own, written by SQL, and rolled up in this process.
struct TestStore: ~Copyable {
    let folder: URL
    let database: Database

    /// In memory where there is such a place: a case makes databases by the dozen.
    private static let memory =
        FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()

    init() throws {
        let folder = URL(filePath: Self.memory).appending(
            path: "logly-rollup-\(UUID().uuidString)")
        let database = try Database.open(folder.path + "/logly.db", .readWrite)
        try database.execute("PRAGMA synchronous=OFF")
        self.folder = folder
        self.database = database
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    @discardableResult
    func rollUp(_ zone: Zone = .utc, rebuilds: Bool = false) throws -> Set<Period> {
        try RollupRun(zone: zone, rebuilds: rebuilds).run(database)
    }

    func insert(_ rows: some Sequence<RawRow>) throws {
        try database.execute("BEGIN")
        for row in rows { try database.execute(row.insertion) }
        try database.execute("COMMIT")
    }

    /// Every value of a query's rows as SQL would write it, so that 1 and 1.0 differ.
    func rows(_ sql: String) throws -> [String] {
        var statement = try database.prepare(sql)
        var rows: [String] = []
        while try statement.step() {
            rows.append(
                (0..<statement.columnCount).map { statement.text($0) ?? "NULL" }.joined(separator: "|"))
        }
        return rows
    }

    /// Makes it as good as new, but that ids go on: to empty a database is quicker than to make one.
    func clear() throws {
        try database.execute("BEGIN")
        for table in try rows(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'event_state'"
        ) {
            try database.execute("DELETE FROM \(table)")
        }
        try database.execute("COMMIT")
    }

    /// All that a rollup writes, but for its marks.
    func content() throws -> [String] {
        var content: [String] = []
        for table in [
            "hourly_aggregates", "daily_aggregates", "ip_activity", "source_activity", "rollup_sums",
            "rollup_uniques",
        ] {
            content += try rows("SELECT '\(table)', * FROM \(table)")
        }
        return content
    }
}

/// A row as the collectors store it.
enum RawRow {
    case system(host: String, time: Double, cpu: Double?, memory: Double?, disk: Double?)
    case network(host: String, time: Double, counters: [Int64?])
    case event(
        host: String, time: Double, level: String, action: String?, count: Int64?, address: String?,
        user: String?)

    var insertion: String {
        switch self {
        case .system(let host, let time, let cpu, let memory, let disk):
            """
            INSERT OR IGNORE INTO system_metrics (host, timestamp, cpu_percent, memory_percent, disk_percent)
            VALUES ('\(host)', \(time), \(sql(cpu)), \(sql(memory)), \(sql(disk)))
            """
        case .network(let host, let time, let counters):
            """
            INSERT OR IGNORE INTO network_metrics
                (host, timestamp, bytes_sent, bytes_recv, packets_sent, packets_recv)
            VALUES ('\(host)', \(time), \(counters.map(sql).joined(separator: ", ")))
            """
        case .event(let host, let time, let level, let action, let count, let address, let user):
            """
            INSERT INTO log_events
                (host, timestamp, source, level, message, action, count, ip_address, user)
            VALUES ('\(host)', \(time), '\(source)', '\(level)', 'm', \(sql(action)), \(sql(count)), \(sql(address)),
                \(sql(user)))
            """
        }
    }

    /// Of an event: there are two.
    var source: String {
        if case .event(_, _, "ERROR", _, _, _, _) = self { "app" } else { "auth" }
    }

    private func sql(_ value: Int64?) -> String { value.map { "\($0)" } ?? "NULL" }
    private func sql(_ value: Double?) -> String { value.map { "\($0)" } ?? "NULL" }
    private func sql(_ value: String?) -> String { value.map { "'\($0)'" } ?? "NULL" }

    var host: String {
        switch self {
        case .system(let host, _, _, _, _), .network(let host, _, _), .event(let host, _, _, _, _, _, _): host
        }
    }

    var time: Double {
        switch self {
        case .system(_, let time, _, _, _), .network(_, let time, _), .event(_, let time, _, _, _, _, _): time
        }
    }
}

/// Random numbers that a seed repeats: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
