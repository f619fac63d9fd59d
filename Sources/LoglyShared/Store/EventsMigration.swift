/// From schema version 1, whose `log_events` was a table of texts, to `events`.
///
/// It is one transaction, so that nobody sees half of it and a crash leaves the old version. Rows keep their `id`. What
/// SQLite cannot hold in its cache goes into the WAL, which grows by the size of the new tables (about half of the
/// old ones); memory stays bounded. The old table's pages are free afterwards, and `logly-rollup` gives them back.
enum EventsMigration {
    private static let old = "log_events_1"
    private static let columns =
        "id, timestamp, host, source, level, message, ip_address, user, service, action, count, metadata"

    static func run(_ database: borrowing Database) throws(ToolError) {
        try database.execute("ALTER TABLE log_events RENAME TO \(old)")
        for sql in [
            EventStreamsTable.creation, EventShapesTable.creation, EventTextsTable.creation,
            EventsTable.creation, LogEventsTable.creation,
        ] {
            try database.execute(sql)
        }
        let lastID = try database.integer("SELECT seq FROM sqlite_sequence WHERE name = '\(old)'") ?? 0
        try copy(database)
        try database.execute(
            """
            UPDATE event_state SET last_id = max(last_id, \(lastID));
            DROP TABLE \(old)
            """)
    }

    private static func copy(_ database: borrowing Database) throws(ToolError) {
        var store = try EventStore(database)
        try store.begin()
        var rows = try database.prepare("SELECT \(columns) FROM \(old) ORDER BY id")
        let copies = RowCopies()
        while try rows.step() {
            let level = rows.text(4).flatMap { Level(name: $0) }
            let size = (2..<12).reduce(0) { $0 + (rows.bytes($1)?.count ?? 0) }
            guard let level, size <= RowCopies.size else {
                // Written by hand.
                try database.execute(
                    """
                    INSERT INTO log_events (\(columns)) SELECT \(columns) FROM \(old)
                    WHERE id = \(rows.integer(0) ?? 0)
                    """)
                continue
            }
            if !copies.hasRoom(for: size) {
                try store.flush()
                copies.removeAll()
            }
            try store.append(copies.event(rows, level), id: rows.integer(0))
        }
        try store.flush()
    }
}

/// The texts of rows that wait to be written, since SQLite's go with each step.
private final class RowCopies {
    static let size = 4 << 20

    private let room = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    private var used = 0

    deinit { room.deallocate() }

    func hasRoom(for size: Int) -> Bool { used + size <= Self.size }

    func removeAll() { used = 0 }

    func event(_ row: borrowing Statement, _ level: Level) -> NewEvent {
        var event = NewEvent()
        event.timestamp = row.double(1) ?? 0
        event.host = copy(row.bytes(2)) ?? event.host
        event.source = copy(row.bytes(3)) ?? event.source
        event.level = level
        event.message = copy(row.bytes(5)) ?? event.message
        event.ipAddress = copy(row.bytes(6))
        event.user = copy(row.bytes(7))
        event.service = copy(row.bytes(8))
        event.action = copy(row.bytes(9))
        event.count = row.integer(10)
        event.metadata = copy(row.bytes(11))
        return event
    }

    private func copy(_ bytes: UnsafeBufferPointer<UInt8>?) -> UnsafeBufferPointer<UInt8>? {
        guard let bytes else { return nil }
        let start = room + used
        if let base = bytes.baseAddress { start.update(from: base, count: bytes.count) }
        used += bytes.count
        return UnsafeBufferPointer(start: start, count: bytes.count)
    }
}
