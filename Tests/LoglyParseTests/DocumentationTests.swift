import Foundation
import LoglyShared
import Testing

@testable import logly_parse

/// The examples of docs/formats.md: an indented line, and its record below it.
@Suite struct DocumentationTests {
    static let examples: [(line: String, record: String)] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = (try? String(contentsOf: root.appending(path: "docs/formats.md"), encoding: .utf8)) ?? ""
        let lines = text.components(separatedBy: "\n").map {
            $0.hasPrefix("    ") ? String($0.dropFirst(4)) : ""
        }
        return zip(lines, lines.dropFirst()).filter { $1.hasPrefix("{\"type\":") }.map { ($0, $1) }
    }()

    @Test func thereIsOneForMostFormats() { #expect(Self.examples.count >= 7) }

    @Test(arguments: examples)
    func isTrue(line: String, record: String) throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any])
        let format = try #require((object["source"] as? String).flatMap(FormatName.init(rawValue:)))
        let output = Parsing(format: format).output(Array(line.utf8)).0
        #expect(String(decoding: output, as: UTF8.self) == record + "\n")
    }
}
