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

func hexText(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.utf8.count) + text
}
