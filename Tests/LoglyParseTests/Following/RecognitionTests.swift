import LoglyShared
import Testing

@testable import logly_parse

/// Which file is which, case by case.
@Suite struct RecognitionTests {
    /// Later than all that the tests of single cases have.
    private let now = Timestamp(microseconds: 60_000_000)
    private let log = LogName(host: "h", source: "s", path: "a.log")

    /// A file that was met while nothing was in it.
    private func empty(_ number: Int, _ file: String, inode: Int, at seconds: Int64) -> Generation {
        Generation(
            log: log, number: number, offset: 0, fingerprint: .none, anchor: .start, file: file, device: "1",
            inode: String(inode), time: Timestamp(wholeSeconds: seconds))
    }

    /// A copy was seen while it was empty and then packed; the next copy, packed, got its inode. The line that had
    /// been read before the log was emptied came twice.
    @Test func aPackedFileIsNotKnownByTheInodeOfAnUnpackedOne() {
        let written = MemoryFile(inode: 7, modified: 5_000_000, bytes: Array("line 1\nline 2\n".utf8))
        written.isPacked = true
        var seen = empty(1, "a.log.1", inode: 7, at: 3)
        let first = seen
        (seen.number, seen.offset, seen.file, seen.inode) = (2, 7, "a.log", "9")
        (seen.fingerprint, seen.anchor) = (written.fingerprint(), written.passed(7))
        let recognition = Recognition(
            [
                Candidate(written, name: "a.log.2.gz"),
                Candidate(MemoryFile(inode: 9, modified: 5_000_000), name: "a.log", isCurrent: true),
            ], known: [first, seen], of: log, at: now)
        #expect(recognition.verdicts == [.known(seen), .new])
    }

    /// Both files came while the run was at work that marked them, and the older one was packed: it was taken for the newer
    /// one, which is there under its inode, and its lines came twice.
    @Test func aFileThatWasMarkedWhileItWasMadeIsItself() {
        let packed = MemoryFile(inode: 9, modified: 5_001_000, bytes: Array("line 1\nline 2\n".utf8))
        packed.isPacked = true
        let rotated = MemoryFile(inode: 8, modified: 5_002_000)
        rotated.birth = 5_002_000
        var older = empty(1, "a.log.2", inode: 7, at: 5)
        older.fingerprint = packed.fingerprint()
        var newest = empty(2, "a.log.1", inode: 8, at: 5)
        newest.anchor.birth = Timestamp(microseconds: 5_002_000)
        let recognition = Recognition(
            [
                Candidate(packed, name: "a.log.2.gz"), Candidate(rotated, name: "a.log.1"),
                Candidate(MemoryFile(inode: 10, modified: 5_003_000), name: "a.log", isCurrent: true),
            ], known: [older, newest], of: log, at: now)
        #expect(recognition.verdicts == [.known(older), .known(newest), .new])
    }

    /// Of a generation a header was stored, and it is gone; of the next one there is a copy, from before that was read so far
    /// and emptied: it was read on as the first.
    @Test func whatIsLeftOfOneGenerationIsNoOtherWithTheSameHeader() {
        let text = Array("begin of log, the same in each file\nline 34 with some more\nline 35\n".utf8)
        let copy = MemoryFile(inode: 9, modified: 4_900_000, bytes: Array(text.prefix(68)))
        copy.isPacked = true
        let read = MemoryFile(inode: 7, modified: 0, bytes: text + text)
        func generation(_ number: Int, to offset: Int) -> Generation {
            Generation(
                log: log, number: number, offset: offset, fingerprint: read.fingerprint(),
                anchor: read.passed(offset), file: "a.log", device: "1", inode: "7",
                time: Timestamp(microseconds: 5_000_000))
        }
        let current = MemoryFile(inode: 7, modified: 6_000_000, bytes: Array(text.prefix(36)))
        let recognition = Recognition(
            [Candidate(copy, name: "a.log.1.gz"), Candidate(current, name: "a.log", isCurrent: true)],
            known: [generation(1, to: 36), generation(2, to: text.count * 2)], of: log, at: now)
        #expect(recognition.verdicts == [.leftOut, .new])
    }

