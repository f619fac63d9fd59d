import Glibc

/// What a dictionary of the database is known to hold, in memory that does not grow: content with its number.
///
/// When it is full it forgets everything; what is still in use is soon known again.
struct KnownContent: ~Copyable {
    struct Entry {
        var hash: UInt64 = 0
        /// 0 where the place is empty.
        var id: Int64 = 0
        /// The week up to whose end the database keeps it.
        var week: Int32 = 0
        fileprivate var length: Int32 = 0
        fileprivate var start: Int = 0
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let mask: Int
    private let room: UnsafeMutablePointer<UInt8>
    private let roomSize: Int
    private var used = 0
    private var count = 0

    /// - Parameters:
    ///   - capacity: a power of two; three quarters of it are filled.
    ///   - bytes: of all content.
    init(capacity: Int, bytes: Int) {
        entries = .allocate(capacity: capacity)
        entries.initialize(repeating: Entry(), count: capacity)
        mask = capacity - 1
        room = .allocate(capacity: bytes)
        roomSize = bytes
    }

    deinit {
        entries.deallocate()
        room.deallocate()
    }

    mutating func removeAll() {
        entries.update(repeating: Entry(), count: mask + 1)
        (used, count) = (0, 0)
    }

    /// The entry of this content; nil where it is not known.
    @inline(__always)
    func find(_ content: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> UnsafeMutablePointer<Entry>? {
        var at = Int(truncatingIfNeeded: hash) & mask
        while entries[at].id != 0 {
            if entries[at].hash == hash, Int(entries[at].length) == content.count,
                content.count == 0
                    || memcmp(room + entries[at].start, content.baseAddress!, content.count) == 0
            {
                return entries + at
            }
            at = (at + 1) & mask
        }
        return nil
    }

    /// Takes content that is not known.
    mutating func insert(_ content: UnsafeBufferPointer<UInt8>, _ hash: UInt64, id: Int64, week: Int32) {
        if content.count > roomSize { return }
        if used + content.count > roomSize || count * 4 >= mask * 3 { removeAll() }
        var at = Int(truncatingIfNeeded: hash) & mask
        while entries[at].id != 0 { at = (at + 1) & mask }
        entries[at] = Entry(hash: hash, id: id, week: week, length: Int32(content.count), start: used)
        if let base = content.baseAddress { (room + used).update(from: base, count: content.count) }
        used += content.count
        count += 1
    }
}

/// Which hashes have been seen lately, in a table where a newer one takes the place of an older.
struct SeenHashes: ~Copyable {
    private let tags: UnsafeMutablePointer<UInt32>
    private static let size = 1 << 15

    init() {
        tags = .allocate(capacity: Self.size)
        tags.initialize(repeating: 0, count: Self.size)
    }

    deinit { tags.deallocate() }

    /// Whether it had been seen; it has now.
    @inline(__always)
    mutating func see(_ hash: UInt64) -> Bool {
        let at = Int(truncatingIfNeeded: hash) & (Self.size - 1)
        let tag = UInt32(truncatingIfNeeded: hash >> 32) | 1
        if tags[at] == tag { return true }
        tags[at] = tag
        return false
    }
}

/// Which hashes may be among those of a dictionary: a Bloom filter.
struct StoredHashes: ~Copyable {
    private let words: UnsafeMutablePointer<UInt64>
    private static let bits = 1 << 20

    init() {
        words = .allocate(capacity: Self.bits / 64)
        words.initialize(repeating: 0, count: Self.bits / 64)
    }

    deinit { words.deallocate() }

    mutating func insert(_ hash: UInt64) {
        for part in [hash, hash >> 24] {
            let bit = Int(truncatingIfNeeded: part) & (Self.bits - 1)
            words[bit >> 6] |= 1 << UInt64(bit & 63)
        }
    }

    @inline(__always)
    func mayHold(_ hash: UInt64) -> Bool {
        let (first, second) = (hash & UInt64(Self.bits - 1), (hash >> 24) & UInt64(Self.bits - 1))
        return words[Int(first >> 6)] >> (first & 63) & 1 == 1
            && words[Int(second >> 6)] >> (second & 63) & 1 == 1
    }
}
