import Testing

@testable import logly_parse

@Suite struct TrailTests {
    /// Of so many lines of 20 bytes, each its own.
    private func file(lines: Int, from first: Int = 0) -> MemoryFile {
        let text = (first..<first + lines).map { "\($0)".padding(to: 19) + "\n" }.joined()
        return MemoryFile(inode: 1, modified: 0, bytes: Array(text.utf8))
    }

    private func trail(_ file: MemoryFile) -> Trail { file.passed(file.bytes.count).trail }

    private func verdict(_ trail: Trail, of file: MemoryFile, firstLine: Int = 20) -> Trail.Verdict {
        trail.verdict(beyond: firstLine) { $0 <= file.bytes.count ? file.anchor($0) : nil }
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

    @Test(arguments: [(2, 32), (3, 32), (50, 992), (51, 992), (52, 1024), (500, 8192)])
    func holdsForEveryCopyOfMoreThanTheFirstLine(lines: Int, to offset: Int) {
        #expect(verdict(trail(file(lines: 600)), of: file(lines: lines)) == .holds(to: offset))
    }

    /// The same first line, and another second one; another first line.
    @Test(arguments: [4, 50, 52, 500])
    func refutesAnotherFile(lines: Int) {
        let known = trail(file(lines: 600))
        let same = MemoryFile(
            inode: 2, modified: 0, bytes: file(lines: 1).bytes + file(lines: lines, from: 2).bytes)
        #expect(verdict(known, of: same) == .refuted)
        #expect(verdict(known, of: file(lines: lines, from: 1)) == .refuted)
    }

    /// Nothing to compare, or nothing beyond the first line.
    @Test func knowsNothingOfAFirstLine() {
        let known = trail(file(lines: 600))
        #expect(verdict(known, of: file(lines: 1)) == .unknown)
        #expect(verdict(known, of: file(lines: 5), firstLine: 100) == .unknown)
        #expect(verdict(Trail(), of: file(lines: 500)) == .unknown)
    }

    @Test func survivesTheWire() {
        let known = trail(file(lines: 600))
        #expect(Trail(known.text[...]) == known)
        #expect(Trail("") == Trail())
        for text in ["abc", "abcde", "00zz"] { #expect(Trail(text[...]) == nil, "\(text)") }
    }
}

extension String {
    fileprivate func padding(to length: Int) -> String {
        self + String(repeating: ".", count: length - utf8.count)
    }
}
