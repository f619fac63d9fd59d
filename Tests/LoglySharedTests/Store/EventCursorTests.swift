import Foundation
import Testing

@testable import LoglyShared

/// `EventCursor` gives what the view gives, and both what was put in.
@Suite struct EventCursorTests {
    private let folder = TestFolder()
    private var path: String { folder.database }

    /// 40 runs of 500 events, each stored in one of the two ways.
    @Test(arguments: 0..<40)
    func givesWhatTheViewGives(seed: UInt64) throws {
        var random = Random(seed: seed)
        let maker = EventMaker(using: &random)
        let events = (0..<500).map { _ in maker.event(&random) }
        let database = try Database.open(path, .readWrite)
        if seed % 4 == 0 {
            try PlainDatabase(path).rows("BEGIN;" + events.map(\.insertion).joined() + "COMMIT")
        } else {
            try store(events, in: database)
        }

        let cursor = try EventCursor("ORDER BY id", of: database)
        let names = EventColumn.allCases.map(\.key.description).joined(separator: ", ")
        var view = try database.prepare("SELECT \(names) FROM log_events ORDER BY id")
        for event in events {
            #expect(try cursor.step())
            #expect(try view.step())
            #expect(cursor.seconds == event.time)
            #expect(cursor.count == event.count)
            // In any order, and more than once.
            for column in (EventColumn.allCases + EventColumn.allCases).shuffled(using: &random) {
                let (given, seen) = (cursor.bytes(column), view.bytes(column.rawValue))
                #expect(given.map { Array($0) } == seen.map { Array($0) }, "\(column) of \(event)")
                if column != .timestamp, column != .count {
                    #expect(cursor.text(column) == event.text(column), "\(column) of \(event)")
                }
            }
            #expect(cursor.level == event.level)
            #expect(cursor.action == event.action.flatMap { Action(rawValue: $0) })
            #expect(cursor.address == event.address.flatMap { IPAddress($0) })
        }
        #expect(try !cursor.step())
    }

    /// What the analysis asks of the metadata it gets without JSON, and the same as from JSON.
    @Test(arguments: 0..<20)
    func findsMembersWithoutReadingJSON(seed: UInt64) throws {
        var random = Random(seed: seed)
        let maker = EventMaker(using: &random)
        let database = try Database.open(path, .readWrite)
        try store((0..<500).map { _ in maker.event(&random) }, in: database)
        let cursor = try EventCursor("ORDER BY id", of: database)
        var (stored, read) = (EventMetadata(), EventMetadata())
        var known = 0
        while try cursor.step() {
            known += cursor.shape.members.areKnown ? 1 : 0
            stored.read(.stored(Unmanaged.passUnretained(cursor)))
            let json = (cursor.text(.metadata) ?? "").utf8.map { $0 }
            json.withUnsafeBufferPointer { json in
                read.read(.json(json))
                func check(_ key: StaticString) {
                    let place = "\(key) of \(cursor.text(.metadata) ?? "")"
                    #expect(stored.integer(key) == read.integer(key), "\(place)")
                    #expect(stored.text(key) == read.text(key), "\(place)")
                    #expect(stored.isTrue(key) == read.isTrue(key), "\(place)")
                    #expect(
                        stored.withText(key) { Array($0) } == read.withText(key) { Array($0) }, "\(place)")
                    let has = read.integer(key) != nil || read.text(key) != nil || read.isTrue(key)
                    #expect(
                        !has || key.utf8CodeUnitCount == 0
                            || EventRow.Metadata.stored(Unmanaged.passUnretained(cursor)).mayHave(key))
                }
                check("method")
                check("path")
                check("status")
                check("protocol")
                check("hostname")
                check("pid")
                check("bytes")
                check("referer")
                check("")
                check("x")
            }
        }
        // Otherwise nothing was tried.
        #expect(known > 100)
    }

    /// Values that no program of Logly's writes into `events`.
    @Test func rowsByHandAreShownAsByTheView() throws {
        let database = try Database.open(path, .readWrite)
        try store([TestEvent](repeating: TestEvent(message: "a text twice"), count: 3), in: database)
        try database.execute(
            """
            INSERT INTO event_shapes VALUES (900, 'x', 'a %s b', '{"k":%s,"l":"%s', 0),
                (901, NULL, 'm', '%.0s', 0), (902, NULL, NULL, '%s%s%s%s%s%s%s%s', 0);
            INSERT INTO events (timestamp, stream, shape, level, action, ip_address, user, count, v1, v2, v3) VALUES
                (1, 77, 78, 7, 99, 'here', -5000, 3, NULL, 1, 2), (2.25, 1, 900, 'NOTICE', 'dance', -1, 'u', NULL, 17, 'w', -1),
                (-1.5, 1, 901, -3, NULL, NULL, 7, 'many', 1, 2, 3), (4, 1, 902, 4, 0, 2147483647, NULL, NULL, 'p', -1, '');
            INSERT INTO log_events (timestamp, host, source, level, message, metadata) VALUES (5, 'h', 's', 'INFO', '', '')
            """)
        let cursor = try EventCursor("ORDER BY id", of: database)
        let names = EventColumn.allCases.map(\.key.description).joined(separator: ", ")
        var view = try database.prepare("SELECT \(names) FROM log_events ORDER BY id")
        while try view.step() {
            #expect(try cursor.step())
            for column in EventColumn.allCases {
                #expect(cursor.text(column) == view.text(column.rawValue), "\(column) of \(cursor.id)")
            }
        }
        #expect(try !cursor.step())
    }

    /// However many texts there are, the memory of them does not grow; and none is taken for another.
    @Test func forgetsTextsWhenThereAreTooMany() throws {
        let database = try Database.open(path, .readWrite)
        try database.execute(
            """
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80000)
            INSERT INTO event_texts SELECT i, 'text ' || i, 0 FROM n;
            INSERT INTO event_shapes VALUES (1, NULL, NULL, '%.0s{"a":"%s","b":"%s"}', 0);
            INSERT INTO events (timestamp, stream, shape, level, v1, v2, v3)
                SELECT id, 1, 1, 1, -id, -(id * 7919 % 80000 + 1), -(id * 104729 % 80000 + 1) FROM event_texts ORDER BY id
            """)
        let cursor = try EventCursor("ORDER BY id", of: database)
        for number in 1...80_000 {
            guard try cursor.step() else { break }
            let expected =
                "text \(number){\"a\":\"text \(number * 7919 % 80000 + 1)\",\"b\":\"text \(number * 104_729 % 80000 + 1)\"}"
            let given = (cursor.text(.message) ?? "") + (cursor.text(.metadata) ?? "")
            if given != expected { Issue.record("\(given) instead of \(expected)") }
        }
        #expect(try !cursor.step())
    }

    private func store(_ events: [TestEvent], in database: borrowing Database) throws {
        var store = try EventStore(database)
        try database.execute("BEGIN IMMEDIATE")
        try store.begin()
        for event in events {
            try event.withBytes {
                try store.append($0)
                try store.flush()
            }
        }
        try database.execute("COMMIT")
        store.committed()
    }
}

extension TestEvent {
    fileprivate func text(_ column: EventColumn) -> String? {
        switch column {
        case .timestamp: nil
        case .host: host
        case .source: source
        case .level: level.name.description
        case .message: message
        case .ipAddress: address
        case .user: user
        case .service: service
        case .action: action
        case .count: nil
        case .metadata: metadata
        }
    }
}