    /// Files of a header and a short line differ in their last bytes alone: a new one was taken for a copy of what was read
    /// before, and a copy, beside another with the same header, for a new one.
    @Test(arguments: [(line: "line 1\n", isCopy: true), (line: "line 2\n", isCopy: false)])
    func filesOfAHeaderAndALineDifferInThat(line: String, isCopy: Bool) {
        let header = (1...3).map { "line \($0) of the header of each file\n" }.joined()
        func file(_ inode: Int, _ text: String) -> MemoryFile {
            MemoryFile(inode: inode, modified: 5_000_000, bytes: Array((header + text).utf8))
        }
        let read = file(7, "line 1\nand more of it\n")
        let known = Generation(
            log: log, number: 1, offset: read.bytes.count, fingerprint: read.fingerprint(),
            anchor: read.passed(read.bytes.count), file: "a.log", device: "1", inode: "7",
            time: Timestamp(microseconds: 4_900_000))
        let recognition = Recognition(
            [
                Candidate(file(8, line), name: "a.log.1"),
                Candidate(file(7, "line 3\nand otherwise\n"), name: "a.log", isCurrent: true),
            ], known: [known], of: log, at: now)
        #expect(recognition.verdicts == [isCopy ? .copy : .new, .new])
    }

    /// Of the newest generation a header was stored, and half a line was seen, with which the next file begins as well: that
    /// was read on as the first one. An editor's backup has whole lines.
    @Test(arguments: [true, false])
    func halfALineOfARotatedFileMayBecomeAnother(isHalf: Bool) {
        let header = "the header of each file\nline 2 of the header\n"
        let text = header + "Nov 22 10:00:\(isHalf ? "" : "\n")"
        let rotated = MemoryFile(inode: 7, modified: 4_900_000, bytes: Array(text.utf8))
        rotated.birth = 1_000_000
        let current = MemoryFile(inode: 8, modified: 5_000_000, bytes: Array((text + "07 line 2\n").utf8))
        current.birth = 4_900_000
        var anchor = rotated.passed(header.utf8.count)
        anchor.birth = Timestamp(microseconds: 1_000_000)
        let known = Generation(
            log: log, number: 1, offset: header.utf8.count, fingerprint: rotated.fingerprint(),
            anchor: anchor, file: "a.log", device: "1", inode: "7", time: Timestamp(microseconds: 4_950_000))
        let recognition = Recognition(
            [Candidate(rotated, name: "a.log.1"), Candidate(current, name: "a.log", isCurrent: true)],
            known: [known], of: log, at: now)
        #expect(recognition.verdicts == (isHalf ? [.known(known), .new] : [.copy, .known(known)]))
    }

    /// What was read was copied away; a run that did not know so gave the copy a number, and was refused. Then what was read
    /// came twice under that.
    @Test func whatIsStoredComesBeforeAnInode() {
        let copy = MemoryFile(
            inode: 8, modified: 5_000_000, bytes: Array(repeating: 0x61, count: 2000) + [0x0A])
        var read = empty(1, "a.log", inode: 7, at: 6)
        (read.offset, read.fingerprint, read.anchor) = (2001, copy.fingerprint(), copy.passed(2001))
        var marked = empty(2, "a.log.1", inode: 8, at: 6)
        (marked.fingerprint, marked.anchor.seen) = (
            copy.fingerprint(), Anchor.Seen(length: 1024, hash: copy.anchor(1024).hash)
        )
        let recognition = Recognition(
            [
                Candidate(copy, name: "a.log.1"),
                Candidate(MemoryFile(inode: 7, modified: 7_000_000), name: "a.log", isCurrent: true),
            ], known: [read, marked], of: log, at: now)
        #expect(recognition.verdicts == [.known(read), .new])
    }

    /// A copy of the first line alone, made as the run began that read two, and then truncated: it was read twice.
    /// Where neither the inode nor other files tell, it may as well be a new one, and is read.
    @Test(
        arguments: [
            // The inode of the file at the path, what an older generation begins with, seconds after the run: is it new?
            (inode: 7, older: nil, after: 0, isNew: false),
            (inode: 9, older: "another line", after: 0, isNew: false),
            (inode: 9, older: nil, after: 0, isNew: true),
            (inode: 9, older: "line 1", after: 0, isNew: true),
            (inode: 7, older: "another line", after: 2, isNew: true),
        ] as [(inode: Int, older: String?, after: Int64, isNew: Bool)])
    func aCopyOfTheFirstLineIsNoNewFile(inode: Int, older: String?, after: Int64, isNew: Bool) {
        func generation(_ number: Int, _ text: String) -> Generation {
            let file = MemoryFile(inode: 7, modified: 0, bytes: Array(text.utf8))
            return Generation(
                log: log, number: number, offset: text.utf8.count, fingerprint: file.fingerprint(),
                anchor: file.passed(text.utf8.count), file: "a.log", device: "1", inode: "7",
                time: Timestamp(microseconds: 5_000_000))
        }
        let copy = MemoryFile(
            inode: 8, modified: 5_000_000 + after * 1_000_000, bytes: Array("line 1\n".utf8))
        let current = MemoryFile(inode: inode, modified: 20_000_000)
        let known =
            (older.map { [generation(1, $0 + "\nend\n")] } ?? []) + [generation(2, "line 1\nline 2\n")]
        let recognition = Recognition(
            [Candidate(copy, name: "a.log.1"), Candidate(current, name: "a.log", isCurrent: true)],
            known: known, of: log, at: now)
        #expect(recognition.verdicts == [isNew ? .new : .copy, .new])
    }

