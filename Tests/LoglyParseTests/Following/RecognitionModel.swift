import LoglyShared

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
    /// The file system tells when a file was created.
    let tellsBirths: Bool
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
        tellsBirths = Bool.random(using: &random)
        losesInodes = Int.random(in: 0..<4, using: &random) == 0
        current = MemoryFile(inode: 0, modified: 0)
        current = newFile()
    }

    mutating func newFile(_ bytes: [UInt8] = []) -> MemoryFile {
        clock += 1_000_000
        nextInode += 1
        let inode = reusesInodes ? freeInodes.popLast() : nil
        let file = MemoryFile(inode: inode ?? nextInode, modified: clock, bytes: bytes)
        if tellsBirths { file.birth = clock }
        return file
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
        for file in rotated + [current] {
            let moved = newFile()
            (file.inode, file.birth) = (moved.inode, moved.birth)
        }
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
        anchor.birth = candidate.birth
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
        (generation.inode, generation.anchor.birth) = (candidate.inode, candidate.birth)
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
