import Foundation
import LoglyShared
import Testing

@testable import logly_rollup

@Suite struct SizeCapTests {
    private func fill(_ store: borrowing TestStore, events: Int) throws {
        try store.database.execute(
            """
            WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < \(events))
            INSERT INTO log_events (timestamp, host, source, level, message, ip_address)
            SELECT 1795000000 + i * 10, 'web', 's', 'INFO', hex(randomblob(100)), '192.0.2.' || i % 50 FROM n;
            WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 2000)
            INSERT INTO network_metrics (timestamp, host, bytes_sent) SELECT 1795000000 + i * 150, 'web', i * i FROM n
            """)
    }

    private func cap(_ store: borrowing TestStore, megabytes: Int64) throws -> Int {
        let removed = try SizeCap(limit: megabytes << 20).run(store.database)
        try Compaction.run(store.database)
        return removed
    }

    @Test func theOldestRawRowsGoUntilItFits() throws {
        let store = try TestStore()
        try fill(store, events: 30_000)
        try store.rollUp()
        let days = try store.rows("SELECT * FROM daily_aggregates")
        let newest = try store.database.number("SELECT max(timestamp) FROM log_events")
        #expect(try store.database.sizeOnDisk() > 7 << 20)
        #expect(try cap(store, megabytes: 4) > 10_000)
        #expect(try store.database.sizeOnDisk() <= 4 << 20)
        // Not much more than needed.
        #expect(try store.database.sizeOnDisk() > 3 << 20)
        #expect(try store.rows("SELECT * FROM daily_aggregates") == days)
        #expect(try store.database.number("SELECT max(timestamp) FROM log_events") == newest)
        // Both kinds begin at about the same time.
        let events = try #require(try store.database.number("SELECT min(timestamp) FROM log_events"))
        let samples = try #require(
            try store.database.number(
                "SELECT min(timestamp) FROM network_metrics WHERE id > (SELECT min(id) FROM network_metrics)")
        )
        #expect(events == samples || abs(events - samples) <= 7200)
        #expect(try store.rows("PRAGMA integrity_check") == ["ok"])
        #expect(try cap(store, megabytes: 4) == 0)
    }

    /// A day of which the first half is gone goes on counting, and a rebuild leaves it alone.
    @Test func aDayCutInTheMiddleStaysRight() throws {
        let store = try TestStore()
        let whole = try TestStore()
        try fill(store, events: 8_600)
        try store.rollUp()
        _ = try cap(store, megabytes: 1)
        #expect(try store.database.integer("SELECT count(*) FROM log_events") ?? 0 > 0)
        let late = [
            RawRow.event(
                host: "web", time: 1_795_000_001, level: "ERROR", action: nil, count: 3, address: nil,
                user: nil),
            .network(host: "web", time: 1_795_200_000, counters: [9_000_000, 1, 1, 1]),
        ]
        try store.insert(late)
        try store.rollUp()
        try fill(whole, events: 8_600)
        try whole.rollUp()
        try whole.insert(late)
        try whole.rollUp()
        let query = "SELECT * FROM daily_aggregates"
        #expect(try store.rows(query) == whole.rows(query))
        try store.rollUp(rebuilds: true)
        #expect(try store.rows(query) == whole.rows(query))
    }

    /// A cap below everything: aggregates go too, hours before days, and the program ends.
    @Test func aCapBelowTheAggregatesStillHolds() throws {
        let store = try TestStore()
        try fill(store, events: 2_000)
        try store.database.execute(
            """
            WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 30000)
            INSERT INTO hourly_aggregates (host, timestamp, log_events_count) SELECT 'web', i * 3600, 1 FROM n
            """)
        try store.rollUp()
        let days = try store.rows("SELECT * FROM daily_aggregates")
        _ = try cap(store, megabytes: 1)
        #expect(try store.database.sizeOnDisk() <= 1 << 20)
        #expect(try store.database.integer("SELECT count(*) FROM log_events") == 0)
        #expect(try store.database.integer("SELECT count(*) FROM hourly_aggregates") ?? 0 > 1000)
        #expect(try store.rows("SELECT * FROM daily_aggregates") == days)
    }

    /// With a reader's snapshot open nothing is waited for long; the next run shrinks the file.
    @Test func aReaderDelaysTheShrinking() throws {
        let store = try TestStore()
        try fill(store, events: 30_000)
        try store.rollUp()
        do {
            let reader = try Database.open(store.database.path, .readOnly)
            try reader.snapshot { () throws(ToolError) in
                _ = try reader.integer("SELECT count(*) FROM log_events")
                _ = try SizeCap(limit: 4 << 20).run(store.database)
                try Compaction.run(store.database)
            }
        }
        try Compaction.run(store.database)
        #expect(try store.database.sizeOnDisk() <= 4 << 20)
    }
}
