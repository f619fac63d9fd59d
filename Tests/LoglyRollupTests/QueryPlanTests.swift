import CSQLite
import Foundation
import Testing

@testable import LoglyShared
@testable import logly_rollup

/// The cost of a run follows its new rows: none of its statements reads a whole table.
@Suite struct QueryPlanTests {
    /// Tables that stay small.
    static let small = [
        "rollup_marks", "metadata", "log_offsets", "hosts", "event_texts", "event_shapes", "event_state",
        "CONSTANT", "newer",
    ]

    private final class Log { var statements: [String] = [] }

    @Test func noStatementScans() throws {
        let store = try TestStore()
        let zone = Zone.utc
        func insert(at time: Double) throws {
            try store.insert([
                .system(host: "web", time: time, cpu: 1, memory: nil, disk: nil),
                .network(host: "web", time: time, counters: [1, nil, 1, 1]),
                .event(
                    host: "web", time: time, level: "INFO", action: "ban", count: nil, address: "192.0.2.1",
                    user: nil),
                .event(
                    host: "web", time: time, level: "INFO", action: "failed_login", count: nil, address: nil,
                    user: "root"),
            ])
        }
        try insert(at: 1_795_000_000)
        try store.rollUp()
        try insert(at: 1_795_000_060)
        try insert(at: 1_794_999_000)

        let log = Log()
        sqlite3_trace_v2(
            store.database.handle, UInt32(SQLITE_TRACE_STMT),
            { _, context, statement, _ in
                guard let context, let statement, let sql = sqlite3_sql(OpaquePointer(statement)) else {
                    return 0
                }
                Unmanaged<Log>.fromOpaque(context).takeUnretainedValue().statements.append(
                    String(cString: sql))
                return 0
            }, Unmanaged.passUnretained(log).toOpaque())
        try store.rollUp(zone)
        for (samples, events) in [(7, 90), (0, 0)] {
            _ = try Retention(
                Timestamp(seconds: 1_795_348_800), days: CalendarDays(), keepSamples: samples,
                keepEvents: events,
                keepDays: 730
            ).run(store.database)
        }
        sqlite3_trace_v2(store.database.handle, 0, nil, nil)

        let statements = Set(log.statements.filter { !$0.hasPrefix("PRAGMA") && !$0.hasPrefix("--") })
        #expect(statements.count > 20)
        for sql in statements where ["SELECT", "INSERT", "DELETE", "WITH"].contains(where: sql.hasPrefix) {
            for plan in try store.rows("EXPLAIN QUERY PLAN \(sql)") {
                let detail = plan.components(separatedBy: "|").last ?? ""
                let isScan =
                    detail.hasPrefix("SCAN ") && !Self.small.contains { detail.hasPrefix("SCAN \($0)") }
                #expect(!isScan, "\(detail): \(sql)")
            }
        }
    }
}
