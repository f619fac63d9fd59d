import Foundation
import LoglyShared
import Testing

@testable import logly_parse

@Suite struct OffsetsFileReadingTests {
    /// A database that went back and has nothing of a generation says so without an anchor. An inode that is free comes
    /// again: the birth tells, where the answer is of the same file.
    @Test(arguments: [("7", true), ("8", false)])
    func aBirthOutlivesAnAnswerWithoutAnAnchor(inode: String, isKept: Bool) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        var anchor = Anchor.start
        anchor.birth = Timestamp(microseconds: 5_000_000)
        let log = LogName(host: "h", source: "s", path: "/a.log")
        let known = Generation(
            log: log, number: 1, offset: 40, fingerprint: .none, anchor: anchor, file: "/a.log", device: "1",
            inode: "7", time: .epoch)
        var answer = known.checkpoint(run: "r")
        (answer.to, answer.anchor, answer.batch.inode) = (0, nil, inode)
        var out = OutputBuffer()
        out.append(known.checkpoint(run: "r"))
        out.append(answer)
        try Data(out.bytes).write(to: file)
        let offsets = try OffsetsFile(path: file.path).read(forgettingBefore: .epoch) {
            Issue.record("\($0)")
        }
        let found = try #require(offsets.all.first)
        #expect(offsets.all.count == 1 && found.offset == 0)
        #expect(found.anchor.birth == (isKept ? anchor.birth : nil))
    }
}
