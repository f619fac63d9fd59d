/// What each source wrote in each hour, as `logly-rollup` counts it; `timestamp` is the hour's beginning.
///
/// A row for each level and action that occurred; `action` is empty where the events have none. `events` adds up
/// `count` of the events, as in the hours: over a source and all its rows it is what `log_events_count` has for
/// all sources. So a question about sources over a long time need not read the events.
public enum SourceActivityTable {
    static let creation = """
        CREATE TABLE source_activity (
            host TEXT NOT NULL, timestamp REAL NOT NULL, source TEXT NOT NULL, level TEXT NOT NULL,
            action TEXT NOT NULL, events INTEGER NOT NULL,
            PRIMARY KEY (host, timestamp, source, level, action)) WITHOUT ROWID;
        """
}
