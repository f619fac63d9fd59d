/// `event_texts` as one writer knows it: texts that repeat get a number.
///
/// A text is stored when it comes the second time within some ten thousand others, so that what is unique stays in its
/// row. All of it happens inside the writer's transaction; after a rollback, or when texts have been swept, `forget`.
struct EventTexts: ~Copyable {
    /// How the values of one place in the events have been: where few repeat, few are looked up.
    struct Habit {
        fileprivate var misses: UInt16 = 0
        fileprivate var hits: UInt16 = 0
        fileprivate var pause: UInt8 = 0
    }

    /// Shorter ones take no more than their number, longer ones are rarely repeated.
    private static let lengths = 4...512
    /// Texts of the database that a new process learns the hashes of.
    private static let learnt = 100_000

    private let hash = ByteHash()
    private var known = KnownContent(capacity: 1 << 14, bytes: 2 << 20)
    private var seen = SeenHashes()
    private var stored = StoredHashes()
    private var lookups = 0
    private var hasLearnt = false

    private var selection: Statement
    private var insertion: Statement
    private var prolongation: Statement
    private var all: Statement

    init(_ database: borrowing Database) throws(ToolError) {
        let selection = try database.prepare(EventTextsTable.selection)
        let insertion = try database.prepare(EventTextsTable.insertion)
        let prolongation = try database.prepare(EventTextsTable.prolongation)
        let all = try database.prepare(EventTextsTable.all)
        self.selection = selection
        self.insertion = insertion
        self.prolongation = prolongation
        self.all = all
    }

    mutating func forget() {
        known.removeAll()
        // Its hashes may be of texts that are gone, which costs a look-up each.
    }

    /// The text as a row holds it: itself, or its number times −1.
    @inline(__always)
    mutating func cell(
        _ text: UnsafeBufferPointer<UInt8>, _ habit: inout Habit, week: Int32
    ) throws(ToolError) -> EventCell {
        guard Self.lengths.contains(text.count) else { return EventCell(text) }
        if habit.pause > 0 {
            habit.pause -= 1
            return EventCell(text)
        }
        let hash = hash(text)
        if let entry = known.find(text, hash) {
            habit.hits &+= 1
            if entry.pointee.week < week { try prolong(entry, week) }
            return EventCell(-entry.pointee.id)
        }
        return try learn(text, hash, &habit, week) ?? EventCell(text)
    }

    private mutating func learn(
        _ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ habit: inout Habit, _ week: Int32
    ) throws(ToolError) -> EventCell? {
        let isRepeated = seen.see(hash)
        var isLookedFor = isRepeated
        if !isRepeated { isLookedFor = try mayBeStored(hash) }
        if isLookedFor {
            selection.bind(1, unowned: text)
            let found = try selection.step()
            let row = found ? (selection.integer(0) ?? 0, Self.week(until: selection.double(1) ?? 0)) : nil
            selection.reset()
            if let (id, until) = row {
                known.insert(text, hash, id: id, week: until)
                habit.hits &+= 1
                if until < week, let entry = known.find(text, hash) { try prolong(entry, week) }
                return EventCell(-id)
            }
            if isRepeated {
                insertion.bind(1, unowned: text)
                insertion.bind(2, Self.until(week))
                try insertion.run()
                let id = insertion.lastInsertedID
                known.insert(text, hash, id: id, week: week)
                stored.insert(hash)
                return EventCell(-id)
            }
        }
        habit.misses &+= 1
        if habit.misses >= 64 {
            // One in eight that repeats is worth the look-ups.
            if habit.hits < 8 { habit.pause = 31 }
            (habit.misses, habit.hits) = (habit.hits < 8 ? 60 : 0, 0)
        }
        return nil
    }

    /// False where the database is known not to have the text. After a number of questions the hashes of all its texts
    /// are read, since most new texts are new to it too.
    private mutating func mayBeStored(_ hash: UInt64) throws(ToolError) -> Bool {
        if hasLearnt { return stored.mayHold(hash) }
        lookups += 1
        if lookups < 500 { return true }
        all.bind(1, Self.learnt)
        while try all.step() {
            if let text = all.bytes(0) { stored.insert(self.hash(text)) }
        }
        all.reset()
        hasLearnt = true
        return stored.mayHold(hash)
    }

    private mutating func prolong(
        _ entry: UnsafeMutablePointer<KnownContent.Entry>, _ week: Int32
    ) throws(ToolError) {
        entry.pointee.week = week
        prolongation.bind(1, entry.pointee.id)
        prolongation.bind(2, Self.until(week))
        try prolongation.run()
    }

    // MARK: Weeks

    /// The week of a moment in seconds.
    @inline(__always)
    static func week(of time: Double) -> Int32 {
        let week = (time / Double(EventTextsTable.period)).rounded(.down)
        return week > -1e9 && week < 1e9 ? Int32(week) : 1_000_000_000
    }

    /// The end of a week, in seconds.
    static func until(_ week: Int32) -> Double { Double((Int64(week) + 1) * EventTextsTable.period) }

    static func week(until seconds: Double) -> Int32 {
        Int32(max(-1e9, min(1e9, (seconds / Double(EventTextsTable.period)).rounded(.down)))) - 1
    }
}
