/// The ledger: what each run of `logly-parse` saw, of each file, and what became of it.
public enum RunTables {
    static let creation = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            program TEXT NOT NULL, status INTEGER, seconds REAL);
        CREATE INDEX runs_by_time ON runs (timestamp);
        CREATE TABLE run_sources (
            run INTEGER NOT NULL REFERENCES runs (id), source TEXT NOT NULL, path TEXT NOT NULL, status TEXT,
            lines INTEGER, bytes INTEGER, parsed INTEGER, unparsed INTEGER, skipped_bytes INTEGER);
        CREATE INDEX run_sources_by_run ON run_sources (run);
        """
}
