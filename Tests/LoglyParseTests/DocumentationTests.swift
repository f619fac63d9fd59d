import Foundation
import LoglyShared
import Testing

@testable import logly_parse

/// The examples of docs/formats.md: indented lines of a log, and their record below them.
@Suite struct DocumentationTests {
    /// The indented blocks of the page, without their indent.
    static let blocks: [String] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = (try? String(contentsOf: root.appending(path: "docs/formats.md"), encoding: .utf8)) ?? ""
        var blocks = [""]
        for line in page.components(separatedBy: "\n") {
            if line.hasPrefix("    ") {
                blocks[blocks.count - 1] += line.dropFirst(4) + "\n"
            } else {
                blocks.append("")
            }
        }
        return blocks.filter { !$0.isEmpty }
    }()

    static let examples: [(text: String, record: String)] = blocks.compactMap { block in
        let lines = block.split(separator: "\n")
        guard let record = lines.last, record.hasPrefix("{\"type\":"), lines.count > 1 else { return nil }
        return (lines.dropLast().joined(separator: "\n"), String(record))
    }

    /// The sources whose configuration the page shows, by their names.
    static func sources() -> [LogSource] {
        blocks.filter { $0.hasPrefix("logs:") }.flatMap { block in
            Array(block.utf8).withUnsafeBufferPointer {
                ConfigurationReading($0, file: "formats.md", for: .collecting).configuration.logs.sources
            }
        }
    }

    @Test func thereIsOneForEveryFormat() {
        let shown = Set(Self.examples.compactMap { Self.source(of: $0.record) })
        // `auth` and `syslog` are one format under two names.
        let absent = FormatName.allCases.map(\.rawValue).filter { !shown.contains($0) && $0 != "syslog" }
        #expect(absent.isEmpty)
        #expect(shown.isSuperset(of: ["shop", "backup"]))
    }

    @Test(arguments: examples)
    func isTrue(text: String, record: String) throws {
        let name = try #require(Self.source(of: record))
        var parsing = Parsing(format: .generic)
        if let format = FormatName(rawValue: name) {
            parsing.format = format
        } else {
            let source = try #require(Self.sources().first { $0.name == name })
            parsing.format = source.format
            parsing.layout = try LogLayout(of: source)
        }
        parsing.source = name
        #expect(String(decoding: parsing.output(Array(text.utf8)).0, as: UTF8.self) == record + "\n")
    }

    private static func source(of record: String) -> String? {
        (try? JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any])?["source"] as? String
    }
}
