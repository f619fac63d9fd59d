/// Every fingerprint that an error had, and when it was first seen; `logly-rollup` adds those of new rows.
///
/// Its mark in `rollup_marks` is `known_errors`. Rows stay when their events go: what was known stays known.
public enum KnownErrorsTable {
    static let creation = """
        CREATE TABLE known_errors (fingerprint INTEGER PRIMARY KEY, timestamp REAL NOT NULL);
        """

    static let mark = "known_errors"
}
