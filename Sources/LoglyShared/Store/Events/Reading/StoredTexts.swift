/// `event_texts` as one reader knows it: those that it came across, in memory that does not grow.
///
/// When there are too many they are all forgotten, between two events; what is still in use is soon known again.
struct StoredTexts: ~Copyable {
    private static let most = 1 << 15
    private static let size = 2 << 20

    private struct Entry {
        /// 0 where the place is empty.
        var id: Int64 = 0
        var text = EventCell.null
    }

    private var entries: UnsafeMutablePointer<Entry>
    private var mask: Int
    private var count = 0
    private var room = ByteRoom(capacity: 1 << 14)
    private var selection: Statement

    init(_ database: borrowing Database) throws(ToolError) {
        selection = try database.prepare(EventTextsTable.content)
        mask = (1 << 10) - 1
        entries = .allocate(capacity: mask + 1)
        entries.initialize(repeating: Entry(), count: mask + 1)
    }

    deinit { entries.deallocate() }

    /// Forgets the texts if there are too many: those given out before are gone.
    @inline(__always)
    mutating func makeRoom() {
        if count > Self.most || room.count > Self.size { forget() }
    }

    private mutating func forget() {
        entries.update(repeating: Entry(), count: mask + 1)
        count = 0
        room.removeAll()
    }

    /// The text of a number; NULL where there is none.
    @inline(__always)
    mutating func text(_ id: Int64) throws(ToolError) -> EventCell {
        var at = Int(truncatingIfNeeded: id) & mask
        while entries[at].id != 0 {
            if entries[at].id == id { return entries[at].text }
            at = (at + 1) & mask
        }
        return try read(id)
    }

    private mutating func read(_ id: Int64) throws(ToolError) -> EventCell {
        selection.bind(1, id)
        let text =
            try selection.step()
            ? selection.bytes(0).map { EventCell(text: room.copy($0), number: Int64($0.count)) } : nil
        selection.reset()
        if count * 2 >= mask { grow() }
        insert(Entry(id: id, text: text ?? .null))
        count += 1
        return text ?? .null
    }

    private mutating func insert(_ entry: Entry) {
        var at = Int(truncatingIfNeeded: entry.id) & mask
        while entries[at].id != 0 { at = (at + 1) & mask }
        entries[at] = entry
    }

    private mutating func grow() {
        let (old, size) = (entries, mask + 1)
        mask = size * 2 - 1
        entries = .allocate(capacity: mask + 1)
        entries.initialize(repeating: Entry(), count: mask + 1)
        for at in 0..<size where old[at].id != 0 { insert(old[at]) }
        old.deallocate()
    }
}
