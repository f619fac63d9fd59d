import Glibc
import LoglyShared

/// What recognition asks, answered by a file on disk.
struct FileContent: LogContent {
    let file: LogFile
    /// The first bytes of the unpacked content, up to what a fingerprint covers.
    let head: [UInt8]
    /// Why nothing can be read of it; it is then known by its inode alone.
    let failure: ToolError?

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
        guard var stream = try? LogStream(file, from: 0) else { return false }
        // Damage is no end.
        let isReached = (try? stream.skip(to: offset)) ?? true
        stream.abandon()
        return !isReached
    }

    func proofs(of generations: [Generation]) -> [Proof] {
        if failure != nil {
            return generations.map {
                $0.inode == file.inode && $0.device == file.device ? .anchorOnly : .refuted
            }
        }
        let fits = generations.map { begins(as: $0) }
        let anchors = file.isPacked ? packedAnchors(generations, fits) : plainAnchors(generations, fits)
        return generations.indices.map {
            Proof(of: generations[$0], fingerprintHolds: fits[$0], anchorHolds: anchors[$0])
        }
    }

    private func plainAnchors(_ generations: [Generation], _ fits: [Bool]) -> [Bool] {
        generations.indices.map { index in
            let generation = generations[index]
            // Another first line is only forgiven on the same inode.
            if !fits[index], generation.inode != file.inode { return false }
            let range = Anchor.range(before: generation.offset)
            // What cannot be read is found out again when it is followed.
            guard generation.offset <= file.sizeOnDisk, let bytes = try? file.bytes(range) else {
                return false
            }
            return bytes.count == range.count
                && bytes.withUnsafeBufferPointer { Anchor(of: $0).hash } == generation.anchor.hash
        }
    }

    /// Unpacks once for all generations that the first line fits, unless one of them is known to end with this file.
    private func packedAnchors(_ generations: [Generation], _ fits: [Bool]) -> [Bool] {
        var holds = Array(repeating: false, count: generations.count)
        if let read = generations.indices.last(where: { fits[$0] && wasReadToItsEnd(generations[$0]) }) {
            holds[read] = true
            return holds
        }
        let open = generations.indices.filter { fits[$0] }.sorted {
            generations[$0].offset < generations[$1].offset
        }
        guard !open.isEmpty, var stream = try? LogStream(file, from: 0) else { return holds }
        for index in open {
            guard (try? stream.skip(to: generations[index].offset)) == true else { break }
            holds[index] = stream.anchor.hash == generations[index].anchor.hash
        }
        stream.abandon()
        return holds
    }

    /// A packed file does not change: where it is still the one that was read to its end, it need not be unpacked.
    private func wasReadToItsEnd(_ generation: Generation) -> Bool {
        generation.anchor.isEnd && generation.inode == file.inode && generation.device == file.device
            && file.modified <= generation.time && generation.offset > 0
    }

    func isBeginning(of other: FileContent) -> Bool {
        let fingerprint = fingerprint
        guard fingerprint.length > 0, fingerprint == other.fingerprint else { return false }
        // A packed file is a copy of the unpacked one only while that is there beside it.
        if !file.isPacked, other.file.isPacked { return false }
        if !file.isPacked, file.sizeOnDisk > other.file.sizeOnDisk { return false }
        guard var mine = try? LogStream(file, from: 0), var theirs = try? LogStream(other.file, from: 0)
        else {
            return false
        }
        let result = mine.isBeginning(of: &theirs)
        mine.abandon()
        theirs.abandon()
        return result
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
