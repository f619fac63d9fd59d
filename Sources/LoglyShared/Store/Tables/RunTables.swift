/// The ledger: what each run of `logly-parse` saw, of each file, and what became of it. A run that comes twice is
/// stored once.
public enum RunTables {
    static let creation = """
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, timestamp REAL NOT NULL, host TEXT NOT NULL,
            program TEXT NOT NULL, status INTEGER, seconds REAL);
        CREATE UNIQUE INDEX runs_by_time ON runs (timestamp, host, program, seconds);
        CREATE TABLE run_sources (
            run INTEGER NOT NULL REFERENCES runs (id), source TEXT NOT NULL, path TEXT NOT NULL, status TEXT,
            lines INTEGER, bytes INTEGER, parsed INTEGER, unparsed INTEGER, skipped_bytes INTEGER);
        CREATE INDEX run_sources_by_run ON run_sources (run);
        """

    /// Takes the fields of a `RunRecord`.
    public static let insertion = RecordTable.insertion(of: RunRecord.self, into: "runs")

    /// Takes the fields of a `RunSource`, then the run's `id`.
    public static let insertionOfSource = """
        INSERT INTO run_sources (source, path, status, lines, bytes, parsed, unparsed, skipped_bytes, run)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """
}
