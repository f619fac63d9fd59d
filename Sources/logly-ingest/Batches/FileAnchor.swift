/// What the store compares of an anchor that `logly-parse` gives to a file: its hashes, each of bytes of the file.
struct FileAnchor {
    /// Of the last bytes before the offset.
    let last: Substring
    /// `--backfill` took the file up after newer ones had their numbers.
    let isBackfilled: Bool
    /// Four digits each: of the bytes before every 32 up to 1024, then before each doubling.
    let trail: Substring.UTF8View
    /// Four digits each: of the bytes before the ends of the first lines; none where a former program wrote it.
    let lines: Substring.UTF8View
    /// When the file was created, where that is known.
    let birth: Substring?

    /// nil where it is no anchor of a file, as the cursor of a journal.
    init?(_ text: String) {
        let fields = text.split(separator: "-", omittingEmptySubsequences: false)
        let rows = fields[0].split(separator: ".", omittingEmptySubsequences: false)
        guard let hashes = rows.first, hashes.utf8.count >= 18,
            hashes.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { return nil }
        last = hashes.prefix(16)
        isBackfilled = (UInt8(hashes.dropFirst(16).prefix(2), radix: 16) ?? 0) & 2 != 0
        trail = hashes.dropFirst(18).utf8
        lines = (rows.count > 1 ? rows[1] : "").utf8
        // The last field; two before it are of what was seen.
        birth = fields.count.isMultiple(of: 2) ? fields.last : nil
    }

    /// Whether two files had the same as far as both hashes go.
    func agrees(with other: FileAnchor) -> Bool {
        zip(trail, other.trail).allSatisfy(==) && zip(lines, other.lines).allSatisfy(==)
    }
}
