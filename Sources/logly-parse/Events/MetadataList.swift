import LoglyShared

/// The keys and values of an event's `metadata`, in the order in which they were found.
///
/// A key that is there already is not taken again, so that the object has each key once.
struct MetadataList: ~Copyable {
    enum Kind: UInt8 {
        case text
        /// Digits that are a JSON number as they stand.
        case number
        /// The body of a JSON string, escaped already.
        case escaped
        /// `true`, `false` or another whole JSON value.
        case value
    }

    struct Entry {
        var key: Bytes
        var value: Bytes
        var kind: Kind
        /// The key is plain ASCII of our own and needs no escapes.
        var isOwnKey: Bool
    }

    private(set) var entries: UnsafeMutablePointer<Entry>
    private var capacity = 32
    private(set) var count = 0
    /// Bytes of all keys and values.
    private(set) var length = 0

    /// More keys than a line reasonably has. Beyond it values are left out and the event says `truncated`, so that
    /// a line of a million keys costs no more than any other.
    static let limit = 512

    init() { entries = .allocate(capacity: capacity) }

    deinit { entries.deallocate() }

    @inline(__always)
    mutating func removeAll() { (count, length) = (0, 0) }

    @inline(__always)
    mutating func append(_ key: StaticString, _ value: Bytes, _ kind: Kind) {
        let name = Bytes(start: key.utf8Start, count: key.utf8CodeUnitCount)
        if count == capacity { grow() }
        entries[count] = Entry(key: name, value: value, kind: kind, isOwnKey: true)
        count += 1
        length += name.count + value.count
    }

    mutating func append(_ key: StaticString, flag: Bool) {
        let word: StaticString = flag ? "true" : "false"
        append(key, Bytes(start: word.utf8Start, count: word.utf8CodeUnitCount), .value)
    }

    /// A key that the line names: dropped where it is there already, or where there are too many.
    mutating func append(_ key: Bytes, _ value: Bytes, _ kind: Kind) {
        if count >= Self.limit {
            if count == Self.limit { append("truncated", flag: true) }
            return
        }
        for at in 0..<count where entries[at].key.equals(key) { return }
        if count == capacity { grow() }
        entries[count] = Entry(key: key, value: value, kind: kind, isOwnKey: false)
        count += 1
        length += key.count + value.count
    }

    /// Changes entries, and drops those for which `change` returns false.
    mutating func keep(_ change: (inout Entry) -> Bool) {
        var kept = 0
        length = 0
        for at in 0..<count {
            var entry = entries[at]
            guard change(&entry) else { continue }
            entries[kept] = entry
            kept += 1
            length += entry.key.count + entry.value.count
        }
        count = kept
    }

    private mutating func grow() {
        let moved = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
        moved.update(from: entries, count: count)
        entries.deallocate()
        (entries, capacity) = (moved, capacity * 2)
    }
}
