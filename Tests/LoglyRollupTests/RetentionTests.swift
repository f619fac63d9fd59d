import Foundation
import LoglyShared
import Testing

@testable import logly_rollup

@Suite struct RetentionTests {
    /// 2026-11-22 12:00 UTC.
    static let now = 1_795_348_800.0
    static let day = 86_400.0

    private func prune(_ store: borrowing TestStore, _ zone: Zone = .utc) throws -> Int {
        try Retention(
            Timestamp(seconds: Self.now), days: CalendarDays(zone: zone), keepSamples: 7, keepEvents: 90,
            keepDays: 730
        ).run(store.database)
    }

    private func event(_ time: Double, action: String? = nil, user: String? = nil) -> RawRow {
        .event(
            host: "web", time: time, level: "INFO", action: action, count: nil, address: "192.0.2.1",
            user: user)
    }

    private func system(_ time: Double, cpu: Double) -> RawRow {
        .system(host: "web", time: time, cpu: cpu, memory: nil, disk: nil)
    }

    /// An hour apart, over 800 days.
    private func fill(_ store: borrowing TestStore) throws {
        try store.database.execute(
            """
            BEGIN;
            WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 24 * 800)
            INSERT INTO log_events (timestamp, host, source, level, message, action, ip_address, user)
            SELECT \(Self.now) - i * 3600, 'web', 's', 'INFO', 'm', 'failed_login', '192.0.2.1', 'u' || (i % 3) FROM n;
            WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 24 * 20)
            INSERT INTO system_metrics (timestamp, host, cpu_percent)
            SELECT \(Self.now) - i * 3600, 'web', i % 100 FROM n;
            WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < 24 * 20)
            INSERT INTO network_metrics (timestamp, host, bytes_sent)
            SELECT \(Self.now) - i * 3600, 'web', 1000 - i FROM n;
            COMMIT
            """)
    }

    @Test func eachKindOfRowGoesAfterItsTime() throws {
        let store = try TestStore()
        try fill(store)
        try store.rollUp()
        #expect(try prune(store) > 0)
        // Midnights of 15 November, 24 August and 22 November 2024.
        func oldest(_ table: String) throws -> Double? {
            try store.database.number("SELECT min(timestamp) FROM \(table)")
        }
        let midnight = Self.now - Self.day / 2
        #expect(try oldest("system_metrics") == midnight - 7 * Self.day)
        #expect(try oldest("log_events") == midnight - 90 * Self.day)
        #expect(try oldest("hourly_aggregates") == midnight - 90 * Self.day)
        #expect(try oldest("ip_activity") == midnight - 90 * Self.day)
        #expect(try oldest("daily_aggregates") == midnight - 730 * Self.day)
        #expect(try store.database.integer("SELECT count(*) FROM log_events") == 90 * 24 + 13)
        #expect(try prune(store) == 0)
    }

