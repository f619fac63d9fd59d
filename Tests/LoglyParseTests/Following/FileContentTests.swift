import Foundation
import Testing

@testable import logly_parse

@Suite struct FileContentTests {
    /// What happens to a log between opening it and asking what it is: half of the answers are of what it had.
    @Test(arguments: [("", false), ("line 2\n", false), (nil, true), ("another\nline\n", true)])
    func tellsWhetherItWasRewritten(text: String?, isRewritten: Bool) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "logly-test-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        try Data("line 1\n".utf8).write(to: path)
        let content = FileContent(try #require(try LogFile(path.path)))
        let writer = try FileHandle(forWritingTo: path)
        if isRewritten { try writer.truncate(atOffset: 0) } else { try writer.seekToEnd() }
        try writer.write(contentsOf: Data((text ?? "").utf8))
        #expect(content.isRewritten == isRewritten)
    }
}