    /// A header, and a time that came again after an hour: the first 64 bytes were those of an older file, of which the
    /// new one was taken for a copy. The older one may have been read further than its copy goes.
    @Test(arguments: [0, 40])
    func aFileThatBeginsLikeALongerOneIsNoCopyOfIt(cutOff: Int) {
        let head = "begin of log, the same in each file\nNov 22 10:00:01 web app: a"
        let older = MemoryFile(inode: 7, modified: 4_000_000, bytes: Array((head + ": line 1\nmore\n").utf8))
        let newer = MemoryFile(inode: 8, modified: 6_000_000, bytes: Array((head + ": line 421\n").utf8))
        let cut = Array("cut off after the copy was taken, by the truncation\n".utf8.prefix(cutOff))
        let read = MemoryFile(inode: 7, modified: 0, bytes: older.bytes + cut)
        let length = read.bytes.count
        let known = Generation(
            log: log, number: 1, offset: length, fingerprint: older.fingerprint(),
            anchor: read.passed(length),
            file: "a.log", device: "1", inode: "7", time: Timestamp(microseconds: 5_000_000))
        let recognition = Recognition(
            [Candidate(older, name: "a.log.2"), Candidate(newer, name: "a.log.1")], known: [known], of: log,
            at: now)
        #expect(recognition.verdicts == [cutOff == 0 ? .known(known) : .leftOut, .new])
    }

    /// A run met the copy while nothing was in it yet, and gave it a number; then it was filled, and packed. What was
    /// read before the log was emptied came twice.
    @Test(arguments: [false, true], ["", "line 4\n"])
    func aCopyMetBeforeItWasFilledIsNoNewFile(isPacked: Bool, then: String) {
        let copied = Array("line 1\nline 2, and some more of it\nline 3\n".utf8)
        let copy = MemoryFile(inode: isPacked ? 9 : 8, modified: 5_001_000, bytes: copied)
        copy.isPacked = isPacked
        let read = MemoryFile(inode: 7, modified: 0, bytes: copied + Array("cut off\n".utf8))
        let original = Generation(
            log: log, number: 1, offset: read.bytes.count, fingerprint: read.fingerprint(),
            anchor: read.passed(read.bytes.count), file: "a.log", device: "1", inode: "7",
            time: Timestamp(microseconds: 5_000_000))
        let begun = empty(2, "a.log.1", inode: 8, at: 5)
        let current = MemoryFile(inode: 7, modified: 6_000_000, bytes: Array(then.utf8))
        let recognition = Recognition(
            [
                Candidate(copy, name: isPacked ? "a.log.1.gz" : "a.log.1"),
                Candidate(current, name: "a.log", isCurrent: true),
            ],
            known: [original, begun], of: log, at: now)
        #expect(recognition.verdicts == [.leftOut, .known(begun)])
    }

    /// Header and half a line are all that the rotated file will ever have, and the next one began alike.
    @Test func aFileThatKeptItsInodeAndWasNotWrittenToIsItself() {
        let header = Array("header\n".utf8)
        let half = MemoryFile(inode: 7, modified: 4_000_000, bytes: header + Array("Nov 22 10:00:2".utf8))
        var known = Generation(
            log: log, number: 1, offset: header.count, fingerprint: half.fingerprint(),
            anchor: half.passed(header.count), file: "a.log", device: "1", inode: "7",
            time: Timestamp(microseconds: 5_000_000))
        known.anchor.seen = Anchor.Seen(length: half.bytes.count, hash: half.anchor(half.bytes.count).hash)
        let next = MemoryFile(
            inode: 8, modified: 6_000_000, bytes: header + Array("Nov 22 10:00:21 web app: line\n".utf8))
        let recognition = Recognition(
            [
                Candidate(half, name: "a.log.2"), Candidate(next, name: "a.log.1"),
                Candidate(MemoryFile(inode: 9, modified: 6_000_000), name: "a.log", isCurrent: true),
            ], known: [known], of: log, at: now)
        #expect(recognition.verdicts == [.known(known), .new, .new])
    }

