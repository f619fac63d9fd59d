/// Where events come from: a host and a source, of which `events` has the number.
enum EventStreamsTable {
    static let creation = """
        CREATE TABLE event_streams (
            id INTEGER PRIMARY KEY, host TEXT NOT NULL, source TEXT NOT NULL, UNIQUE (host, source));
        """

    static let selection = "SELECT id FROM event_streams WHERE host = ?1 AND source = ?2"
    static let content = "SELECT host, source FROM event_streams WHERE id = ?1"
    static let insertion = "INSERT INTO event_streams (host, source) VALUES (?1, ?2)"
}
