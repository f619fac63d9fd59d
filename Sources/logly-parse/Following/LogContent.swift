import LoglyShared

/// What recognition asks of a file's content. Packed files answer for what they unpack to.
protocol LogContent {
    /// For each generation, whether the content may be its.
    ///
    /// Asked for all at once, since a packed file is unpacked for the answer.
    func proofs(of generations: [Generation]) -> [Proof]

    /// Whether the first line is the generation's.
    func begins(as generation: Generation) -> Bool

    /// Whether there are fewer bytes than this, or what comes before it is damaged. Packed files are unpacked for the
    /// answer.
    func ends(before offset: Int) -> Bool

    /// Whether there are more bytes than this, which are of the first line.
    func goesOn(behind offset: Int) -> Bool

    /// How far the content is what the generation had before it was read so far.
    func likeness(to generation: Generation) -> Trail.Likeness

    /// Whether it was found out that there was more, which cannot be unpacked.
    var isDamaged: Bool { get }

    /// Whether there is less than a KiB, whose last line may still be finished. Packed files don't grow.
    var mayGoOn: Bool { get }

    /// Whether both begin with the same whole line, and the whole content of this is the beginning of the other's.
    func isBeginning(of other: Self) -> Bool
}

/// How far a content is proved to be that of a generation.
enum Proof: Equatable, Sendable {
    /// It is another's.
    case refuted
    /// The first line is another, but the KiB before the offset is the same.
    case anchorOnly
    /// First line and anchor hold, and there are less than 1024 bytes of proof: other files may begin like it.
    case weak
    /// The same, and what was seen behind the offset is there as well.
    case seen
    /// First line and the full KiB before the offset hold.
    case full

    /// - Parameter hashes: of what lies before the offsets of `offsets(of:)` that the content has.
    init(of generation: Generation, fingerprintHolds: Bool, hashes: [Int: UInt64]) {
        let anchor = generation.anchor
        let isFull = generation.offset >= Anchor.limit
        var weak = Proof.weak
        // A copy may have been taken before the rest was seen.
        if let seen = anchor.seen, let found = hashes[seen.length] {
            weak = found != seen.hash ? .refuted : seen.length >= Anchor.limit ? .full : .seen
        }
        self =
            switch (fingerprintHolds, hashes[generation.offset] == anchor.hash) {
            case (true, true): isFull && weak != .refuted ? .full : weak
            case (false, true): isFull ? .anchorOnly : .refuted
            default: .refuted
            }
    }

    /// Other files may have it, too.
    var isWeak: Bool { self == .weak || self == .seen }

    /// Where a content is looked at for the proof.
    static func offsets(of generation: Generation) -> [Int] {
        [generation.offset] + (generation.anchor.seen.map { [$0.length] } ?? [])
    }
}

/// A file that may be, or have been, a log.
struct Candidate<Content: LogContent> {
    var file: String
    var device: String
    var inode: String
    /// When the file was created, where that is known.
    var birth: Timestamp?
    var modified: Timestamp
    /// Bytes of the content; nil where it is packed and not known without unpacking.
    var size: Int?
    /// It is the file at the log's path.
    var isCurrent: Bool
    /// Its name doesn't say that it is one of the log's: it is a known generation, or none of them.
    var isStray = false
    var content: Content
}
