/// How far each generation of each log is stored; committed with the events read up to there.
///
/// A log is host, source and path as configured; its files in the course of time are its generations.
/// `file`, `device` and `inode` say where that file was when it was last read, `timestamp` when the run began that
/// read it (when it was stored, where the run's name doesn't tell). Once nothing is left of a match of a glob, `file` is
/// empty in its newest row, and `timestamp` says since when.
public enum LogOffsetsTable {
    static let creation = """
        CREATE TABLE log_offsets (
            host TEXT NOT NULL, source TEXT NOT NULL, path TEXT NOT NULL, generation INTEGER NOT NULL,
            "offset" INTEGER NOT NULL, fingerprint TEXT NOT NULL, anchor TEXT NOT NULL, file TEXT NOT NULL,
            device TEXT NOT NULL, inode TEXT NOT NULL, timestamp REAL NOT NULL,
            PRIMARY KEY (host, source, path, generation)) WITHOUT ROWID;
        """

    /// Of one generation (host, source, path, generation), the columns of `StoredOffset`.
    public static let selectionOfGeneration = """
        SELECT "offset", fingerprint, anchor, file, device, inode FROM log_offsets
            WHERE host = ?1 AND source = ?2 AND path = ?3 AND generation = ?4
        """

    /// Of a log (host, source, path), for each generation the columns of `StoredOffset`, its number and its time.
    public static let selectionOfLog = """
        SELECT "offset", fingerprint, anchor, file, device, inode, generation, timestamp FROM log_offsets
            WHERE host = ?1 AND source = ?2 AND path = ?3 ORDER BY generation
        """

    /// The number of the newest generation of a log (host, source, path).
    public static let selectionOfHighest = """
        SELECT max(generation) FROM log_offsets WHERE host = ?1 AND source = ?2 AND path = ?3
        """

    /// Of a generation whose offset is still ?5: the time, where that is a day old.
    public static let renewal = """
        UPDATE log_offsets SET timestamp = ?6
            WHERE host = ?1 AND source = ?2 AND path = ?3 AND generation = ?4 AND "offset" = ?5
            AND timestamp < ?6 - 86400
        """

    /// Sets a generation's offset, whether one is there or not.
    public static let setting = """
        INSERT OR REPLACE INTO log_offsets
            (host, source, path, generation, "offset", fingerprint, anchor, file, device, inode, timestamp)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        """
}

/// How far the database has one generation of a log.
public struct StoredOffset: Equatable, Sendable {
    /// Bytes of the unpacked content.
    public var offset: Int64
    public var fingerprint: String
    public var anchor: String
    public var file: String
    public var device: String
    public var inode: String

    public init(
        offset: Int64, fingerprint: String, anchor: String, file: String, device: String, inode: String
    ) {
        (self.offset, self.fingerprint, self.anchor) = (offset, fingerprint, anchor)
        (self.file, self.device, self.inode) = (file, device, inode)
    }

    /// The row of `LogOffsetsTable.selectionOfGeneration` that `row` stands on.
    public init(row: borrowing Statement) {
        offset = row.integer(0) ?? 0
        fingerprint = row.text(1) ?? ""
        anchor = row.text(2) ?? ""
        file = row.text(3) ?? ""
        device = row.text(4) ?? ""
        inode = row.text(5) ?? ""
    }
}
