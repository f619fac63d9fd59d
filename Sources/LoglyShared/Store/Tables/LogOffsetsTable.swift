/// How far each generation of each log is stored; committed with the events read up to there.
///
/// A log is host, source and path as configured; its files in the course of time are its generations.
/// `file`, `device` and `inode` say where that file was when it was last read.
public enum LogOffsetsTable {
    static let creation = """
        CREATE TABLE log_offsets (
            host TEXT NOT NULL, source TEXT NOT NULL, path TEXT NOT NULL, generation INTEGER NOT NULL,
            "offset" INTEGER NOT NULL, fingerprint TEXT NOT NULL, anchor TEXT NOT NULL, file TEXT NOT NULL,
            device TEXT NOT NULL, inode TEXT NOT NULL, timestamp REAL NOT NULL,
            PRIMARY KEY (host, source, path, generation)) WITHOUT ROWID;
        """
}
