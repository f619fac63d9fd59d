/// Texts that events repeat: paths, user agents, users.
///
/// No event at or after `until` refers to the text. It is kept in steps of a week, so that a text in use is written
/// to once a week.
enum EventTextsTable {
    static let creation = """
        CREATE TABLE event_texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, until REAL NOT NULL);
        """

    /// The step of `until`, in seconds.
    static let period: Int64 = 604_800

    static let selection = "SELECT id, until FROM event_texts WHERE text = ?1"
    static let insertion = "INSERT INTO event_texts (text, until) VALUES (?1, ?2)"
    static let prolongation = "UPDATE event_texts SET until = max(until, ?2) WHERE id = ?1"
    static let content = "SELECT text FROM event_texts WHERE id = ?1"
    /// The newest first, as far as a memory of them goes.
    static let all = "SELECT text FROM event_texts ORDER BY id DESC LIMIT ?1"
}
