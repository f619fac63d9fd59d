import Glibc

/// How a file is known again by its beginning: the hash of its first line, or of its first 1024 bytes.
///
/// It goes with the length that was hashed, so that it holds for the file however far that grows. On the wire:
/// 16 hexadecimal digits of the hash and 4 of the length. The length 0 is that of a file that had no whole line
/// when its generation was first met; such a generation is told by its anchor alone.
struct FileFingerprint: Hashable, Sendable {
    let hash: UInt64
    /// Bytes, 0 to 1024.
    let length: Int

    static let limit = 1024
    /// Of a file that has no whole line yet.
    static let none = FileFingerprint(of: UnsafeBufferPointer(start: nil, count: 0))

    /// - Parameter beginning: exactly the bytes that are hashed.
    init(of beginning: UnsafeBufferPointer<UInt8>) {
        (hash, length) = (SipHash.hash(beginning), beginning.count)
    }

    /// The fingerprint of a file that begins with these bytes: `none` while its first line is not whole.
    init(head: UnsafeBufferPointer<UInt8>) {
        let head = UnsafeBufferPointer(rebasing: head.prefix(Self.limit))
        if let newline = head.firstIndex(of: 0x0A) {
            self.init(of: UnsafeBufferPointer(rebasing: head[...newline]))
        } else {
            self = head.count == Self.limit ? FileFingerprint(of: head) : .none
        }
    }

    init?(_ text: String) {
        guard text.utf8.count == 20, let hash = UInt64(text.prefix(16), radix: 16),
            let length = Int(text.suffix(4), radix: 16), length <= Self.limit
        else { return nil }
        (self.hash, self.length) = (hash, length)
    }

    var text: String { hexText(hash, digits: 16) + hexText(UInt64(length), digits: 4) }

    /// Whether a file that begins with these bytes may be the one this is of.
    func holds(for head: UnsafeBufferPointer<UInt8>) -> Bool {
        head.count >= length && SipHash.hash(UnsafeBufferPointer(rebasing: head.prefix(length))) == hash
    }
}

/// The hash of up to 1024 bytes before an offset: proof that a file still has what was read of it.
///
/// On the wire: 16 hexadecimal digits of the hash, and `01` where the offset is the end of a packed file, `00`
/// elsewhere: a packed file that has been read to its end never needs unpacking again.
struct Anchor: Hashable, Sendable {
    let hash: UInt64
    var isEnd = false

    static let limit = 1024
    static let start = Anchor(of: UnsafeBufferPointer(start: nil, count: 0))

    /// - Parameter bytes: the last 1024 before the offset, or all where there are fewer.
    init(of bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool = false) {
        (hash, self.isEnd) = (SipHash.hash(bytes), isEnd)
    }

    init?(_ text: String) {
        guard text.utf8.count == 18, let hash = UInt64(text.prefix(16), radix: 16) else { return nil }
        (self.hash, self.isEnd) = (hash, text.hasSuffix("01"))
    }

    var text: String { hexText(hash, digits: 16) + (isEnd ? "01" : "00") }

    /// Which bytes the anchor of an offset is of.
    static func range(before offset: Int) -> Range<Int> { max(0, offset - limit)..<offset }
}

private func hexText(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.utf8.count) + text
}
