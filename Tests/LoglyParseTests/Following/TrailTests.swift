import Testing

@testable import logly_parse

@Suite struct TrailTests {
    /// Of so many lines of 20 bytes, each its own.
    private func file(lines: Int, from first: Int = 0) -> MemoryFile {
        let text = (first..<first + lines).map { "\($0)".padding(to: 19) + "\n" }.joined()
        return MemoryFile(inode: 1, modified: 0, bytes: Array(text.utf8))
    }

    private func trail(_ file: MemoryFile) -> Trail { file.passed(file.bytes.count).trail }

    private func likeness(_ trail: Trail, to file: MemoryFile) -> Trail.Likeness {
        trail.likeness(to: file.bytes) { $0 <= file.bytes.count ? file.anchor($0) : nil }
    }

    @Test func isFineInTheFirstKiBAndDoublesBehindIt() {
        #expect((0..<4).map(Trail.offset) == [32, 64, 96, 128])
        #expect((30..<35).map(Trail.offset) == [992, 1024, 2048, 4096, 8192])
        #expect(trail(file(lines: 1)).offsets == [])
        #expect(trail(file(lines: 5000)).offsets.last == 65_536)
    }

    @Test func extendsOverAppends() {
        let whole = trail(file(lines: 500))
        for lines in stride(from: 0, to: 500, by: 7) {
            let part = trail(file(lines: lines))
            #expect(part.hashes == Array(whole.hashes.prefix(part.hashes.count)))
        }
    }

    /// To the byte in the first lines.
    @Test(arguments: [
        (0, 0), (1, 20), (2, 40), (3, 60), (31, 620), (50, 992), (51, 992), (52, 1024), (500, 8192),
    ])
    func holdsForEveryCopy(lines: Int, to offset: Int) {
        #expect(likeness(trail(file(lines: 600)), to: file(lines: lines)) == .init(reach: offset))
    }

    /// The last line of the copy is half there.
    @Test(arguments: [(45, 40), (65, 64), (639, 620), (641, 640)])
    func holdsForHalfALine(bytes: Int, to offset: Int) {
        let part = MemoryFile(inode: 2, modified: 0, bytes: Array(file(lines: 40).bytes.prefix(bytes)))
        #expect(likeness(trail(file(lines: 600)), to: part) == .init(reach: offset))
    }

    /// The same first lines, and others behind them, however short.
    @Test(arguments: [
        (1, 2, 20), (1, 50, 20), (3, 4, 60), (3, 500, 60), (20, 21, 400), (40, 500, 800), (60, 500, 1024),
    ])
    func refutesAnotherFile(same: Int, lines: Int, from reach: Int) {
        let other = MemoryFile(
            inode: 2, modified: 0,
            bytes: file(lines: same).bytes + file(lines: lines - same, from: same + 1).bytes)
        #expect(likeness(trail(file(lines: 600)), to: other) == .init(reach: reach, isRefuted: true))
    }

    @Test func refutesAnotherFirstLine() {
        #expect(likeness(trail(file(lines: 600)), to: file(lines: 9, from: 1)) == .init(isRefuted: true))
    }

    /// As a shorter file of fewer lines, a longer one says nothing behind what is known.
    @Test func comparesWhatBothHave() {
        #expect(likeness(trail(file(lines: 3)), to: file(lines: 40)) == .init(reach: 60))
        #expect(likeness(Trail(), to: file(lines: 500)) == .init())
    }

    @Test func survivesTheWire() throws {
        let known = trail(file(lines: 600))
        #expect(Trail(known.text[...]) == known)
        #expect(Trail("") == Trail())
        let old = try #require(Trail(known.text.prefix { $0 != "." }))
        #expect(old.hashes == known.hashes && old.lines.isEmpty)
        #expect(likeness(old, to: file(lines: 3)) == .init(reach: 32))
        for text in ["abc", "abcde", "00zz", ".12", "0000.00zz", "0000.0000.0000"] {
            #expect(Trail(text[...]) == nil, "\(text)")
        }
    }
}

extension String {
    fileprivate func padding(to length: Int) -> String {
        self + String(repeating: ".", count: length - utf8.count)
    }
}
