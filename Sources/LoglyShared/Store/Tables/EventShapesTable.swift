/// What events have in common: the service, and the templates of `message` and `metadata` for SQLite's `printf`, which
/// takes the values `v1` to `v6` of the event.
///
/// A message without a template is `v1` as it is. `until` as in `EventTextsTable`.
enum EventShapesTable {
    static let creation = """
        CREATE TABLE event_shapes (
            id INTEGER PRIMARY KEY, service TEXT, message TEXT, metadata TEXT, until REAL NOT NULL);
        CREATE INDEX event_shapes_by_content ON event_shapes (metadata, message, service);
        """

    static let selection = """
        SELECT id, until FROM event_shapes WHERE service IS ?1 AND message IS ?2 AND metadata IS ?3
        """
    static let content = "SELECT service, message, metadata FROM event_shapes WHERE id = ?1"
    static let insertion =
        "INSERT INTO event_shapes (service, message, metadata, until) VALUES (?1, ?2, ?3, ?4)"
    static let prolongation = "UPDATE event_shapes SET until = max(until, ?2) WHERE id = ?1"
}
