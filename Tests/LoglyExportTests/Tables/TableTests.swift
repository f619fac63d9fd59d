import Foundation
import LoglyShared
import Testing

@testable import logly_export

@Suite struct TableTests {
    let path = NSTemporaryDirectory() + "logly-\(UUID().uuidString)/logly.db"
    let utc = Zone.utc

    private func insert(_ values: String) throws {
        try Database.open(path, .readWrite).execute(
            """
            INSERT INTO log_events (timestamp, host, source, level, message, ip_address, user, service,
                action, count, metadata) VALUES \(values)
            """)
    }

    private func export(
        _ kind: ExportKind = .logs, json: Bool? = nil, times: TimeText.Style = .epoch,
        _ change: (inout ExportTable.Selection) -> Void = { _ in }
    ) throws -> String {
        let database = try Database.open(path, .readOnly)
        var selection = ExportTable.Selection(
            window: TimeWindow(since: nil, until: nil, now: Timestamp(wholeSeconds: 1000)))
        change(&selection)
        let table = try ExportTable(kind, selection, in: database)
        var out = OutputBuffer()
        if let json {
            var writer = JSONTable(table.type, table.columns, asArray: json)
            try table.write(with: &writer, database, to: &out)
        } else {
            var writer = CSVTable(table.columns, hidden: table.hiddenInCSV, times: times, raw: false)
            try table.write(with: &writer, database, to: &out)
        }
        return out.string
    }

    @Test func writesEachKindOfValue() throws {
        try insert(
            """
            (100.5, 'h', 's', 'INFO', 'a, b', NULL, 'u', '', 'sudo', 3, '{"n":1}'),
            (99, 'h', 's', 'ERROR', 'x' || char(0) || 'y', '192.0.2.1', NULL, NULL, NULL, NULL, NULL)
            """)
        #expect(
            try export() == """
                timestamp,host,source,level,message,ip_address,user,service,action,count,metadata
                99,h,s,ERROR,x\0y,192.0.2.1,,,,,
                100.5,h,s,INFO,"a, b",,u,"",sudo,3,"{""n"":1}"

                """)
        #expect(
            try export(json: false) == """
                {"type":"event","timestamp":99,"host":"h","source":"s","level":"ERROR","message":"x\\u0000y","ip_address":"192.0.2.1"}
                {"type":"event","timestamp":100.5,"host":"h","source":"s","level":"INFO","message":"a, b","user":"u","service":"","action":"sudo","count":3,"metadata":{"n":1}}

                """)
        let array = try JSONSerialization.jsonObject(with: Data(export(json: true).utf8)) as? [[String: Any]]
        #expect(array?.count == 2)
    }

    /// A header, `[]` and nothing: all three are complete documents.
    @Test func writesNoRows() throws {
        try insert("(1, 'h', 's', 'INFO', 'm', NULL, NULL, NULL, NULL, NULL, NULL)")
        let none: (inout ExportTable.Selection) -> Void = { $0.host = "nobody" }
        #expect(try export(.logs, none).split(separator: "\n").count == 1)
        #expect(try export(json: true, none) == "[]\n")
        #expect(try export(json: false, none) == "")
        for kind in ExportKind.allCases where kind.formats.contains(.csv) {
            #expect(try export(kind, none).hasSuffix("\n"), "\(kind)")
        }
    }

    @Test func takesWhatIsInTheWindow() throws {
        for second in 1...5 {
            try insert("(\(second), 'h', 's', 'INFO', 'm\(second)', NULL, NULL, NULL, NULL, NULL, NULL)")
        }
        let text = try export {
            $0.window.since = Timestamp(wholeSeconds: 2)
            $0.window.until = Timestamp(wholeSeconds: 4)
        }
        #expect(text.split(separator: "\n").dropFirst().map { $0.prefix(1) } == ["2", "3"])
    }

    @Test func takesTheLevelAndAbove() throws {
        for (index, level) in Level.allCases.enumerated() {
            try insert("(\(index), 'h', 's', '\(level.name)', 'm', NULL, NULL, NULL, NULL, NULL, NULL)")
        }
        for (index, level) in Level.allCases.enumerated() {
            let text = try export { $0.minimumLevel = level }
            #expect(text.split(separator: "\n").count == 1 + 5 - index, "\(level)")
        }
    }

    /// Not Logly's own, but the document stays valid.
    @Test(arguments: ["no json", "[1]", "{\"a\":1", "{\"a\":\u{1}}", "{\"a\":1} x", ""])
    func wrapsMetadataThatIsNoObject(metadata: String) throws {
        try insert("(1, 'h', 's', 'INFO', 'm', NULL, NULL, NULL, NULL, NULL, '\(metadata)')")
        let line = try export(json: false)
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect((object?["metadata"] as? [String: Any])?["invalid"] as? String == metadata)
    }

    @Test func keepsMetadataOnOneLine() throws {
        try insert("(1, 'h', 's', 'INFO', 'm', NULL, NULL, NULL, NULL, NULL, '{' || char(10) || '\"a\":1}')")
        #expect(try export(json: false).hasSuffix("\"metadata\":{ \"a\":1}}\n"))
    }

    @Test func writesTimesInTheirZone() throws {
        try insert("(1763784000.25, 'h', 's', 'INFO', 'm', NULL, NULL, NULL, NULL, NULL, NULL)")
        try insert("(1763784000, 'h', 's', 'INFO', 'm', NULL, NULL, NULL, NULL, NULL, NULL)")
        let berlin = try #require(Zone(named: "Europe/Berlin"))
        func times(_ style: TimeText.Style) throws -> [String] {
            try export(times: style).split(separator: "\n").dropFirst().map {
                String($0.prefix { $0 != "h" }.dropLast())
            }
        }
        #expect(try times(.epoch) == ["1763784000", "1763784000.25"])
        #expect(try times(.iso(utc)) == ["2025-11-22T04:00:00Z", "2025-11-22T04:00:00.25Z"])
        #expect(try times(.iso(berlin)) == ["2025-11-22T05:00:00+01:00", "2025-11-22T05:00:00.25+01:00"])
        #expect(
            try times(.format(TimeFormat("%d.%m.%Y, %H:%M", zone: berlin), showsFraction: false))
                == ["\"22.11.2025, 05:00\"", "\"22.11.2025, 05:00\""])
        #expect(
            try times(.format(TimeFormat("%S.%f", zone: utc), showsFraction: true)) == [
                "00.000000", "00.250000",
            ])
    }

    @Test func leavesOutColumnsThatSayNothing() throws {
        try Database.open(path, .readWrite).execute(
            "INSERT INTO hourly_aggregates (host, timestamp, avg_cpu_percent) VALUES ('h', 3600, 33.333333)")
        #expect(try export(.hourly).hasPrefix("timestamp,host,avg_cpu_percent,"))
        #expect(try !export(.hourly).contains("unique_ips_banned"))
        #expect(
            try export(.hourly, json: false)
                == "{\"type\":\"aggregate\",\"period\":\"hour\",\"timestamp\":3600,\"host\":\"h\",\"avg_cpu_percent\":33.33}\n"
        )
    }
}
