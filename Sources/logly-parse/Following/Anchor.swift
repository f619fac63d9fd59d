import Glibc

/// The hash of up to 1024 bytes before an offset: proof that a file still has what was read of it.
///
/// On the wire: 16 hexadecimal digits of the hash, then `01` where the offset is the end of a packed file, `00`
/// elsewhere: a packed file that has been read to its end never needs unpacking again. Then the trail, and what was
/// seen.
struct Anchor: Hashable, Sendable {
    let hash: UInt64
    var isEnd = false
    var trail = Trail()
    var seen: Seen?

    /// What lay behind the offset when it was stored, and had to wait: half a line, an event that might go on.
    ///
    /// Where little is read, many files begin like it; this tells which of them it is not.
    struct Seen: Hashable, Sendable {
        /// Bytes of the content, those before the offset included.
        let length: Int
        /// Of the last 1024 of them.
        let hash: UInt64
    }

    static let limit = 1024
    static let start = Anchor(of: UnsafeBufferPointer(start: nil, count: 0))

    /// - Parameter bytes: the last 1024 before the offset, or all where there are fewer.
    init(of bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool = false) {
        (hash, self.isEnd) = (SipHash.hash(bytes), isEnd)
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, first.utf8.count >= 18, let hash = UInt64(first.prefix(16), radix: 16),
            let trail = Trail(first.dropFirst(18))
        else { return nil }
        (self.hash, self.isEnd, self.trail) = (hash, first.dropFirst(16).hasPrefix("01"), trail)
        if parts.count == 3, let length = Int(parts[1], radix: 16), let hash = UInt64(parts[2], radix: 16) {
            seen = Seen(length: length, hash: hash)
        }
    }

    var text: String {
        let behind = seen.map { "-\(String($0.length, radix: 16))-\(hexText($0.hash, digits: 16))" } ?? ""
        return hexText(hash, digits: 16) + (isEnd ? "01" : "00") + trail.text + behind
    }

    /// Which bytes the anchor of an offset is of.
    static func range(before offset: Int) -> Range<Int> { max(0, offset - limit)..<offset }
}
