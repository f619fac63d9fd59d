import LoglyShared

/// What recognition asks of a file's content. Packed files answer for what they unpack to.
protocol LogContent {
    /// For each generation, whether the content may be its.
    ///
    /// Asked for all at once, since a packed file is unpacked for the answer.
    func proofs(of generations: [Generation]) -> [Proof]

    /// Whether the first line is the generation's.
    func begins(as generation: Generation) -> Bool

    /// Whether there are fewer bytes than this. Packed files are unpacked for the answer.
    func ends(before offset: Int) -> Bool

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
    /// First line and the full KiB before the offset hold.
    case full

    init(of generation: Generation, fingerprintHolds: Bool, anchorHolds: Bool) {
        let isFull = generation.offset >= Anchor.limit
        self =
            switch (fingerprintHolds, anchorHolds) {
            case (true, true): isFull ? .full : .weak
            case (false, true): isFull ? .anchorOnly : .refuted
            default: .refuted
            }
    }
}

/// A file that may be, or have been, a log.
struct Candidate<Content: LogContent> {
    var file: String
    var device: String
    var inode: String
    var modified: Timestamp
    /// Bytes of the content; nil where it is packed and not known without unpacking.
    var size: Int?
    /// It is the file at the log's path.
    var isCurrent: Bool
    var content: Content
}
