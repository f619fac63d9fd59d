import Foundation
import LoglyShared
import Testing

/// The fluent questions: what they find, and by which index.
@Suite struct SelectionTests {
    let path = NSTemporaryDirectory() + "logly-\(UUID().uuidString)/logly.db"
    static let now = Timestamp(wholeSeconds: 1_795_348_800)

    private func store() throws -> Store {
        let database = try Database.open(path, .readWrite)
        let now = Int(Self.now.wholeSeconds)
        for (ago, source, level, count) in [
            (90_000, "django", "ERROR", "NULL"), (600, "django", "ERROR", "NULL"),
            (500, "django", "CRITICAL", "5"), (400, "django", "WARNING", "NULL"),
            (300, "auth", "ERROR", "NULL"), (0, "django", "INFO", "NULL"),
        ] {
            try database.execute(
                """
                INSERT INTO log_events (timestamp, host, source, level, message, count)
                VALUES (\(now - ago), 'web', '\(source)', '\(level)', 'm\(ago)', \(count))
                """)
        }
        for address in 1...2 {
            for attempt in 0..<(address * 20) {
                try database.execute(
                    """
                    INSERT INTO log_events (timestamp, host, source, level, message, ip_address, user, action)
                    VALUES (\(now - 10_000 + attempt), 'db', 'sshd', 'WARNING', 'Failed', '192.0.2.\(address)',
                        'root', 'failed_login')
                    """)
            }
        }
        try database.execute(
            """
            INSERT INTO log_events (timestamp, host, source, level, message, ip_address)
            VALUES (\(now - 9000), 'db', 'nginx', 'INFO', 'm', '192.0.2.3');
            INSERT INTO system_metrics (timestamp, host, cpu_percent, memory_total)
            VALUES (\(now - 60), 'web', 20, 1000), (\(now - 120), 'web', 40, 3000), (\(now - 60), 'db', 90, NULL),
                (\(now - 180), 'web', NULL, NULL), (\(now - 900000), 'web', 99, 5000);
            INSERT INTO daily_aggregates (host, timestamp, error_count, unique_ips_banned)
            VALUES ('web', \(now - 86400), 7, 2), ('db', \(now - 86400), 1, NULL)
            """)
        return try Store(path, now: { Self.now })
    }

    @Test func eventsOfADay() throws {
        let store = try store()
        let errors = store.events.last(.hours(24)).errorsOnly().source("django")
        #expect(try errors.all().map(\.message) == ["m600", "m500"])
        #expect(try errors.count() == 6)
        #expect(try errors.all().map(\.count) == [1, 5])
        #expect(try store.events.last(.hours(24)).host("web").all().last?.message == "m0")
        #expect(try store.events.source("django").level(.warning).all().count == 4)
        #expect(try store.events.address("192.0.2.1").action(.failedLogin).count() == 20)
        let since = Self.now.advanced(bySeconds: -500)
        #expect(try store.events.between(since, Self.now).all().map(\.message) == ["m500", "m400", "m300"])
        #expect(
            try errors.plan().first
                == "SEARCH events USING INDEX events_grave (timestamp>? AND timestamp<?)")
        #expect(
            try store.events.last(.hours(1)).action(.ban).plan().prefix(1) == [
                "SEARCH events USING INDEX events_by_action (action=? AND timestamp>? AND timestamp<?)"
            ])
    }

    @Test func valuesOfSamples() throws {
        let store = try store()
        let week = store.metrics.system.last(.days(7))
        #expect(try week.average(\.cpuPercent) == 50)
        #expect(try week.host("web").average(\.cpuPercent) == 30)
        #expect(try week.host("web").minimum(\.cpuPercent) == 20)
        #expect(try store.metrics.system.maximum(\.cpuPercent) == 99)
        #expect(try week.maximum(\.memoryTotal) == 3000)
        #expect(try week.average(\.load1Min) == nil)
        #expect(try week.host("absent").average(\.cpuPercent) == nil)
        #expect(try store.metrics.days.sum(\.errorCount) == 8)
        #expect(try store.metrics.days.host("web").maximum(\.uniqueIPsBanned) == 2)
        #expect(try store.metrics.hours.sum(\.uniqueIPsBanned) == nil)
        var times: [Int64] = []
        try week.host("web").stream { times.append(Self.now.wholeSeconds - $0.timestamp.wholeSeconds) }
        #expect(times == [180, 120, 60])
        #expect(
            try week.host("web").plan() == [
                "SEARCH system_metrics USING INDEX sqlite_autoindex_system_metrics_1 (host=? AND timestamp>? AND timestamp<?)"
            ])
    }

    @Test func dangerousAddresses() throws {
        let store = try store()
        let day = store.addresses.last(.hours(24))
        #expect(try day.all().map(\.ipAddress) == ["192.0.2.1", "192.0.2.2", "192.0.2.3"])
        #expect(try day.all().map(\.failedLogins) == [20, 40, 0])
        #expect(try day.sortedByThreat().all().map(\.ipAddress) == ["192.0.2.2", "192.0.2.1", "192.0.2.3"])
        let dangerous = try day.highThreat().sortedByThreat().all()
        #expect(dangerous.map(\.ipAddress) == ["192.0.2.2"])
        #expect(dangerous.allSatisfy { $0.threat?.value ?? 0 >= 70 })
        #expect(try day.host("web").highThreat(0).all() == [])
        #expect(try day.plan().allSatisfy { !$0.hasPrefix("SCAN e") })
    }

    @Test func noDatabaseIsAnError() {
        #expect(throws: ToolError.self) { try Store(path) }
    }
}
