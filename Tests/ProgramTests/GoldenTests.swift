import Foundation
import Testing

/// Runs each folder of Tests/Golden through the built programs and compares what came out.
///
/// A case is data only: `cmd` (a line for `sh -c`), `stdin`, and the expected `stdout`, `stderr` and `status`; a
/// file that is absent means empty, or 0. `scripts/update-golden` writes what the programs say now, to be
/// reviewed as a diff.
@Suite struct GoldenTests {
    static let root = Programs.repository.appending(path: "Tests/Golden")

    static let cases: [String] = {
        let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix("/cmd") }.map { String($0.dropLast("/cmd".count)) }.sorted()
    }()

    @Test func thereAreCases() { #expect(!Self.cases.isEmpty) }

    @Test(arguments: cases)
    func golden(name: String) throws {
        let folder = Self.root.appending(path: name)
        let scratch = try Scratch(copying: folder)
        let command = try String(contentsOf: folder.appending(path: "cmd"), encoding: .utf8)
        let stdin = folder.appending(path: "stdin")
        let result = try Programs.shell(
            command, in: scratch.folder,
            stdin: FileManager.default.fileExists(atPath: stdin.path) ? stdin : nil)

        if ProcessInfo.processInfo.environment["LOGLY_UPDATE_GOLDEN"] == "1" {
            try write(result.stdout, to: folder.appending(path: "stdout"))
            try write(result.stderr, to: folder.appending(path: "stderr"))
            try write(result.status == 0 ? "" : "\(result.status)\n", to: folder.appending(path: "status"))
            return
        }
        #expect(result.stdout == content(folder, "stdout"))
        #expect(result.stderr == content(folder, "stderr"))
        let status = content(folder, "status").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(result.status == Int32(status.isEmpty ? "0" : status))
    }

    private func content(_ folder: URL, _ name: String) -> String {
        guard let data = try? Data(contentsOf: folder.appending(path: name)) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    private func write(_ text: String, to file: URL) throws {
        if text.isEmpty {
            try? FileManager.default.removeItem(at: file)
        } else {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
    }
}
