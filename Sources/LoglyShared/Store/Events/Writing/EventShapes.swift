/// `event_shapes` as one writer knows it.
///
/// A shape with templates is stored when it comes the second time; until then, and when this process has stored
/// very many, events have the one of their service that keeps message and metadata as they are.
struct EventShapes: ~Copyable {
    /// No log has so many; its values must have been taken for words.
    private static let most = 2000

    private let hash = ByteHash()
    private var known = KnownContent(capacity: 1 << 11, bytes: 1 << 18)
    private var seen = SeenHashes()
    private var stored = 0
    private var selection: Statement
    private var insertion: Statement
    private var prolongation: Statement

    init(_ database: borrowing Database) throws(ToolError) {
        let selection = try database.prepare(EventShapesTable.selection)
        let insertion = try database.prepare(EventShapesTable.insertion)
        let prolongation = try database.prepare(EventShapesTable.prolongation)
        self.selection = selection
        self.insertion = insertion
        self.prolongation = prolongation
    }

    mutating func forget() { known.removeAll() }

    /// The number of a shape; nil where it is not to be stored yet.
    ///
    /// - Parameter isPlain: it is stored at once.
    @inline(__always)
    mutating func id(
        of shape: borrowing EventShape, service: UnsafeBufferPointer<UInt8>?, isPlain: Bool, week: Int32
    ) throws(ToolError) -> Int64? {
        let hash = hash(shape.key)
        // Of a long service the key has the beginning alone.
        if (service?.count ?? 0) <= 512, let entry = known.find(shape.key, hash), entry.pointee.week >= week {
            return entry.pointee.id
        }
        return try learn(shape, service, hash, isPlain, week)
    }

    private mutating func learn(
        _ shape: borrowing EventShape, _ service: UnsafeBufferPointer<UInt8>?, _ hash: UInt64,
        _ isPlain: Bool, _ week: Int32
    ) throws(ToolError) -> Int64? {
        Self.bind(shape, service, to: &selection)
        let found = try selection.step()
        let row = found ? (selection.integer(0) ?? 0, EventTexts.week(until: selection.double(1) ?? 0)) : nil
        selection.reset()
        if let (id, until) = row {
            if until < week {
                prolongation.bind(1, id)
                prolongation.bind(2, EventTexts.until(week))
                try prolongation.run()
            }
            remember(shape, service, hash, id, max(until, week))
            return id
        }
        guard isPlain || (seen.see(hash) && stored < Self.most) else { return nil }
        Self.bind(shape, service, to: &insertion)
        insertion.bind(4, EventTexts.until(week))
        try insertion.run()
        stored += 1
        let id = insertion.lastInsertedID
        remember(shape, service, hash, id, week)
        return id
    }

    private mutating func remember(
        _ shape: borrowing EventShape, _ service: UnsafeBufferPointer<UInt8>?, _ hash: UInt64, _ id: Int64,
        _ week: Int32
    ) {
        if (service?.count ?? 0) > 512 { return }
        if let entry = known.find(shape.key, hash) {
            entry.pointee.week = week
        } else {
            known.insert(shape.key, hash, id: id, week: week)
        }
    }

    private static func bind(
        _ shape: borrowing EventShape, _ service: UnsafeBufferPointer<UInt8>?, to statement: inout Statement
    ) {
        statement.bindUnowned(1, service)
        statement.bindUnowned(2, shape.message)
        statement.bindUnowned(3, shape.metadata)
    }
}
