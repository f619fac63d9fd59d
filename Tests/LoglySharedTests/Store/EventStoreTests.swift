import Foundation
import Testing

@testable import LoglyShared

/// What goes into `events` comes out of `log_events`, to the byte.
@Suite struct EventStoreTests {
    private static let columns =
        "id, timestamp, host, source, level, message, ip_address, user, service, action, count, metadata"

    private let folder = TestFolder()
    private var path: String { folder.database }

    /// A database as version 1 of the schema made it.
    private func version1() throws -> PlainDatabase {
        let database = PlainDatabase(path)
        guard case .sql(let steps) = Schema.migrations[0] else { throw ToolError(.badData, "no SQL") }
        for sql in steps { try database.rows(sql) }
        try database.rows(
            "PRAGMA application_id=\(Schema.applicationID); PRAGMA user_version=1; PRAGMA journal_mode=WAL")
        return database
    }

    /// Each row as SQL would write it, so that a text and a number differ.
    private func rows(_ path: String) throws -> [String] {
        let values = Self.columns.split(separator: ", ").map { "typeof(\($0)), hex(\($0))" }
        return try PlainDatabase(path).rows(
            "SELECT \(values.joined(separator: ", ")) FROM log_events ORDER BY id")
    }

    private func insert(_ events: [TestEvent], into database: PlainDatabase) throws {
        try database.rows("BEGIN;" + events.map(\.insertion).joined() + "COMMIT")
    }

    private func append(_ events: [TestEvent], to store: inout EventStore) throws {
        for event in events {
            try event.withBytes {
                try store.append($0)
                try store.flush()
            }
        }
    }

    /// 20 runs of 600 events: the table of version 1, the same migrated, and written by the store agree.
    @Test(arguments: 0..<20)
    func rowsComeBackAsTheyWere(seed: UInt64) throws {
        var random = Random(seed: seed)
        let maker = EventMaker(using: &random)
        let events = (0..<600).map { _ in maker.event(&random) }
        try insert(events, into: version1())
        let expected = try rows(path)
        #expect(expected.count == events.count)

        do { _ = try Database.open(path, .readOnly) }
        #expect(try rows(path) == expected, "migrated")
        #expect(try PlainDatabase(path).rows("PRAGMA integrity_check") == ["ok"])

        try write(events, &random)
        #expect(try rows(path + "2") == expected, "stored")

        do { _ = try Database.open(path + "3", .readWrite) }
        try insert(events, into: PlainDatabase(path + "3"))
        #expect(try rows(path + "3") == expected, "by hand")
    }

    private func write(_ events: [TestEvent], _ random: inout Random) throws {
        let database = try Database.open(path + "2", .readWrite)
        var store = try EventStore(database)
        var rest = events[...]
        while !rest.isEmpty {
            let part = Array(rest.prefix(Int.random(in: 1...200, using: &random)))
            rest = rest.dropFirst(part.count)
            try database.execute("BEGIN IMMEDIATE")
            try store.begin()
            try append(part, to: &store)
            // Sometimes it comes to nothing, and is done again.
            if Int.random(in: 0..<4, using: &random) == 0 {
                try database.execute("ROLLBACK; BEGIN IMMEDIATE")
                try store.begin()
                try append(part, to: &store)
            }
            try database.execute("COMMIT")
            store.committed()
            try EventDictionaries.sweep(database)
        }
    }

    @Test func theNewerSchemaIsReadableByHand() throws {
        try insert(TestEvent.some(1), into: version1())
        do { _ = try Database.open(path, .readWrite) }
        #expect(
            try PlainDatabase(path).rows("SELECT name FROM pragma_table_info('log_events')")
                == Self.columns.components(separatedBy: ", "))
    }

    @Test func idsNeverComeBackAndSurviveTheMigration() throws {
        do {
            let old = try version1()
            try insert(TestEvent.some(3), into: old)
            try old.rows("DELETE FROM log_events WHERE id > 1")
        }
        let database = try Database.open(path, .readWrite)
        var store = try EventStore(database)
        func write(_ count: Int) throws {
            try database.execute("BEGIN IMMEDIATE")
            try store.begin()
            try append(TestEvent.some(count), to: &store)
            try database.execute("COMMIT")
            store.committed()
        }
        try write(2)
        #expect(try database.text("SELECT group_concat(id) FROM log_events") == "1,4,5")
        try database.execute("DELETE FROM log_events WHERE id > 1")
        try write(1)
        try insert(TestEvent.some(1), into: PlainDatabase(path))
        #expect(try database.text("SELECT group_concat(id) FROM log_events") == "1,6,7")
    }

    /// A text that goes while a writer knows its number would leave events without it.
    @Test func aWriterNoticesThatItsTextsHaveBeenSwept() throws {
        let database = try Database.open(path, .readWrite)
        var store = try EventStore(database)
        let other = try Database.open(path, .readWrite)
        func write(at time: Double) throws {
            var event = TestEvent(time: time, message: "the same words each time")
            event.metadata = "{\"pid\":\"a process\",\"text\":\"more words\"}"
            try database.execute("BEGIN IMMEDIATE")
            try store.begin()
            try append([event, event, event], to: &store)
            try database.execute("COMMIT")
            store.committed()
        }
        try write(at: 1000)
        #expect(try other.integer("SELECT count(*) FROM event_texts") == 3)
        #expect(try EventDictionaries.sweep(other) == 0)
        try other.execute("DELETE FROM events")
        #expect(try EventDictionaries.sweep(other) == 5)
        try write(at: 9_000_000)
        #expect(
            try other.text("SELECT group_concat(DISTINCT message || metadata) FROM log_events")
                == "the same words each time{\"pid\":\"a process\",\"text\":\"more words\"}")
        // Those of the events that are left stay.
        try write(at: 1000)
        try other.execute("DELETE FROM events WHERE timestamp > 1000")
        #expect(try EventDictionaries.sweep(other) == 0)
        try write(at: 10_000_000)
        try other.execute("DELETE FROM events WHERE timestamp = 1000")
        #expect(try EventDictionaries.sweep(other) == 0)
        #expect(try other.integer("SELECT count(*) FROM log_events WHERE message IS NULL") == 0)
    }

    /// Each learns what the other has stored.
    @Test func writersShareTheirDictionaries() throws {
        let one = try Database.open(path, .readWrite)
        let other = try Database.open(path, .readWrite)
        var first = try EventStore(one)
        var second = try EventStore(other)
        for _ in 0..<3 {
            try one.execute("BEGIN IMMEDIATE")
            try first.begin()
            try append([TestEvent(message: "words of both")], to: &first)
            try one.execute("COMMIT")
            first.committed()
            try other.execute("BEGIN IMMEDIATE")
            try second.begin()
            try append([TestEvent(host: "db", message: "words of both")], to: &second)
            try other.execute("COMMIT")
            second.committed()
        }
        #expect(
            try one.text(
                "SELECT group_concat(host || message) FROM (SELECT host, message FROM log_events ORDER BY id)"
            )
                == Array(repeating: "webwords of both,dbwords of both", count: 3).joined(separator: ","))
        #expect(try one.integer("SELECT count(*) FROM event_texts") == 1)
        #expect(try one.integer("SELECT count(*) FROM event_streams") == 2)
    }
}
