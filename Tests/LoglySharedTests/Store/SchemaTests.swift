import Foundation
import LoglyShared
import Testing

@Suite struct SchemaTests {
    let path = NSTemporaryDirectory() + "logly-\(UUID().uuidString)/logly.db"

    /// A field that has no column, or stands elsewhere, would be stored wrongly.
    @Test func tablesHaveTheColumnsOfTheirRecords() throws {
        let database = try Database.open(path, .readWrite)
        func check<R: Record>(_ type: R.Type, _ table: String) throws {
            var names: [String] = []
            var info = try database.prepare(
                "SELECT name FROM pragma_table_info('\(table)') WHERE name <> 'id'")
            while try info.step() { names.append(info.text(0) ?? "") }
            #expect(Set(names) == Set(RecordTable.columns(of: type)), "\(table)")
        }
        try check(SystemRecord.self, "system_metrics")
        try check(NetworkRecord.self, "network_metrics")
        try check(FilesystemRecord.self, "filesystem_metrics")
        try check(InterfaceRecord.self, "interface_metrics")
        try check(DiskRecord.self, "disk_metrics")
    }

    @Test func refusesWhatIsNoDatabaseAndLeavesItAlone() throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        for content in ["x", String(repeating: "garbage ", count: 1000), "SQLite format 3\0"] {
            try content.write(toFile: path, atomically: false, encoding: .utf8)
            for access in [Database.Access.readOnly, .readWrite] {
                #expect {
                    _ = try Database.open(path, access)
                } throws: {
                    ($0 as? ToolError)?.status == .badData
                }
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == content)
        }
    }

    @Test func refusesANewerSchema() throws {
        do { try Database.open(path, .readWrite).execute("PRAGMA user_version=999") }
        for access in [Database.Access.readOnly, .readWrite] {
            #expect {
                _ = try Database.open(path, access)
            } throws: {
                ($0 as? ToolError)?.status == .configuration
            }
        }
    }

    @Test func recordsSurviveTheTable() throws {
        let database = try Database.open(path, .readWrite)
        var sample = SystemRecord()
        sample.timestamp = Timestamp(microseconds: 1_763_784_000_123_456)
        sample.host = "web1"
        sample.cpuPercent = 12.34
        sample.memoryTotal = 24 << 30
        var insertion = try database.prepare(
            RecordTable.insertion(of: SystemRecord.self, into: "system_metrics"))
        for _ in 0..<2 {
            insertion.bind(sample)
            try insertion.run()
        }
        let columns = RecordTable.columns(of: SystemRecord.self).joined(separator: ",")
        var query = try database.prepare("SELECT \(columns) FROM system_metrics")
        #expect(try query.step())
        let stored = query.record(SystemRecord.self)
        #expect(stored.timestamp == sample.timestamp)
        #expect(stored.cpuPercent == 12.34)
        #expect(stored.memoryTotal == 24 << 30)
        #expect(stored.swapUsed == nil)
        #expect(try !query.step())
    }
}
