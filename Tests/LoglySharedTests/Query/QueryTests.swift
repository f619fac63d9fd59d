import Foundation
import Testing

@testable import LoglyShared

@Suite struct QueryTests {
    let path = NSTemporaryDirectory() + "logly-\(UUID().uuidString)/logly.db"
    let window = TimeWindow(
        since: Timestamp(wholeSeconds: 1000), until: Timestamp(wholeSeconds: 2000),
        now: Timestamp(wholeSeconds: 2000))

    @Test func eventsAreFoundByIndexAndInOrder() throws {
        let database = try Database.open(path, .readWrite)
        func plan(_ change: (inout EventQuery) -> Void) throws -> [String] {
            var query = EventQuery()
            query.window = window
            change(&query)
            return try query.plan(in: database)
        }
        #expect(
            try plan { _ in } == [
                "SEARCH events USING INDEX events_by_time (timestamp>? AND timestamp<?)"
            ])
        for level in [Level.warning, .error, .critical] {
            // Only events of one moment are sorted.
            #expect(
                try plan { $0.minimumLevel = level } == [
                    "SEARCH events USING INDEX events_grave (timestamp>? AND timestamp<?)",
                    "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY",
                ])
        }
        #expect(
            try plan { $0.action = .ban } == [
                "SEARCH events USING INDEX events_by_action (action=? AND timestamp>? AND timestamp<?)"
            ])
        #expect(
            try plan { $0.window = nil } == ["SCAN events USING INDEX events_by_time"])
    }

    @Test func samplesOfSeveralHostsAreFoundByIndex() throws {
        let database = try Database.open(path, .readWrite)
        var query = MetricQuery<FilesystemRecord>.samples
        query.window = window
        let search =
            "SEARCH filesystem_metrics USING INDEX sqlite_autoindex_filesystem_metrics_1 (host=? AND timestamp>? AND timestamp<?)"
        for (index, host) in ["a", "b"].enumerated() {
            try database.execute(
                "INSERT INTO filesystem_metrics (timestamp, host, mount_point) VALUES (1500, '\(host)', '/')")
            let plan = try query.sql(in: database).plan(in: database)
            // One host is in order already; more are sorted.
            #expect(plan == [search] + (index == 0 ? [] : ["USE TEMP B-TREE FOR ORDER BY"]))
        }
        var found: [String?] = []
        try query.forEach(in: database) { found.append($0.host) }
        #expect(found == ["a", "b"])
        query.host = "b"
        found = []
        try query.forEach(in: database) { found.append($0.host) }
        #expect(found == ["b"])
    }

    @Test func namesAreBoundAndNeverSQL() throws {
        let database = try Database.open(path, .readWrite)
        try database.execute(
            "INSERT INTO log_events (timestamp, host, source, level, message) VALUES (1, 'h', 's', 'INFO', 'm')"
        )
        var query = EventQuery()
        query.source = "x' OR '1'='1"
        try query.forEachEvent(in: database) { _ in Issue.record("found by a quote") }
    }

    /// Programs store an IPv4 address as a number, whoever inserts by hand as a text.
    @Test func anAddressIsFoundHoweverItIsStored() throws {
        let database = try Database.open(path, .readWrite)
        var store = try EventStore(database)
        let addresses = ["192.0.2.1", "203.0.113.7", "2001:db8::7", "01.2.3.4", "nobody"]
        try database.execute("BEGIN IMMEDIATE")
        try store.begin()
        for address in addresses {
            try TestEvent(message: "stored", address: address).withBytes {
                try store.append($0)
                try store.flush()
            }
        }
        try database.execute("COMMIT")
        store.committed()
        for address in addresses {
            try database.execute(TestEvent(message: "by hand", address: address).insertion)
        }
        for address in addresses {
            var query = EventQuery()
            query.address = address
            var found: [String?] = []
            try query.forEachEvent(in: database) { event in
                #expect(event.text(.ipAddress) == address)
                found.append(event.text(.message))
            }
            #expect(found == ["stored", "by hand"], "\(address)")
            query.host = "another"
            try query.forEachEvent(in: database) { _ in Issue.record("of another host") }
        }
    }

    /// However long the window is, only counted hours, new events and the hours that it cuts are read.
    @Test func addressesOfALongTimeAreFoundByIndex() throws {
        let database = try Database.open(path, .readWrite)
        var query = AddressQuery()
        query.window = window
        let plan = try query.sql.plan(in: database)
        for step in plan where step.contains("log_events") {
            #expect(step.hasPrefix("SEARCH log_events USING "), "\(plan)")
        }
        #expect(
            plan.filter { $0.contains("ip_activity") && $0.contains("timestamp") }.allSatisfy {
                $0.hasPrefix("SEARCH ip_activity USING PRIMARY KEY (host=? AND timestamp>? AND timestamp<?)")
            }, "\(plan)")
    }

    /// Each hour once, whether it is still there as events, as counted hours, or both.
    @Test func addressesAreCountedOnceBeforeAndAfterARollup() throws {
        let database = try Database.open(path, .readWrite)
        func events(_ time: Int, _ action: String, count: String = "NULL") throws {
            try database.execute(
                """
                INSERT INTO log_events (timestamp, host, source, level, message, ip_address, action, count)
                VALUES (\(time), 'h', 's', 'INFO', 'm', '192.0.2.1', '\(action)', \(count))
                """)
        }
        func rows() throws -> [[Double]] {
            var query = AddressQuery()
            query.window = TimeWindow(
                since: Timestamp(wholeSeconds: 3600), until: Timestamp(wholeSeconds: 36_000),
                now: Timestamp(wholeSeconds: 36_000))
            var statement = try query.sql.prepare(in: database)
            var rows: [[Double]] = []
            while try statement.step() { rows.append((1...6).map { statement.double($0) ?? -1 }) }
            return rows
        }
        try events(3599, "failed_login")
        try events(3600, "failed_login", count: "5")
        try events(7300, "successful_login")
        try events(7301, "ban")
        try events(36_000, "ban")
        let expected: [[Double]] = [[5, 1, 1, 7, 3600, 7301]]
        #expect(try rows() == expected)
        try database.execute(
            """
            INSERT INTO ip_activity
            SELECT 'h', column1, '192.0.2.1', column2, column3, 0, column4, column5, 0, 0, 0, 0, column6, column7
            FROM (VALUES (0, 1, 1, 0, 0, 3599, 3599), (3600, 5, 5, 0, 0, 3600, 3600),
                (7200, 2, 0, 1, 1, 7300, 7301), (36000, 1, 0, 0, 1, 36000, 36000));
            INSERT INTO rollup_marks SELECT 'log_events', max(id) FROM log_events
            """)
        #expect(try rows() == expected)
        try database.execute("DELETE FROM log_events WHERE timestamp < 7200")
        #expect(try rows() == expected)
        try database.execute("DELETE FROM log_events")
        #expect(try rows() == expected)
    }
}