    /// The first sample after the cut has a difference only with the last one before it.
    @Test func theLastCounterBeforeTheCutStays() throws {
        let store = try TestStore()
        try fill(store)
        try store.insert([.network(host: "off", time: Self.now - 30 * Self.day, counters: [1, 1, 1, 1])])
        for (time, name) in [(30.0, "eth0"), (20, "eth0"), (20, "wg0"), (1, "eth0"), (200, "tun0")] {
            try store.database.execute(
                """
                INSERT INTO interface_metrics (host, timestamp, interface, bytes_sent)
                VALUES ('web', \(Self.now - time * Self.day), '\(name)', 7)
                """)
        }
        try store.rollUp()
        let before = try store.rows(
            "SELECT * FROM hourly_aggregates WHERE timestamp >= \(Self.now - 7 * Self.day)")
        _ = try prune(store)
        let cut = Self.now - 7.5 * Self.day
        #expect(
            try store.rows(
                "SELECT host, timestamp FROM network_metrics WHERE timestamp < \(cut) ORDER BY host")
                == ["off|\(Self.now - 30 * Self.day)", "web|\(cut - 3600)"])
        #expect(
            try store.rows("SELECT timestamp, interface FROM interface_metrics ORDER BY timestamp, interface")
                == [
                    "\(Self.now - 20 * Self.day)|eth0", "\(Self.now - 20 * Self.day)|wg0",
                    "\(Self.now - Self.day)|eth0",
                ])
        try store.rollUp(rebuilds: true)
        #expect(
            try store.rows("SELECT * FROM hourly_aggregates WHERE timestamp >= \(Self.now - 7 * Self.day)")
                == before)
    }

    @Test func whatIsNotRolledUpStays() throws {
        let store = try TestStore()
        try fill(store)
        try store.rollUp()
        try store.insert([event(Self.now - 100 * Self.day), system(Self.now - 10.01 * Self.day, cpu: 1)])
        _ = try prune(store)
        #expect(
            try store.database.integer(
                "SELECT count(*) FROM log_events WHERE timestamp < \(Self.now - 95 * Self.day)") == 1)
        #expect(
            try store.database.integer(
                "SELECT count(*) FROM system_metrics WHERE timestamp < \(Self.now - 9 * Self.day)") == 1)
        try store.rollUp()
        _ = try prune(store)
        #expect(
            try store.database.integer(
                "SELECT count(*) FROM log_events WHERE timestamp < \(Self.now - 95 * Self.day)") == 0)
    }

    /// Means and totals of an hour without its samples stay; what its events count is added.
    @Test func lateRowsOfAPrunedHour() throws {
        let store = try TestStore()
        try fill(store)
        try store.rollUp()
        _ = try prune(store)
        let hour = Self.now - 10 * Self.day
        let columns = "avg_cpu_percent, max_cpu_percent, total_bytes_sent, log_events_count"
        let query = "SELECT \(columns) FROM hourly_aggregates WHERE timestamp = \(hour)"
        let day = "SELECT \(columns) FROM daily_aggregates WHERE timestamp = \(hour - Self.day / 2)"
        #expect(try store.rows(query) == ["40.0|40.0|1|1"])
        let dayBefore = try store.rows(day)
        try store.insert([
            system(hour + 60, cpu: 99), event(hour + 60),
            .network(host: "web", time: hour + 60, counters: [5_000, nil, nil, nil]),
        ])
        #expect(try store.rollUp().count == 2)
        #expect(try store.rows(query) == ["40.0|40.0|1|2"])
        #expect(try store.rows(day) == [dayBefore[0].dropLast(2) + "25"])
        // A host that never had samples there gets what it sends.
        try store.insert([.system(host: "new", time: hour, cpu: 5, memory: nil, disk: nil)])
        try store.rollUp()
        #expect(try store.rows(query + " AND host = 'new'") == ["5.0|5.0|NULL|0"])
    }

    @Test func aPrunedDayKeepsItsUniques() throws {
        let store = try TestStore()
        try fill(store)
        try store.rollUp()
        _ = try prune(store)
        let day = Self.now - 100.5 * Self.day
        let query =
            "SELECT failed_login_count, unique_users_failed FROM daily_aggregates WHERE timestamp = \(day)"
        #expect(try store.rows(query) == ["24|3"])
        try store.insert([event(day + 1, action: "failed_login", user: "u1")])
        try store.rollUp()
        #expect(try store.rows(query) == ["25|3"])
    }

    /// What a rebuild can't recompute stays, byte for byte.
    @Test(arguments: ["UTC", "Europe/Berlin", "Asia/Kolkata"])
    func aRebuildKeepsWhatIsPruned(name: String) throws {
        let zone = try #require(Zone(named: name))
        let store = try TestStore()
        try fill(store)
        try store.rollUp(zone)
        _ = try prune(store, zone)
        try store.insert([event(Self.now - 50 * Self.day), event(Self.now - 200 * Self.day)])
        try store.rollUp(zone)
        let content = try store.content()
        try store.rollUp(zone, rebuilds: true)
        #expect(try store.content() == content)
        #expect(try store.rollUp(zone).isEmpty)
    }

    /// The events of a database of an earlier version are counted by source once, and days stay as they were.
    @Test func anEarlierVersionDidNotCountBySource() throws {
        let store = try TestStore()
        try fill(store)
        try store.rollUp()
        _ = try prune(store)
        let content = try store.content()
        #expect(content.contains { $0.hasPrefix("source_activity|") })
        try store.database.execute(
            """
            DELETE FROM source_activity;
            UPDATE metadata SET value = 'UTC hour day' WHERE key = 'rollup_layout'
            """)
        // New rows in the same run are counted once.
        try store.insert([event(Self.now + 1)])
        try store.rollUp()
        #expect(try store.rows("SELECT sum(events) FROM source_activity") == ["\(90 * 24 + 14)"])
        try store.database.execute("DELETE FROM log_events WHERE timestamp > \(Self.now)")
        try store.rollUp(rebuilds: true)
        #expect(try store.content() == content)
    }

    /// Where samples are kept as long as events, too: the first sample after the cut needs the last before it.
    @Test func theLastCounterStaysWhereAllIsKeptAsLong() throws {
        let store = try TestStore()
        try fill(store)
        try store.rollUp()
        let query = "SELECT * FROM hourly_aggregates WHERE timestamp >= \(Self.now - 7 * Self.day)"
        let before = try store.rows(query)
        _ = try Retention(
            Timestamp(seconds: Self.now), days: CalendarDays(), keepSamples: 7, keepEvents: 7, keepDays: 730
        ).run(store.database)
        try store.rollUp(rebuilds: true)
        #expect(try store.rows(query) == before)
    }

    @Test func anotherZoneGetsItsDays() throws {
        let berlin = try #require(Zone(named: "Europe/Berlin"))
        let store = try TestStore()
        let fresh = try TestStore()
        let rows = (0..<200).map { event(Self.now - Double($0) * 3600) }
        try store.insert(rows)
        try fresh.insert(rows)
        try store.rollUp()
        try store.rollUp(berlin)
        try fresh.rollUp(berlin)
        #expect(try store.content() == fresh.content())
    }

    /// The newest goes too where its file is said to be gone.
    @Test func offsetsOfVanishedGenerationsGoButNotTheNewest() throws {
        let store = try TestStore()
        for (path, file, generation, days) in [
            ("/a", "/a", 1, 100.0), ("/a", "/a", 2, 95), ("/b", "/b", 1, 100), ("/b", "/b", 2, 10),
            ("/c", "", 1, 100), ("/d", "/d", 1, 100), ("/d", "", 2, 10), ("/e", "/e", 1, 110),
            ("/e", "", 2, 100),
        ] {
            try store.database.execute(
                """
                INSERT INTO log_offsets (host, source, path, generation, "offset", fingerprint, anchor, file, device,
                    inode, timestamp)
                VALUES ('web', 's', '\(path)', \(generation), 1, '', '', '\(file)', '', '', \(Self.now - days * Self.day))
                """)
        }
        for days in [100.0, 1] {
            try store.database.execute(
                """
                INSERT INTO runs (timestamp, host, program) VALUES (\(Self.now - days * Self.day), 'web', 'p');
                INSERT INTO run_sources (run, source, path) VALUES (last_insert_rowid(), 's', '/a');
                """)
        }
        _ = try prune(store)
        #expect(try store.rows("SELECT path, generation FROM log_offsets") == ["/a|2", "/b|2", "/d|2"])
        #expect(
            try store.rows("SELECT count(*) FROM runs UNION ALL SELECT count(*) FROM run_sources") == [
                "1", "1",
            ])
    }
}
