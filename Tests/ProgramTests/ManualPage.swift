import Foundation

/// A page of docs/man as its author wrote it, in mdoc(7).
struct ManualPage {
    static let folder = Programs.repository.appending(path: "docs/man")

    /// Every page, as `logly-sample.1`.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".1") || $0.hasSuffix(".5") }.sorted()
    }()

    let file: URL
    private let lines: [Substring]

    init(_ name: String) throws {
        file = Self.folder.appending(path: name)
        lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
    }

    /// The options that the page explains, as `--config VALUE` and `--quiet`: its items that begin with `Fl`.
    var options: Set<String> {
        var options: Set<String> = []
        for line in lines where line.hasPrefix(".It Fl ") {
            let words = line.split(separator: " ")
            let takesValue = words.contains("Ar") || words.contains("Cm")
            for (word, next) in zip(words, words.dropFirst()) where word == "Fl" {
                options.insert(takesValue ? "-\(next) VALUE" : "-\(next)")
            }
        }
        return options
    }

    /// The words that the page explains: its items that begin with `Cm`.
    var words: Set<String> {
        Set(lines.filter { $0.hasPrefix(".It Cm ") }.map { String($0.split(separator: " ")[2]) })
    }

    /// The keys of a configuration with their defaults: items such as `.It Cm logs.enabled Pq boolean , true`.
    /// A key without a default has an empty one.
    var keys: [String: String] {
        var keys: [String: String] = [:]
        for line in lines where line.hasPrefix(".It Cm ") && line.contains(" Pq ") {
            let key = String(line.split(separator: " ")[2])
            let comma = line.range(of: " , ")
            keys[key] = comma.map { Self.plain(line[$0.upperBound...]) } ?? ""
        }
        return keys
    }

    /// The rows of its columns, each cell without its macro.
    var rows: Set<[String]> {
        Set(
            lines.filter { $0.hasPrefix(".It ") && $0.contains(" Ta ") }.map { line in
                line.dropFirst(4).components(separatedBy: " Ta ").map { cell in
                    let words = cell.split(separator: " ")
                    return String(words.count > 1 ? words.dropFirst().joined(separator: " ") : cell)
                }
            })
    }

    /// The pages of Logly that this one refers to, as `logly-sample.1`.
    var references: Set<String> {
        Set(
            lines.map { $0.split(separator: " ") }
                .filter { $0.count > 2 && $0.contains(".Xr") && $0[1].hasPrefix("logly") }
                .map { "\($0[1]).\($0[2])" })
    }

    /// The examples that run anywhere: literal blocks behind a comment `.\" run`.
    var examples: [String] {
        var examples: [String] = []
        var rest = lines[...]
        while let mark = rest.firstIndex(of: ".\\\" run") {
            let block = lines[(mark + 2)...].prefix { $0 != ".Ed" }
            examples.append(block.map(Self.plain).joined(separator: "\n"))
            rest = lines[block.endIndex...]
        }
        return examples
    }

    /// What a reader sees of a line of text.
    private static func plain(_ line: Substring) -> String {
        var text = String(line)
        for (escape, character) in [("\\(aq", "'"), ("\\(dq", "\""), ("\\&", ""), ("\\e", "\\")] {
            text = text.replacingOccurrences(of: escape, with: character)
        }
        return text
    }
}
