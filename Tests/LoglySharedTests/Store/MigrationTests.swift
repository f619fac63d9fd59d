import Foundation
import Testing

@testable import LoglyShared

/// Files of older versions, made and filled by the programs of their time, become the newest with all that they hold.
@Suite struct MigrationTests {
    private let folder = NSTemporaryDirectory() + "logly-migration-\(UUID().uuidString)"
    private var path: String { folder + "/logly.db" }

    /// Unpacks `Tests/Fixtures/databases/NAME.db.gz`.
    private func unpack(_ name: String) throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/databases/\(name).db.gz")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: path))
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/usr/bin/env")
        gzip.arguments = ["gzip", "-dc", fixture.path]
        gzip.standardOutput = try FileHandle(forWritingTo: URL(filePath: path))
        try gzip.run()
        gzip.waitUntilExit()
        try #require(gzip.terminationStatus == 0)
    }

    /// Each row of the tables, so that a text and a number differ.
    private func content() throws -> [String: [String]] {
        let database = PlainDatabase(path)
        let tables =
            SampleTables.names.values.sorted() + [
                "log_events", "hourly_aggregates", "daily_aggregates", "ip_activity", "source_activity",
                "known_errors", "log_offsets", "runs", "run_sources", "metadata", "rollup_marks",
                "rollup_sums",
                "rollup_uniques",
            ]
        var content: [String: [String]] = [:]
        for table in tables {
            let columns = try database.rows("SELECT name FROM pragma_table_info('\(table)')")
            let values = columns.map { "typeof(\($0)) || hex(\($0))" }.joined(separator: " || ',' || ")
            content[table] = try database.rows("SELECT \(values) FROM \(table) ORDER BY 1")
        }
        return content
    }

    /// - Parameter events: how many the file has, so that an empty one does not pass.
    @Test(arguments: [("version-2", 2, 80)], [Database.Access.readOnly, .readWrite])
    func everyRowIsStillThere(file: (name: String, version: Int64, events: Int), access: Database.Access)
        throws
    {
        try unpack(file.name)
        #expect(try PlainDatabase(path).rows("PRAGMA user_version") == ["\(file.version)"])
        let before = try content()
        #expect(before["log_events"]?.count == file.events)
        #expect(before["hourly_aggregates"]?.isEmpty == false)

        do { _ = try Database.open(path, access) }
        #expect(
            try PlainDatabase(path).rows("PRAGMA user_version; PRAGMA integrity_check") == [
                "\(Schema.version)", "ok",
            ])
        let after = try content()
        for table in before.keys.sorted() { #expect(after[table] == before[table], "\(table)") }

        // New events follow the old ones.
        try PlainDatabase(path).rows(
            "INSERT INTO log_events (timestamp, host, source, level, message) VALUES (1, 'h', 's', 'INFO', 'm')"
        )
        #expect(
            try PlainDatabase(path).rows("SELECT max(id) FROM log_events WHERE message = 'm'")
                == PlainDatabase(path).rows("SELECT max(id) FROM log_events"))
    }
}
