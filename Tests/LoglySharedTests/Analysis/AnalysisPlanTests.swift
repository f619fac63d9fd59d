import CSQLite
import Foundation
import Testing

@testable import LoglyShared

/// The cost of an answer follows its window: none of the statements behind it reads a whole table.
@Suite struct AnalysisPlanTests {
    private let path = NSTemporaryDirectory() + "logly-\(UUID().uuidString)/logly.db"
    private static let now = Timestamp(wholeSeconds: 1_795_000_000)

    /// Tables with a row for each thing known, or steps of a query over those.
    private static let small = [
        "rollup_marks", "metadata", "runs", "hosts", "event_streams", "CONSTANT", "(subquery",
    ]

    private final class Log { var statements: Set<String> = [] }

    private func statements(
        of database: borrowing Database, _ body: () throws -> Void
    ) rethrows -> Set<String> {
        let log = Log()
        sqlite3_trace_v2(
            database.handle, UInt32(SQLITE_TRACE_STMT),
            { _, context, statement, _ in
                guard let context, let statement, let sql = sqlite3_sql(OpaquePointer(statement)) else {
                    return 0
                }
                Unmanaged<Log>.fromOpaque(context).takeUnretainedValue().statements.insert(
                    String(cString: sql))
                return 0
            }, Unmanaged.passUnretained(log).toOpaque())
        defer { sqlite3_trace_v2(database.handle, 0, nil, nil) }
        try body()
        return log.statements.filter { $0.hasPrefix("SELECT") || $0.hasPrefix("WITH") }
    }

    private func fill(_ database: borrowing Database) throws {
        for (table, more) in [
            ("system_metrics", ""), ("network_metrics", ""), ("filesystem_metrics", ", '/'"),
        ] {
            try database.execute(
                """
                INSERT INTO \(table) (timestamp, host\(more.isEmpty ? "" : ", mount_point"))
                VALUES (1794999000, 'web'\(more)), (1794990000, 'web'\(more))
                """)
        }
        for (at, action) in ["failed_login", "oom_kill", "http_request", "ban"].enumerated() {
            var event = TestEvent(time: 1_794_990_000 + Double(at), level: .error, address: "192.0.2.1")
            event.action = action
            try database.execute(event.insertion)
        }
        try database.execute(TestEvent(time: 1_794_000_000, level: .error).insertion)
    }

    /// - Parameter isRolledUp: `logly-rollup` has seen the events, so that it knows their fingerprints.
    @Test(arguments: [false, true])
    func noStatementReadsAWholeTable(isRolledUp: Bool) throws {
        let database = try Database.open(path, .readWrite)
        try fill(database)
        if isRolledUp { try KnownErrors.remember(in: database) }
        let all = try statements(of: database) {
            for (host, source) in [(nil, nil), ("web", nil), (nil, "nginx"), ("web", "nginx")] {
                var question = AnalysisQuestion(window: TimeWindow(hours: 24, before: Self.now))
                (question.host, question.source) = (host, source)
                let seen = try Observations(reading: database, question)
                #expect(seen.errors.groups.count > 1)
                _ = try TrendReport(question).records(from: database)
                _ = try Trace(of: "192.0.2.1", question).records(from: database, seen)
            }
        }
        #expect(all.count > 20)
        for sql in all {
            for step in try SQLQuery(sql).plan(in: database) {
                let isScan = step.hasPrefix("SCAN ") && !Self.small.contains { step.hasPrefix("SCAN \($0)") }
                #expect(!isScan, "\(step): \(sql)")
            }
        }
    }
}
