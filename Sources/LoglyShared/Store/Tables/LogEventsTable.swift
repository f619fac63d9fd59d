/// The events of all logs, one row an event, as people ask for them: a view over `events` and its dictionaries.
///
/// The columns are the wire's keys. `count` is NULL where the line stands for one event; `metadata` is a flat JSON
/// object, the text of the wire to the byte, for `json_extract(metadata, '$.status')`. `id` never comes back after a
/// deletion. Rows can be inserted and deleted by hand, as in a table.
///
/// `coded_events` has the columns that the indexes are over beside these: `level_code`, `action_code` and `address_code`
/// (see `EventsTable`). SQLite reads both views as if their query stood in the place of their name, and looks up only
/// what a query asks for. Logly itself reads events one by one by an `EventCursor`, and by `coded_events` where SQL
/// adds them up.
public enum LogEventsTable {
    /// The table of schema version 1, which `EventsMigration` takes the rows from.
    static let creationOfVersion1 = """
        CREATE TABLE log_events (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            source TEXT NOT NULL, level TEXT NOT NULL, message TEXT NOT NULL, ip_address TEXT, user TEXT,
            service TEXT, action TEXT, count INTEGER, metadata TEXT);
        CREATE INDEX log_events_by_time ON log_events (timestamp);
        CREATE INDEX log_events_grave ON log_events (timestamp, level)
            WHERE level IN ('WARNING', 'ERROR', 'CRITICAL');
        CREATE INDEX log_events_by_action ON log_events (action, timestamp)
            WHERE action IS NOT NULL AND action <> 'http_request';
        """

    static let creation = """
        CREATE VIEW log_events AS SELECT \(columns) \(source);
        CREATE VIEW coded_events AS SELECT \(columns), e.level AS level_code, e.action AS action_code,
            e.ip_address AS address_code \(source);
        \(insertion)
        CREATE TRIGGER log_events_deletion INSTEAD OF DELETE ON log_events BEGIN
            DELETE FROM events WHERE id = OLD.id;
        END;
        """

    /// The joins are outer ones, and their columns stand in functions, so that SQLite begins with the events
    /// whatever the condition, and leaves out a dictionary that a query does not ask for.
    private static let source = """
        FROM events e LEFT JOIN event_streams s ON s.id = e.stream LEFT JOIN event_shapes p ON p.id = e.shape
        """

    private static let columns = """
        e.id AS id, e.timestamp AS timestamp, ifnull(s.host, '') AS host, ifnull(s.source, '') AS source,
        \(name(of: "level", in: EventsTable.levels)) AS level,
        CASE WHEN p.message IS NULL THEN \(value("v1")) ELSE printf(p.message, \(value("v1"))) END AS message,
        CASE typeof(e.ip_address) WHEN 'integer' THEN printf('%d.%d.%d.%d', e.ip_address >> 24 & 255,
            e.ip_address >> 16 & 255, e.ip_address >> 8 & 255, e.ip_address & 255)
            ELSE e.ip_address END AS ip_address,
        \(value("user")) AS user, ifnull(p.service, NULL) AS service,
        \(name(of: "action", in: EventsTable.actions)) AS action, e.count AS count,
        printf(p.metadata, \(EventsTable.values.map(value).joined(separator: ", "))) AS metadata
        """

    /// A text may stand in `event_texts`.
    private static func value(_ column: String) -> String {
        "CASE WHEN e.\(column) < 0 THEN (SELECT text FROM event_texts WHERE id = -e.\(column)) ELSE e.\(column) END"
    }

    private static func name(of column: String, in names: [(code: Int64, name: StaticString)]) -> String {
        "CASE e.\(column) " + names.map { "WHEN \($0.code) THEN '\($0.name)' " }.joined()
            + "ELSE e.\(column) END"
    }

    private static func code(of column: String, in names: [(code: Int64, name: StaticString)]) -> String {
        "CASE NEW.\(column) " + names.map { "WHEN '\($0.name)' THEN \($0.code) " }.joined()
            + "ELSE NEW.\(column) END"
    }

    /// Rows by hand are stored without templates, their message and metadata as they are.
    private static let insertion = """
        CREATE TRIGGER log_events_insertion INSTEAD OF INSERT ON log_events BEGIN
            INSERT OR IGNORE INTO event_streams (host, source) VALUES (NEW.host, NEW.source);
            INSERT INTO event_shapes (service, message, metadata, until)
                SELECT NEW.service, NULL, \(plainMetadata), \(lastUse)
                WHERE NOT EXISTS (SELECT 1 FROM event_shapes WHERE \(plainShape));
            UPDATE event_shapes SET until = max(until, \(lastUse)) WHERE \(plainShape);
            UPDATE event_state SET last_id = max(last_id,
                coalesce(NEW.id, 1 + max(last_id, ifnull((SELECT max(id) FROM events), 0))));
            INSERT INTO events (id, timestamp, stream, shape, level, action, ip_address, user, count, v1, v2)
                SELECT coalesce(NEW.id, (SELECT last_id FROM event_state)), NEW.timestamp,
                (SELECT id FROM event_streams WHERE host = NEW.host AND source = NEW.source),
                (SELECT id FROM event_shapes WHERE \(plainShape) LIMIT 1),
                \(code(of: "level", in: EventsTable.levels)), \(code(of: "action", in: EventsTable.actions)),
                CAST(NEW.ip_address AS TEXT), CAST(NEW.user AS TEXT), NEW.count,
                iif(NEW.message IS NULL, RAISE(ABORT, 'an event has a message'), CAST(NEW.message AS TEXT)),
                CAST(NEW.metadata AS TEXT);
        END;
        """

    private static let plainMetadata = "iif(NEW.metadata IS NULL, NULL, '\(EventShape.plainMetadata)')"
    private static let plainShape =
        "service IS NEW.service AND message IS NULL AND metadata IS \(plainMetadata)"
    private static let lastUse = "NEW.timestamp + \(EventTextsTable.period)"
}
