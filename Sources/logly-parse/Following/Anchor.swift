import Glibc
import LoglyShared

/// The hash of up to 1024 bytes before an offset: proof that a file still has what was read of it.
///
/// On the wire: 16 hexadecimal digits of the hash, then two of bits: 1 where the offset is the end of a packed file,
/// which then never needs unpacking again, 2 where the file is older than its number says. Then the trail;
/// then, each behind a hyphen, what was seen, as length and hash, and the birth in microseconds, all hexadecimal.
struct Anchor: Hashable, Sendable {
    let hash: UInt64
    var isEnd = false
    /// `--backfill` took the file up after newer ones had their numbers.
    var isBackfilled = false
    var trail = Trail()
    var seen: Seen?
    /// When the file was created (statx(2), stx_btime); nil where the file system does not tell.
    var birth: Timestamp?

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
            let bits = UInt8(first.dropFirst(16).prefix(2), radix: 16), let trail = Trail(first.dropFirst(18))
        else { return nil }
        (self.hash, self.trail) = (hash, trail)
        (isEnd, isBackfilled) = (bits & 1 != 0, bits & 2 != 0)
        if parts.count > 2, let length = Int(parts[1], radix: 16), let hash = UInt64(parts[2], radix: 16) {
            seen = Seen(length: length, hash: hash)
        }
        // One field, or the third.
        if parts.count.isMultiple(of: 2), let birth = Int64(parts[parts.count - 1], radix: 16) {
            self.birth = Timestamp(microseconds: birth)
        }
    }

    var text: String {
        let seen = seen.map { "-\(String($0.length, radix: 16))-\(hexText($0.hash, digits: 16))" } ?? ""
        let birth = birth.map { "-\(String($0.microseconds, radix: 16))" } ?? ""
        let bits: UInt64 = (isEnd ? 1 : 0) | (isBackfilled ? 2 : 0)
        return hexText(hash, digits: 16) + hexText(bits, digits: 2) + trail.text + seen + birth
    }

    /// Which bytes the anchor of an offset is of.
    static func range(before offset: Int) -> Range<Int> { max(0, offset - limit)..<offset }
}
