import Glibc

/// What a file looked like on the way to its offset: hashes of the bytes before some earlier offsets.
///
/// An anchor proves a file that still has all that was read of it. A copy that was taken before that has less; the
/// trail tells it from another file with the same first line. The offsets are every 32 bytes up to 1024, then
/// doubled; each hash is of up to 1024 bytes and kept to 16 bits, since all of them must hold. On the wire it stands
/// behind the anchor: 4 hexadecimal digits each.
struct Trail: Hashable, Sendable {
    private(set) var hashes: [UInt16] = []

    init() {}

    init?(_ text: Substring) {
        guard text.utf8.count.isMultiple(of: 4) else { return nil }
        var rest = text
        while !rest.isEmpty {
            guard let hash = UInt16(rest.prefix(4), radix: 16) else { return nil }
            hashes.append(hash)
            rest = rest.dropFirst(4)
        }
    }

    var text: String { hashes.map { hexText(UInt64($0), digits: 4) }.joined() }

    /// The offset that comes next.
    var next: Int { Self.offset(hashes.count) }

    /// The offsets that have a hash.
    var offsets: [Int] { hashes.indices.map(Self.offset) }

    static func offset(_ index: Int) -> Int {
        index < fine ? (index + 1) * Anchor.limit / fine : Anchor.limit << (index - fine + 1)
    }

    private static let fine = 32

    /// - Parameter anchor: of `next`.
    mutating func append(_ anchor: Anchor) { hashes.append(Self.short(anchor)) }

    /// Of the first 1024 bytes, where it comes so far.
    var ofFirstKiB: UInt16? { hashes.count >= Self.fine ? hashes[Self.fine - 1] : nil }

    func holds(_ index: Int, for anchor: Anchor) -> Bool { hashes[index] == Self.short(anchor) }

    static func short(_ anchor: Anchor) -> UInt16 { UInt16(truncatingIfNeeded: anchor.hash) }

    /// What it says of a content that is shorter than what was read.
    ///
    /// - Parameters:
    ///   - length: of the first line, which proves nothing beyond the fingerprint.
    ///   - isDamaged: what is no more the same may be damage, once more than the first line was.
    ///   - anchor: of an offset of the content, asked for in order; nil where that has fewer bytes.
    func verdict<Failure>(
        beyond length: Int, isDamaged: Bool = false, _ anchor: (Int) throws(Failure) -> Anchor?
    ) throws(Failure) -> Verdict {
        var verdict = Verdict.unknown
        for (index, offset) in offsets.enumerated() {
            guard let found = try anchor(offset) else { break }
            if !holds(index, for: found) { return isDamaged && verdict != .unknown ? verdict : .refuted }
            if offset > length { verdict = .holds(to: offset) }
        }
        return verdict
    }

    enum Verdict: Equatable {
        /// All that can be compared, up to this offset, is the same, and that is more than the first line.
        case holds(to: Int)
        case refuted
        case unknown
    }
}
