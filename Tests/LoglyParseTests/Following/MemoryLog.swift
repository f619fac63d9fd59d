import LoglyShared

@testable import logly_parse

/// A file of the model: bytes with an inode and a time, of which each line is its own.
final class MemoryFile {
    var bytes: [UInt8] = []
    var inode: Int
    /// When it was created, if that can be told.
    var birth: Int64?
    var modified: Int64
    var isPacked = false

    init(inode: Int, modified: Int64, bytes: [UInt8] = []) {
        (self.inode, self.modified, self.bytes) = (inode, modified, bytes)
    }

    func fingerprint() -> FileFingerprint { bytes.withUnsafeBufferPointer { FileFingerprint(head: $0) } }

    /// With the trail up to there.
    func passed(_ offset: Int) -> Anchor {
        var result = anchor(offset)
        while result.trail.next <= offset { result.trail.append(anchor(result.trail.next)) }
        result.trail.setLines(Array(bytes.prefix(min(offset, Anchor.limit))))
        return result
    }

    func anchor(_ offset: Int) -> Anchor {
        bytes[Anchor.range(before: offset)].withUnsafeBufferPointer { Anchor(of: $0) }
    }
}

struct MemoryContent: LogContent {
    let file: MemoryFile

    func begins(as generation: Generation) -> Bool {
        file.bytes.withUnsafeBufferPointer { generation.fingerprint.holds(for: $0) }
    }

    func goesOn(behind offset: Int) -> Bool { file.bytes.count > offset }

    func ends(before offset: Int) -> Bool { file.bytes.count < offset }

    func likeness(to generation: Generation) -> Trail.Likeness {
        generation.anchor.trail.likeness(to: file.bytes) { $0 <= file.bytes.count ? file.anchor($0) : nil }
    }

    func proofs(of generations: [Generation]) -> [Proof] {
        generations.map { generation in
            let offsets = Proof.offsets(of: generation).filter { $0 <= file.bytes.count }
            return Proof(
                of: generation, fingerprintHolds: begins(as: generation),
                hashes: Dictionary(offsets.map { ($0, file.anchor($0).hash) }) { $1 })
        }
    }

    var isDamaged: Bool { false }

    var mayGoOn: Bool {
        !file.isPacked && file.bytes.count < Anchor.limit && file.bytes.last.map { $0 != 0x0A } ?? false
    }

    func isBeginning(of other: MemoryContent) -> Bool {
        let fingerprint = file.fingerprint()
        if fingerprint.length == 0 || fingerprint != other.file.fingerprint() { return false }
        return other.file.bytes.starts(with: file.bytes)
    }
}

extension Candidate<MemoryContent> {
    init(_ file: MemoryFile, name: String, isCurrent: Bool = false) {
        self.init(
            file: name, device: "1", inode: String(file.inode),
            birth: file.birth.map { Timestamp(microseconds: $0) },
            modified: Timestamp(microseconds: file.modified),
            size: file.isPacked && !file.bytes.isEmpty ? nil : file.bytes.count, isCurrent: isCurrent,
            content: MemoryContent(file: file))
    }
}
