import Foundation
import Testing

@testable import LoglyShared

/// The pages of docs/man against what they describe.
@Suite struct ManualTests {
    private static let programs = ["sample", "parse", "ingest", "rollup", "analyze", "export"].map {
        "logly-\($0)"
    }

    @Test(arguments: programs)
    func explainsTheOptions(of program: String) throws {
        let scratch = try Scratch()
        let help = try Programs.shell("\(program) --help", in: scratch.folder).stdout
        let explained = try ManualPage("\(program).1").options
        let known = Self.options(help)
        #expect(explained.subtracting(known) == [], "no option of the program")
        #expect(known.subtracting(explained) == [], "not in the page")
    }

    /// The options of a help text: lines that begin with them, as in `  -c, --config <file>     The configuration.`
    private static func options(_ help: String) -> Set<String> {
        var options: Set<String> = []
        for line in help.split(separator: "\n") where line.hasPrefix("  -") {
            let text = line.dropFirst(2)
            let column = text[..<(text.range(of: "  ")?.lowerBound ?? text.endIndex)]
            let names = column.prefix { $0 != "<" }
            for name in names.split(whereSeparator: { ", /".contains($0) }) {
                options.insert(column.contains("<") ? "\(name) VALUE" : String(name))
            }
        }
        return options
    }

    @Test func explainsTheWordsOfTheFrontDoor() throws {
        let scratch = try Scratch()
        let help = try Programs.shell("logly help", in: scratch.folder).stdout
        let words = help.split(separator: "\n").filter { $0.hasPrefix("  ") }.map { $0.dropFirst(2) }
            .filter { $0.first?.isLetter == true }.map { String($0.prefix { $0.isLetter }) }
        #expect(try ManualPage("logly.1").words == Set(words).union(["help", "version"]))
    }

    @Test func explainsTheKeysWithTheirDefaults() throws {
        let page = try ManualPage("logly.yaml.5")
        let root = try Self.distributedConfiguration()
        var keys = Self.defaults(root)
        // Where a log is and what its format is depends on its name, in a table.
        keys["logs.sources"] = ""
        keys["logs.sources.NAME.path"] = ""
        keys["logs.sources.NAME.format"] = ""
        #expect(page.keys == keys)

        let sources = try #require(root["logs"]?["sources"]?.entries)
        let rows = sources.map { source in
            [
                source.key, source.value["format"]?.text ?? source.key,
                source.value["enabled"]?.flag == false ? "off" : source.value["path"]?.text ?? "journalctl",
            ]
        }
        #expect(page.rows == Set(rows).union([["name", "format", "path"]]))
    }

    @Test func namesTheKeysWithoutEffect() throws {
        let text = try String(contentsOf: ManualPage("logly.yaml.5").file, encoding: .utf8)
        for key in Configuration.keysWithoutEffect { #expect(text.contains("\n.Cm \(key) ")) }
    }

    private static func distributedConfiguration() throws -> YAMLNode {
        let bytes = Array(try Data(contentsOf: Programs.repository.appending(path: "config/logly.yaml")))
        let document = try bytes.withUnsafeBufferPointer { bytes throws(YAMLError) in
            try YAMLDocument(parsing: bytes)
        }
        return try #require(document.root)
    }

    /// Each key by its path with its value as the page writes it; sources share theirs, as NAME.
    private static func defaults(_ node: YAMLNode, at path: String = "") -> [String: String] {
        guard let entries = node.entries else { return [path: written(node)] }
        return entries.reduce(into: [:]) { keys, entry in
            let key = path == "logs.sources" ? "NAME" : entry.key
            let inner = defaults(entry.value, at: path.isEmpty ? key : "\(path).\(key)")
            // Of the sources, the first one has every key.
            keys.merge(inner) { first, _ in first }
        }
    }

    private static func written(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, quoted: true): "\"\(text)\""
        case .scalar(let text, quoted: false): node.isNull ? "unset" : text
        case .sequence(let items): "[\(items.map(written).joined(separator: ", "))]"
        case .mapping: "{}"
        }
    }

    @Test(arguments: ManualPage.names)
    func isWellFormed(name: String) throws {
        let scratch = try Scratch()
        let result = try Programs.shell(
            "mandoc -T lint -W warning '\(ManualPage.folder.path)/\(name)'", in: scratch.folder)
        #expect(result.stdout + result.stderr == "")
        #expect(result.status == 0)
    }

    @Test(arguments: ManualPage.names)
    func refersToPagesThatExist(name: String) throws {
        let references = try ManualPage(name).references
        #expect(!references.isEmpty)
        #expect(references.subtracting(ManualPage.names) == [])
    }

    /// `Documentation=man:logly-sample(1)`
    @Test func unitsReferToPagesThatExist() throws {
        let folder = Programs.repository.appending(path: "systemd")
        let units = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".service") }
        #expect(!units.isEmpty)
        for unit in units {
            let text = try String(contentsOf: folder.appending(path: unit), encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Documentation=man:") })
            let page = line.dropFirst("Documentation=man:".count).split { "()".contains($0) }
            #expect(ManualPage.names.contains(page.joined(separator: ".")))
        }
    }

    /// The examples of a page, one after the other beside the logs of docs/examples.
    @Test(arguments: ManualPage.names)
    func examplesRun(name: String) throws {
        let examples = try ManualPage(name).examples
        #expect(!examples.isEmpty)
        let scratch = try Scratch(copying: Programs.repository.appending(path: "docs/examples"))
        for example in examples {
            let result = try Programs.shell("set -e\n\(example)\n", in: scratch.folder)
            #expect(result.stderr == "", "\(example)")
            #expect(result.status == 0, "\(example)")
        }
    }
}

extension YAMLNode {
    fileprivate subscript(key: String) -> YAMLNode? { entries?.first { $0.key == key }?.value }
}
