import LoglyShared
import Testing

@testable import logly_parse

/// A machine in memory: a writer, rotation, runs that may be killed after any batch, and the offsets and lines
/// that were stored. Time passes by a second with each step.
struct Model {
    enum Rotation: CaseIterable { case rename, copyTruncate }

    var random: SplitMix64
    let rotation: Rotation
    /// The same first line in each generation.
    let hasHeader: Bool
    let reusesInodes: Bool
    let losesInodes: Bool
    var clock: Int64 = 1_000_000
    var lines = 0
    var nextInode = 1
    var freeInodes: [Int] = []
    /// Oldest first.
    var rotated: [MemoryFile] = []
    var current: MemoryFile
    let log = LogName(host: "h", source: "s", path: "a.log")
    var offsets: [Int: Generation] = [:]
    var stored: [String: Int] = [:]
    var written: [String: Int] = [:]

    init(seed: UInt64) {
        random = SplitMix64(seed)
        rotation = Rotation.allCases.randomElement(using: &random) ?? .rename
        hasHeader = Bool.random(using: &random)
        reusesInodes = Bool.random(using: &random)
        losesInodes = Int.random(in: 0..<4, using: &random) == 0
        current = MemoryFile(inode: 0, modified: 0)
        current = newFile()
    }

    mutating func newFile(_ bytes: [UInt8] = []) -> MemoryFile {
        clock += 1_000_000
        if reusesInodes, let inode = freeInodes.popLast() {
            return MemoryFile(inode: inode, modified: clock, bytes: bytes)
        }
        nextInode += 1
        return MemoryFile(inode: nextInode, modified: clock, bytes: bytes)
    }

