import Glibc
import LoglyShared

/// What recognition asks, answered by a file on disk.
struct FileContent: LogContent {
    let file: LogFile
    /// The first bytes of the unpacked content, up to what a fingerprint covers.
    let head: [UInt8]
    /// Why nothing can be read of it; it is then known by its inode alone.
    let failure: ToolError?
    /// What went wrong later, when more of it was asked for: then the answers say nothing.
    var trouble: ToolError? { later.error }
    private let later = Trouble()

    private final class Trouble {
        var error: ToolError?
    }

    init(_ file: LogFile) {
        self.file = file
        do throws(ToolError) {
            head = try Self.head(of: file)
            failure = nil
        } catch {
            head = []
            failure = error
        }
    }

    private static func head(of file: LogFile) throws(ToolError) -> [UInt8] {
        if let failure = file.failure { throw failure }
        if let packing = file.packing {
            return try unpackedHead(file, packing)
        }
        return try file.bytes(0..<FileFingerprint.limit)
    }

    var fingerprint: FileFingerprint { head.withUnsafeBufferPointer { FileFingerprint(head: $0) } }

    func begins(as generation: Generation) -> Bool {
        head.withUnsafeBufferPointer { generation.fingerprint.holds(for: $0) }
    }

    func ends(before offset: Int) -> Bool {
        if !file.isPacked { return file.sizeOnDisk < offset }
        guard var stream = stream() else { return false }
        // Damage is no end.
        let isReached = (try? stream.skip(to: offset)) ?? true
        stream.abandon()
        return !isReached
    }

    func follows(_ trail: Trail, beyond length: Int) -> Trail.Verdict {
        do throws(ToolError) {
            guard file.isPacked else {
                return try trail.verdict(beyond: length) { (offset) throws(ToolError) in
                    try file.anchor(before: offset)
                }
            }
            guard var stream = stream() else { return .unknown }
            defer { stream.abandon() }
            return try trail.verdict(beyond: length) { (offset) throws(ToolError) in
                try stream.skip(to: offset) ? stream.anchor : nil
            }
        } catch {
            return .unknown
        }
    }

    func proofs(of generations: [Generation]) -> [Proof] {
        if failure != nil {
            return generations.map {
                $0.inode == file.inode && $0.device == file.device ? .anchorOnly : .refuted
            }
        }
        let fits = generations.map { begins(as: $0) }
        if let read = generations.indices.last(where: { fits[$0] && wasReadToItsEnd(generations[$0]) }) {
            // It need not be unpacked.
            return generations.indices.map { $0 == read ? .full : .refuted }
        }
        // Another first line is only forgiven on the same inode.
        let possible = zip(generations, fits).filter { $1 || (!file.isPacked && $0.inode == file.inode) }
        let hashes = hashes(before: Set(possible.flatMap { Proof.offsets(of: $0.0) }).sorted())
        return zip(generations, fits).map { generation, fits in
            fits || generation.inode == file.inode
                ? Proof(of: generation, fingerprintHolds: fits, hashes: hashes) : .refuted
        }
    }

    /// Of those offsets that the content has. What cannot be read is found out again when it is followed.
    private func hashes(before offsets: [Int]) -> [Int: UInt64] {
        var hashes: [Int: UInt64] = [:]
        guard file.isPacked else {
            for offset in offsets { hashes[offset] = (try? file.anchor(before: offset))?.hash }
            return hashes
        }
        guard !offsets.isEmpty, var stream = stream() else { return hashes }
        for offset in offsets {
            guard (try? stream.skip(to: offset)) == true else { break }
            hashes[offset] = stream.anchor.hash
        }
        stream.abandon()
        return hashes
    }

    /// A packed file does not change: where it is still the one that was read to its end, it need not be unpacked.
    private func wasReadToItsEnd(_ generation: Generation) -> Bool {
        generation.anchor.isEnd && generation.inode == file.inode && generation.device == file.device
            && file.modified <= generation.time && generation.offset > 0
    }

    var mayGoOn: Bool {
        !file.isPacked && head.count < FileFingerprint.limit && head.last.map { $0 != 0x0A } ?? false
    }

    func isBeginning(of other: FileContent) -> Bool {
        let fingerprint = fingerprint
        guard fingerprint.length > 0, fingerprint == other.fingerprint else { return false }
        if !file.isPacked, !other.file.isPacked, file.sizeOnDisk > other.file.sizeOnDisk { return false }
        guard var mine = stream() else { return false }
        guard var theirs = other.stream() else {
            mine.abandon()
            return false
        }
        let result = mine.isBeginning(of: &theirs)
        mine.abandon()
        theirs.abandon()
        return result
    }

    private func stream() -> LogStream? {
        do throws(ToolError) {
            return try LogStream(file, from: 0)
        } catch {
            later.error = error
            return nil
        }
    }

    private static func unpackedHead(_ file: LogFile, _ packing: Packing) throws(ToolError) -> [UInt8] {
        var stream = try LogStream(file, from: 0)
        var head: [UInt8] = []
        do throws(ToolError) {
            while head.count < FileFingerprint.limit {
                let bytes = try stream.next(atMost: FileFingerprint.limit - head.count)
                if bytes.isEmpty { break }
                head += bytes
            }
        } catch {
            stream.abandon()
            throw error
        }
        stream.abandon()
        return head
    }
}
