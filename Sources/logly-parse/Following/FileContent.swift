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
    /// Why a packed file is not what it was: its program does not end well.
    var damage: ToolError? { later.damage }
    var isDamaged: Bool { damage != nil }
    private let later = Later()

    /// What is only known once it is asked for.
    private final class Later {
        var error: ToolError?
        var damage: ToolError?
        var samples: Samples?
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

    /// Whether it has lost something since it was opened, or has another beginning.
    var isRewritten: Bool {
        guard failure == nil, !file.isPacked else { return false }
        guard let size = try? file.status().size, size >= file.sizeOnDisk else { return true }
        return (try? file.bytes(0..<head.count)) != head
    }

    var fingerprint: FileFingerprint { head.withUnsafeBufferPointer { FileFingerprint(head: $0) } }

    func begins(as generation: Generation) -> Bool {
        head.withUnsafeBufferPointer { generation.fingerprint.holds(for: $0) }
    }

    func goesOn(behind offset: Int) -> Bool {
        file.isPacked ? head.count > offset || offset == FileFingerprint.limit : file.sizeOnDisk > offset
    }

    func ends(before offset: Int) -> Bool {
        if !file.isPacked { return file.sizeOnDisk < offset }
        if offset <= head.count { return false }
        if isAllInHead { return true }
        guard var stream = stream() else { return false }
        if (try? stream.skip(to: offset)) ?? true {
            stream.abandon()
            return findDamage()
        }
        finish(&stream)
        return true
    }

    /// At the end of what its program gives.
    private func finish(_ stream: inout LogStream) {
        do throws(ToolError) { try stream.finish() } catch { later.damage = error }
    }

    /// Whether it cannot be unpacked to its end.
    private func findDamage() -> Bool {
        guard var stream = stream() else { return false }
        while let bytes = try? stream.next(), !bytes.isEmpty {}
        finish(&stream)
        return damage != nil
    }

    func likeness(to generation: Generation) -> Trail.Likeness {
        let trail = generation.anchor.trail
        do throws(ToolError) {
            guard file.isPacked else {
                return try trail.likeness(to: head) { (offset) throws(ToolError) in
                    try file.anchor(before: offset)
                }
            }
            let beginning = likenessOfHead(to: trail)
            if beginning.isRefuted || isAllInHead || (trail.offsets.last ?? 0) <= head.count {
                return beginning
            }
            var likeness = try likenessOfUnpacked(to: trail)
            if likeness.isRefuted, findDamage() {
                // What is no more the same may be the damage.
                likeness.isRefuted = likeness.reach <= generation.fingerprint.length
            }
            return likeness
        } catch {
            return Trail.Likeness()
        }
    }

    private func likenessOfUnpacked(to trail: Trail) throws(ToolError) -> Trail.Likeness {
        guard var stream = stream() else { return Trail.Likeness() }
        defer { stream.abandon() }
        return try trail.likeness(to: head) { (offset) throws(ToolError) in
            try stream.skip(to: offset) ? stream.anchor : nil
        }
    }

    func proofs(of generations: [Generation]) -> [Proof] {
        if failure != nil {
            return generations.map {
                $0.wasIn(file) && $0.device == file.device ? .anchorOnly : .refuted
            }
        }
        let fits = generations.map { begins(as: $0) && !isRefutedByHead($0) }
        if let read = generations.indices.last(where: { fits[$0] && wasReadToItsEnd(generations[$0]) }) {
            // It need not be unpacked.
            return generations.indices.map { $0 == read ? .full : .refuted }
        }
        // Another first line is only forgiven on the same inode.
        let possible = zip(generations, fits).filter { $1 || (!file.isPacked && $0.wasIn(file)) }
        let hashes = hashes(before: Set(possible.flatMap { Proof.offsets(of: $0.0) }).sorted())
        return zip(generations, fits).map { generation, fits in
            fits || generation.wasIn(file)
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
        for offset in offsets where offset <= head.count { hashes[offset] = headAnchor(before: offset).hash }
        let further = offsets.filter { $0 > head.count }
        guard !isAllInHead, !further.isEmpty, var stream = stream() else { return hashes }
        for offset in further {
            guard (try? stream.skip(to: offset)) == true else { break }
            hashes[offset] = stream.anchor.hash
        }
        stream.abandon()
        return hashes
    }

    // MARK: What a packed file tells without being unpacked further

    /// There is no more behind the head.
    private var isAllInHead: Bool { failure == nil && head.count < FileFingerprint.limit }

    /// - Parameter offset: in the head.
    private func headAnchor(before offset: Int) -> Anchor {
        head[Anchor.range(before: offset)].withUnsafeBufferPointer { Anchor(of: $0) }
    }

    /// As it is now; nil where there are fewer bytes, and of a packed file behind its head.
    func anchor(before offset: Int) throws(ToolError) -> Anchor? {
        if !file.isPacked { return try file.anchor(before: offset) }
        return offset <= head.count ? headAnchor(before: offset) : nil
    }

    private func likenessOfHead(to trail: Trail) -> Trail.Likeness {
        trail.likeness(to: head) { $0 <= head.count ? headAnchor(before: $0) : nil }
    }

    private func isRefutedByHead(_ generation: Generation) -> Bool {
        file.isPacked && likenessOfHead(to: generation.anchor.trail).isRefuted
    }

    /// A packed file does not change: where it is still the one that was read to its end, it need not be unpacked.
    private func wasReadToItsEnd(_ generation: Generation) -> Bool {
        guard file.isPacked, generation.anchor.isEnd, generation.wasIn(file),
            generation.device == file.device, file.modified <= generation.time, generation.offset > 0
        else { return false }
        // Another one may have got the inode, and begin alike.
        return isAllInHead
            ? head.count == generation.offset && headAnchor(before: head.count).hash == generation.anchor.hash
            : generation.offset > head.count
    }

    var mayGoOn: Bool {
        !file.isPacked && head.count < FileFingerprint.limit && head.last.map { $0 != 0x0A } ?? false
    }

    func isBeginning(of other: FileContent) -> Bool {
        let fingerprint = fingerprint
        guard fingerprint.length > 0, fingerprint == other.fingerprint else { return false }
        // A hundred packed files with one header would be unpacked ten thousand times: most part soon behind it.
        guard memcmp(head, other.head, min(head.count, other.head.count)) == 0 else { return false }
        if file.isPacked || other.file.isPacked, !samples.isBeginning(of: other.samples) { return false }
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

    /// Hashes before 2, 4, … 64 KiB, as far as the content goes.
    private struct Samples {
        var hashes: [UInt64] = []

        static let offsets = (1...6).map { FileFingerprint.limit << $0 }

        func isBeginning(of other: Samples) -> Bool { other.hashes.starts(with: hashes) }
    }

    /// A packed file is unpacked for them once, however many others it is compared with.
    private var samples: Samples {
        if let known = later.samples { return known }
        let hashes = file.isPacked && isAllInHead ? [:] : hashes(before: Samples.offsets)
        let samples = Samples(hashes: Samples.offsets.compactMap { hashes[$0] })
        if file.isPacked { later.samples = samples }
        return samples
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
