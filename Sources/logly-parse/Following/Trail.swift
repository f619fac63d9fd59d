import Glibc

/// What a file looked like on the way to its offset: hashes of the bytes before some earlier offsets.
///
/// An anchor proves a file that still has all that was read of it. A copy that was taken before that has less; the
/// trail tells it from another file with the same first line. It has two rows of hashes: one at every 32 bytes up to
/// 1024, then at each doubling; and one at the end of each line of the first 1024 bytes, of the first 32 lines, so that
/// files of a few lines differ in it wherever they differ. Each hash is of up to 1024 bytes and kept to 16 bits, since
/// all of them must hold. On the wire they stand behind the anchor, 4 hexadecimal digits each, with a dot between the
/// rows; anchors of older programs have the first row alone.
struct Trail: Hashable, Sendable {
    private(set) var hashes: [UInt16] = []
    /// Of the ends of the first lines; empty where they are not known.
    private(set) var lines: [UInt16] = []

    init() {}

    init?(_ text: Substring) {
        let rows = text.split(separator: ".", omittingEmptySubsequences: false)
        guard rows.count <= 2, let hashes = Self.row(rows[0]),
            let lines = Self.row(rows.count > 1 ? rows[1] : "")
        else { return nil }
        (self.hashes, self.lines) = (hashes, lines)
    }

    private static func row(_ text: Substring) -> [UInt16]? {
        guard text.utf8.count.isMultiple(of: 4) else { return nil }
        var (row, rest): ([UInt16], Substring) = ([], text)
        while !rest.isEmpty {
            guard let hash = UInt16(rest.prefix(4), radix: 16) else { return nil }
            row.append(hash)
            rest = rest.dropFirst(4)
        }
        return row
    }

    var text: String {
        func text(_ row: [UInt16]) -> String { row.map { hexText(UInt64($0), digits: 4) }.joined() }
        return text(hashes) + (lines.isEmpty ? "" : "." + text(lines))
    }

    /// The offset that comes next.
    var next: Int { Self.offset(hashes.count) }

    /// The offsets that have a hash, but for those of lines.
    var offsets: [Int] { hashes.indices.map(Self.offset) }

    static func offset(_ index: Int) -> Int {
        index < fine ? (index + 1) * Anchor.limit / fine : Anchor.limit << (index - fine + 1)
    }

    private static let fine = 32

    /// - Parameter anchor: of `next`.
    mutating func append(_ anchor: Anchor) { hashes.append(Self.short(anchor)) }

    /// Of the first 1024 bytes, where it comes so far.
    var ofFirstKiB: UInt16? { hashes.count >= Self.fine ? hashes[Self.fine - 1] : nil }

    static func short(_ anchor: Anchor) -> UInt16 { UInt16(truncatingIfNeeded: anchor.hash) }

    // MARK: Lines

    /// How many lines have a hash.
    private static let lineCount = 32

    /// - Parameter head: the first 1024 bytes, or those before the offset where these are fewer.
    mutating func setLines(_ head: [UInt8]) {
        lines = Self.lineEnds(in: head[...]).map { Self.hash(of: head[..<$0]) }
    }

    /// Behind each of the first lines.
    private static func lineEnds(in head: ArraySlice<UInt8>) -> [Int] {
        head.prefix(Anchor.limit).indices.lazy.filter { head[$0] == 0x0A }.prefix(lineCount).map { $0 + 1 }
    }

    private static func hash(of beginning: ArraySlice<UInt8>) -> UInt16 {
        beginning.withUnsafeBufferPointer { short(Anchor(of: $0)) }
    }

    // MARK: Comparison

    /// What it says of a content that is shorter than what was read.
    ///
    /// - Parameters:
    ///   - head: the content's first 1024 bytes.
    ///   - anchor: of an offset of the content, asked for in order; nil where that has fewer bytes.
    func likeness<Failure>(
        to head: [UInt8], _ anchor: (Int) throws(Failure) -> Anchor?
    ) throws(Failure) -> Likeness {
        var likeness = Likeness()
        for (line, end) in zip(lines, Self.lineEnds(in: head[...])) {
            guard Self.hash(of: head[..<end]) == line else {
                likeness.isRefuted = true
                break
            }
            likeness.reach = end
        }
        for (hash, offset) in zip(hashes, offsets) {
            guard let found = try anchor(offset) else { break }
            guard Self.short(found) == hash else {
                likeness.isRefuted = true
                break
            }
            likeness.reach = max(likeness.reach, offset)
        }
        return likeness
    }

    /// How far a content is what was read.
    struct Likeness: Equatable {
        /// All that can be compared up to this offset is the same.
        var reach = 0
        /// Something behind it is not.
        var isRefuted = false
    }
}