    mutating func write(to file: MemoryFile) {
        clock += 1_000_000
        if hasHeader, file.bytes.isEmpty { append("header", to: file) }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            lines += 1
            let padding = [0, 10, 60, 300].randomElement(using: &random) ?? 0
            append("line \(lines)" + String(repeating: " \(lines)", count: padding), to: file)
        }
        file.modified = clock
    }

    private mutating func append(_ line: String, to file: MemoryFile) {
        file.bytes += Array((line + "\n").utf8)
        written[line, default: 0] += 1
    }

    mutating func rotate() {
        clock += 1_000_000
        if current.bytes.isEmpty { return }
        switch rotation {
        case .rename:
            rotated.append(current)
            current = newFile()
        case .copyTruncate:
            let copy = newFile(current.bytes)
            rotated.append(copy)
            // A run between copy and truncate.
            if Bool.random(using: &random) { run() }
            current.bytes = []
            clock += 1_000_000
            current.modified = clock
        }
    }

    /// Another file with the same content: its inode is new, its time is kept.
    mutating func pack() {
        guard let index = rotated.indices.randomElement(using: &random), !rotated[index].isPacked else {
            return
        }
        let file = rotated[index]
        let packed = newFile(file.bytes)
        packed.modified = file.modified
        packed.isPacked = true
        rotated[index] = packed
        freeInodes.append(file.inode)
    }

    /// Rotation removes its oldest, of which all was stored.
    mutating func removeOldest() {
        guard rotated.count > 2, let oldest = rotated.first else { return }
        guard isStored(oldest) else { return }
        rotated.removeFirst()
        freeInodes.append(oldest.inode)
    }

    private func isStored(_ file: MemoryFile) -> Bool {
        String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
            .allSatisfy { $0 == "header" || stored[String($0)] != nil }
    }

    /// A restore, or a copy to another disk.
    mutating func moveToAnotherDisk() {
        for file in rotated + [current] { file.inode = newFile().inode }
    }

    /// One run; where `batches` is given it is killed after so many.
    mutating func run(killedAfter batches: Int = .max) {
        var left = batches
        let candidates =
            rotated.enumerated().map {
                Candidate(
                    $0.element,
                    name: "a.log.\(rotated.count - $0.offset)" + ($0.element.isPacked ? ".gz" : ""))
            }
            + [Candidate(current, name: "a.log", isCurrent: true)]
        let recognition = Recognition(
            candidates, known: Array(offsets.values), of: log, at: Timestamp(microseconds: clock))
        var next = (offsets.keys.max() ?? 0) + 1
        var plan: [(candidate: Candidate<MemoryContent>, generation: Generation)] = []
        var begun: Set<Int> = []
        for (candidate, verdict) in zip(candidates, recognition.verdicts) {
            switch verdict {
            case .known(let known): plan.append((candidate, known))
            case .new, .begun, .backfilled:
                if candidate.isCurrent, candidate.size == 0, !offsets.isEmpty { continue }
                plan.append((candidate, newGeneration(next, candidate)))
                if verdict == .begun { begun.insert(next) }
                next += 1
            case .copy, .leftOut, .foreign: continue
            }
        }
        // What is new is noted before anything is read.
        for entry in plan where offsets[entry.generation.number] == nil {
            var generation = entry.generation
            if plan.count > 1 || entry.candidate.content.file.bytes.isEmpty,
                !commit(&generation, entry.candidate, to: 0, &left)
            {
                return
            }
        }
        for (candidate, known) in plan where !begun.contains(known.number) {
            var generation = known
            while generation.offset < candidate.content.file.bytes.count {
                // A batch of the program's has at least 5,000 bytes, or all that there is.
                let bytes = candidate.content.file.bytes
                let newline = bytes.dropFirst(generation.offset + 1100).firstIndex(of: 0x0A)
                if !commit(&generation, candidate, to: newline.map { $0 + 1 } ?? bytes.count, &left) {
                    return
                }
            }
        }
    }

    private func newGeneration(_ number: Int, _ candidate: Candidate<MemoryContent>) -> Generation {
        let file = candidate.content.file
        var anchor = Anchor.start
        if !file.bytes.isEmpty {
            let length = min(file.bytes.count, Anchor.limit)
            anchor.seen = Anchor.Seen(length: length, hash: file.anchor(length).hash)
        }
        return Generation(
            log: log, number: number, offset: 0, fingerprint: file.fingerprint(), anchor: anchor,
            file: candidate.file, device: "1", inode: candidate.inode, time: .epoch)
    }

    private mutating func commit(
        _ generation: inout Generation, _ candidate: Candidate<MemoryContent>, to: Int, _ left: inout Int
    ) -> Bool {
        if left == 0 { return false }
        left -= 1
        clock += 1_000_000
        let file = candidate.content.file
        for line in String(decoding: file.bytes[generation.offset..<to], as: UTF8.self).split(separator: "\n")
        {
            stored[String(line), default: 0] += 1
        }
        if generation.offset == 0 { generation.fingerprint = file.fingerprint() }
        generation.offset = to
        if to > 0 { generation.anchor = file.passed(to) }
        generation.inode = candidate.inode
        generation.file = candidate.file
        generation.time = Timestamp(microseconds: clock)
        offsets[generation.number] = generation
        return true
    }

    mutating func step() {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<7: write(to: current)
        case 7..<10: rotate()
        case 10..<12: pack()
        case 12: removeOldest()
        case 13:
            if let late = rotated.last, !late.isPacked, rotation == .rename { write(to: late) }
        case 14: if losesInodes { moveToAnotherDisk() }
        case 15..<18: run()
        default: run(killedAfter: Int.random(in: 0..<4, using: &random))
        }
    }
}

struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct RecognitionModelTests {
    /// Later than all that the tests of single cases have.
    private let now = Timestamp(microseconds: 60_000_000)

    /// A copy was seen while it was empty and then packed; the next copy, packed, got its inode. The line that had
    /// been read before the log was emptied came twice.
    @Test func aPackedFileIsNotKnownByTheInodeOfAnUnpackedOne() {
        let log = LogName(host: "h", source: "s", path: "a.log")
        let written = MemoryFile(inode: 7, modified: 5_000_000, bytes: Array("line 1\nline 2\n".utf8))
        written.isPacked = true
        var seen = Generation(
            log: log, number: 1, offset: 0, fingerprint: .none, anchor: .start, file: "a.log.1", device: "1",
            inode: "7", time: Timestamp(microseconds: 3_000_000))
        let empty = seen
        (seen.number, seen.offset, seen.file, seen.inode) = (2, 7, "a.log", "9")
        (seen.fingerprint, seen.anchor) = (written.fingerprint(), written.passed(7))
        let recognition = Recognition(
            [
                Candidate(written, name: "a.log.2.gz"),
                Candidate(MemoryFile(inode: 9, modified: 5_000_000), name: "a.log", isCurrent: true),
            ], known: [empty, seen], of: log, at: now)
        #expect(recognition.verdicts == [.known(seen), .new])
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
        let log = LogName(host: "h", source: "s", path: "a.log")
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
        let log = LogName(host: "h", source: "s", path: "a.log")
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
        let log = LogName(host: "h", source: "s", path: "a.log")
        let copied = Array("line 1\nline 2, and some more of it\nline 3\n".utf8)
        let copy = MemoryFile(inode: isPacked ? 9 : 8, modified: 5_001_000, bytes: copied)
        copy.isPacked = isPacked
        let read = MemoryFile(inode: 7, modified: 0, bytes: copied + Array("cut off\n".utf8))
        let original = Generation(
            log: log, number: 1, offset: read.bytes.count, fingerprint: read.fingerprint(),
            anchor: read.passed(read.bytes.count), file: "a.log", device: "1", inode: "7",
            time: Timestamp(microseconds: 5_000_000))
        let begun = Generation(
            log: log, number: 2, offset: 0, fingerprint: .none, anchor: .start, file: "a.log.1", device: "1",
            inode: "8", time: Timestamp(microseconds: 5_000_000))
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
        let log = LogName(host: "h", source: "s", path: "a.log")
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
        let log = LogName(host: "h", source: "s", path: "a.log")
        let read = MemoryFile(inode: 9, modified: 4_000_000, bytes: Array("line 1\nline 2\n".utf8))
        read.isPacked = true
        let empty = Generation(
            log: log, number: 1, offset: 0, fingerprint: .none, anchor: .start, file: "a.log", device: "1",
            inode: "7", time: Timestamp(microseconds: 3_000_000))
        var begun = empty
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
            ], known: [empty, begun], of: log, at: now)
        #expect(recognition.verdicts == [.known(begun), .new, .new])
    }

    /// The log was moved to another disk when a first line was stored of it, went on, and was copied: the copy got the
    /// inode that was stored, and the log came twice.
    @Test(arguments: [false, true])
    func aCopyWithTheInodeOfItsOriginalIsOne(isHeader: Bool) {
        let log = LogName(host: "h", source: "s", path: "a.log")
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
        let log = LogName(host: "h", source: "s", path: "a.log")
        let met = Generation(
            log: log, number: 1, offset: 0, fingerprint: .none, anchor: .start, file: "a.log", device: "1",
            inode: "7", time: Timestamp(microseconds: 50_000_000))
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

    /// Whatever is written, rotated, packed and killed, in the end each line is stored once.
    @Test(arguments: 0..<10)
    func eachLineIsStoredOnce(block: UInt64) {
        for seed in block * 100..<block * 100 + 100 {
            var model = Model(seed: seed)
            model.write(to: model.current)
            model.run()
            for _ in 0..<40 { model.step() }
            model.run()
            if model.stored != model.written {
                let wrong = model.written.keys.filter { model.stored[$0] != model.written[$0] }
                Issue.record(
                    "seed \(seed) (\(model.rotation), header \(model.hasHeader)): \(wrong.prefix(3).map { "\($0.prefix(12)): \(model.stored[$0] ?? 0) of \(model.written[$0] ?? 0)" })"
                )
                return
            }
        }
    }
}
