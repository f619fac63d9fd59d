import LoglyShared
import Testing

@testable import logly_parse

@Suite struct AnchorTests {
    private func anchor(_ bytes: [UInt8], isEnd: Bool = false) -> Anchor {
        bytes[Anchor.range(before: bytes.count)].withUnsafeBufferPointer { Anchor(of: $0, isEnd: isEnd) }
    }

    @Test(arguments: [(0, 0..<0), (10, 0..<10), (1024, 0..<1024), (5000, 3976..<5000)])
    func isOfTheLastKiB(offset: Int, range: Range<Int>) {
        #expect(Anchor.range(before: offset) == range)
    }

    /// Which byte of 3000 is another one, and whether that is seen.
    @Test(arguments: [(0, false), (1975, false), (1976, true), (2999, true)])
    func seesAnyByteOfIt(changed: Int, isSeen: Bool) {
        let bytes = [UInt8](repeating: 0x61, count: 3000)
        var others = bytes
        others[changed] = 0x62
        #expect((anchor(bytes) != anchor(others)) == isSeen)
    }

    @Test func survivesTheWire() {
        var whole = anchor(Array("line 1\nline 2\n".utf8), isEnd: true)
        #expect(Anchor(whole.text) == whole)
        whole.trail.append(anchor([1]))
        #expect(Anchor(whole.text) == whole)
        whole.seen = Anchor.Seen(length: 20, hash: .max)
        #expect(Anchor(whole.text) == whole)
        whole.birth = Timestamp(microseconds: 1_700_000_000_123_456)
        #expect(Anchor(whole.text) == whole)
        whole.seen = nil
        #expect(Anchor(whole.text) == whole)
        whole.isBackfilled = true
        #expect(Anchor(whole.text) == whole)
        whole.isEnd = false
        whole.trail = Trail()
        #expect(Anchor(whole.text) == whole)
        #expect(Anchor(Anchor.start.text) == Anchor.start)
    }

    @Test(arguments: [
        "", "a", "94ba5888388a0de0", "94ba5888388a0dex00", "94ba5888388a0de000abc", "no anchor at all!!!!!!",
    ])
    func refusesWhatIsNone(text: String) { #expect(Anchor(text) == nil) }
}
