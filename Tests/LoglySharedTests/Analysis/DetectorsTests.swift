import Foundation
import Testing

@testable import LoglyShared

@Suite struct DetectorsTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func text(of path: String) throws -> String {
        try String(contentsOf: repository.appending(path: path), encoding: .utf8)
    }

    @Test func everyKindHasOneDetector() {
        #expect(
            Detectors.all.map { $0.kind.rawValue }.sorted() == IssueKind.allCases.map(\.rawValue).sorted())
    }

    @Test func everyKindAndThresholdIsDocumented() throws {
        let page = try Self.text(of: "docs/analysis.md")
        for kind in IssueKind.allCases { #expect(page.contains("`\(kind.rawValue)`")) }
        let lines = try Self.text(of: "config/logly.yaml").split(separator: "\n")
        let begin = try #require(lines.firstIndex { $0 == "  thresholds:" })
        let keys = lines[(begin + 1)...].prefix { $0.hasPrefix("    ") }.filter { !$0.contains("#") }
            .compactMap { $0.split(separator: ":").first?.trimmingCharacters(in: .whitespaces) }
        #expect(keys.count > 20)
        for key in keys { #expect(page.contains("`\(key)`"), "\(key)") }
    }

    @Test func nothingIsFoundInNothing() {
        #expect(Scene().findings.issues.isEmpty)
    }
}