    /// Two runs met the log empty and with half a line; it was rotated twice more, the first file packed and its inode
    /// given to another, which was taken for the first: what came before it was older then.
    @Test(arguments: [0, 7])
    func anInodeThatCameAgainMakesNoFileOlder(offset: Int) {
        let read = MemoryFile(inode: 9, modified: 4_000_000, bytes: Array("line 1\nline 2\n".utf8))
        read.isPacked = true
        let first = empty(1, "a.log", inode: 7, at: 3)
        var begun = first
        (begun.number, begun.inode) = (2, "8")
        if offset == 0 {
            begun.anchor.seen = Anchor.Seen(length: 10, hash: read.anchor(10).hash)
        } else {
            (begun.offset, begun.fingerprint) = (14, read.fingerprint())
            begun.anchor = read.passed(14)
        }
        let next = MemoryFile(inode: 7, modified: 6_000_000, bytes: Array("line 3\n".utf8))
        let recognition = Recognition(
            [
                Candidate(read, name: "a.log.2.gz"), Candidate(next, name: "a.log.1"),
                Candidate(MemoryFile(inode: 8, modified: 7_000_000), name: "a.log", isCurrent: true),
            ], known: [first, begun], of: log, at: now)
        #expect(recognition.verdicts == [.known(begun), .new, .new])
    }

    /// A rotated file was met empty and packed, and its inode given to another that is empty: all that was written in
    /// between was older then.
    @Test(arguments: [(birth: 2, isOlder: false), (birth: 1, isOlder: true), (birth: nil, isOlder: true)])
    func aBirthTellsAnInodeThatCameAgain(birth: Int64?, isOlder: Bool) {
        let line = MemoryFile(inode: 9, modified: 4_000_000, bytes: Array("line 1\n".utf8))
        line.isPacked = true
        var met = empty(1, "a.log.1", inode: 7, at: 5)
        met.anchor.birth = Timestamp(microseconds: 1)
        let read = Generation(
            log: log, number: 2, offset: 7, fingerprint: line.fingerprint(), anchor: line.passed(7),
            file: "a.log", device: "1", inode: "8", time: Timestamp(microseconds: 5_000_000))
        let new = MemoryFile(inode: 10, modified: 6_000_000, bytes: Array("line 2\nline 3\n".utf8))
        let again = MemoryFile(inode: 7, modified: 7_000_000)
        again.birth = birth
        let recognition = Recognition(
            [
                Candidate(line, name: "a.log.3.gz"), Candidate(new, name: "a.log.2"),
                Candidate(again, name: "a.log.1"),
                Candidate(MemoryFile(inode: 8, modified: 8_000_000), name: "a.log", isCurrent: true),
            ], known: [met, read], of: log, at: now)
        #expect(recognition.verdicts[1] == (isOlder ? .leftOut : .new))
    }

    /// A late line was written to a rotated file that had been met empty, and that was packed, behind an older one that is
    /// empty, too.
    @Test func anEmptyFileThatWasWrittenToLateIsRead() {
        let late = MemoryFile(inode: 9, modified: 6_000_000, bytes: Array("late\n".utf8))
        late.isPacked = true
        let met = empty(1, "a.log.1", inode: 7, at: 5)
        let next = MemoryFile(inode: 8, modified: 4_000_000, bytes: Array("line 1\nline 2\n".utf8))
        let read = Generation(
            log: log, number: 2, offset: 14, fingerprint: next.fingerprint(), anchor: next.passed(14),
            file: "a.log", device: "1", inode: "8", time: Timestamp(microseconds: 5_000_000))
        let recognition = Recognition(
            [
                Candidate(MemoryFile(inode: 6, modified: 1_000_000), name: "a.log.3"),
                Candidate(late, name: "a.log.2.gz"), Candidate(next, name: "a.log.1"),
                Candidate(MemoryFile(inode: 10, modified: 7_000_000), name: "a.log", isCurrent: true),
            ], known: [met, read], of: log, at: now)
        #expect(recognition.verdicts == [.leftOut, .known(met), .known(read), .new])
    }

