import Foundation
import Testing

/// The README's examples: commands behind `$`, continued behind `>`, and below them what they print. They run in
/// order in one folder that has the examples of docs; a line `…` stands for any lines.
@Suite struct ReadmeTests {
    struct Example: CustomTestStringConvertible {
        var command: String
        var output: [String] = []
        var testDescription: String { command }
    }

    static let examples: [Example] = {
        let text =
            (try? String(contentsOf: Programs.repository.appending(path: "README.md"), encoding: .utf8)) ?? ""
        var examples: [Example] = []
        var isInside = false
        for line in text.components(separatedBy: "\n") {
            if line.hasPrefix("    $ ") {
                examples.append(Example(command: String(line.dropFirst(6))))
                isInside = true
            } else if isInside, line.hasPrefix("    > ") {
                examples[examples.count - 1].command += "\n" + line.dropFirst(6)
            } else if isInside, line.hasPrefix("    ") || line.isEmpty {
                examples[examples.count - 1].output.append(String(line.dropFirst(4)))
            } else {
                isInside = false
            }
        }
        return examples
    }()

    @Test func printsWhatIsShown() throws {
        #expect(Self.examples.count >= 3)
        let scratch = try Scratch()
        try FileManager.default.createDirectory(
            at: scratch.folder.appending(path: "docs"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: Programs.repository.appending(path: "docs/examples"),
            to: scratch.folder.appending(path: "docs/examples"))
        // A log that was written to a moment ago keeps its last event until the next line comes.
        _ = try Programs.shell("touch -d '1 hour ago' docs/examples/*", in: scratch.folder)
        for example in Self.examples {
            let result = try Programs.shell(example.command, in: scratch.folder)
            #expect(result.stderr == "", "\(example.command)")
            #expect(
                Self.agree(shown: Self.trimmed(example.output), printed: Self.lines(result.stdout)),
                "\(example.command)\nprinted\n\(result.stdout)")
        }
    }

    private static func lines(_ text: String) -> [String] { trimmed(text.components(separatedBy: "\n")) }

    private static func trimmed(_ lines: [String]) -> [String] {
        Array(lines.reversed().drop { $0.isEmpty }.reversed())
    }

    private static func agree(shown: [String], printed: [String]) -> Bool {
        guard let first = shown.first else { return printed.isEmpty }
        let rest = Array(shown.dropFirst())
        if first.trimmingCharacters(in: .whitespaces) == "…" {
            return printed.indices.contains { agree(shown: rest, printed: Array(printed[$0...])) }
                || rest.isEmpty
        }
        guard printed.first == first else { return false }
        return agree(shown: rest, printed: Array(printed.dropFirst()))
    }
}
