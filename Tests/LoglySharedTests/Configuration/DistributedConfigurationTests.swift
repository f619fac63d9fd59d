import Foundation
import Testing

@testable import LoglyShared

/// `config/logly.yaml`, which explains every key at its default.
@Suite struct DistributedConfigurationTests {
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        text = try String(contentsOf: root.appending(path: "config/logly.yaml"), encoding: .utf8)
    }

    @Test func isTheDefaults() {
        let reading = reading(text)
        #expect(reading.errors == [])
        #expect(reading.notes == [])
        #expect(reading.configuration == Configuration())
    }

    /// Dotted paths of the keys in the file; the sources share theirs, as NAME.
    @Test func hasEveryKey() throws {
        var found: Set<String> = []
        func collect(_ node: YAMLNode, _ path: String) {
            for entry in node.entries ?? [] {
                let key = path == "logs.sources" ? "NAME" : entry.key
                let inner = path.isEmpty ? key : "\(path).\(key)"
                if key != "NAME" { found.insert(inner) }
                collect(entry.value, inner)
            }
        }
        let bytes = Array(text.utf8)
        let document = try bytes.withUnsafeBufferPointer { bytes throws(YAMLError) in
            try YAMLDocument(parsing: bytes)
        }
        collect(try #require(document.root), "")
        let idle = Set(Configuration.keysWithoutEffect)
        #expect(found == Set(Configuration.keys).subtracting(idle))
        for key in idle { #expect(text.contains(" \(key)"), "the comment at the end names \(key)") }
    }

    /// The names of the formats, which a comment lists.
    @Test func namesEveryFormat() {
        let words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "-" })
        for format in LogFormatName.allCases { #expect(words.contains(Substring(format.rawValue))) }
    }
}