    /// A log was met with half a line of the header and a time, and its symlink re-pointed; the next file began with the
    /// same bytes, and was taken for it: the first was older then.
    @Test(arguments: [
        (born: [1, 2], isCopy: false), (born: [2, 1], isCopy: true), (born: [nil, nil], isCopy: true),
    ])
    func noFileIsACopyOfOneThatWasBornLater(born: [Int64?], isCopy: Bool) {
        let half = MemoryFile(inode: 7, modified: 5_001_000, bytes: Array("header\n10:00".utf8))
        let next = MemoryFile(inode: 8, modified: 6_000_000, bytes: Array("header\n10:00 line 2\n".utf8))
        (half.birth, next.birth) = (born[0], born[1])
        var met = empty(1, "a.log-1", inode: 7, at: 5)
        met.fingerprint = half.fingerprint()
        met.anchor.seen = Anchor.Seen(length: half.bytes.count, hash: half.anchor(half.bytes.count).hash)
        met.anchor.birth = half.birth.map { Timestamp(microseconds: $0) }
        let recognition = Recognition(
            [Candidate(half, name: "a.log-1"), Candidate(next, name: "a.log-2", isCurrent: true)],
            known: [met], of: log, at: now)
        #expect(recognition.verdicts.last == (isCopy ? .known(met) : .new))
    }

    /// An empty file was packed, and the next one taken for it: that had another number in a stream that was stored later.
    @Test(arguments: [7, 8]) func anEmptyFileThatWasPackedKeepsItsNumber(inode: Int) {
        let packed = MemoryFile(inode: 9, modified: 4_000_000)
        packed.isPacked = true
        let next = MemoryFile(inode: inode, modified: 6_000_000, bytes: Array("line 1\n".utf8))
        let met = empty(1, "a.log", inode: 7, at: 5)
        let recognition = Recognition(
            [
                Candidate(packed, name: "a.log.2.gz"), Candidate(next, name: "a.log.1"),
                Candidate(MemoryFile(inode: 10, modified: 7_000_000), name: "a.log", isCurrent: true),
            ], known: [met], of: log, at: now)
        // With its inode it is the same file, and that was written to.
        let first: Recognition<MemoryContent>.Verdict = inode == 7 ? .leftOut : .known(met)
        #expect(recognition.verdicts.prefix(2) == [first, inode == 7 ? .known(met) : .new])
    }

    /// The log was moved to another disk when a first line was stored of it, went on, and was copied: the copy got the
    /// inode that was stored, and the log came twice.
    @Test(arguments: [false, true])
    func aCopyWithTheInodeOfItsOriginalIsOne(isHeader: Bool) {
        let first = Array("line 1\n".utf8)
        let file = MemoryFile(inode: 7, modified: 0, bytes: first)
        let known = Generation(
            log: log, number: 1, offset: first.count, fingerprint: file.fingerprint(),
            anchor: file.passed(first.count), file: "a.log", device: "1", inode: "7",
            time: Timestamp(microseconds: 5_000_000))
        let written = first + Array("line 2\n".utf8)
        let copy = MemoryFile(inode: 7, modified: 7_000_000, bytes: isHeader ? first : written)
        let current = MemoryFile(inode: 9, modified: 6_000_000, bytes: written)
        let recognition = Recognition(
            [Candidate(copy, name: "a.log.1"), Candidate(current, name: "a.log", isCurrent: true)],
            known: [known], of: log, at: now)
        #expect(recognition.verdicts == (isHeader ? [.known(known), .new] : [.copy, .known(known)]))
    }

    /// A log was met empty, the clock set back, the log written to and rotated: by its time the rotated file was older
    /// than what was known, and its lines were lost.
    @Test(arguments: [true, false])
    func aClockThatWasSetBackMakesNoFileOlder(isSetBack: Bool) {
        let met = empty(1, "a.log", inode: 7, at: 50)
        let recognition = Recognition(
            [
                Candidate(
                    MemoryFile(inode: 8, modified: 41_500_000, bytes: Array("line 1\n".utf8)), name: "a.log.1"
                ),
                Candidate(
                    MemoryFile(inode: 7, modified: 41_700_000, bytes: Array("line 2\n".utf8)), name: "a.log",
                    isCurrent: true),
            ],
            known: [met], of: log, at: isSetBack ? Timestamp(microseconds: 42_000_000) : now)
        #expect(recognition.verdicts == (isSetBack ? [.known(met), .new] : [.leftOut, .known(met)]))
    }
}
