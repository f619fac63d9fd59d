/// A row of a dictionary of the events: what a number in `events` stands for.
protocol StoredRow: AnyObject {
    /// Selects the columns of the row with the number ?1.
    static var selection: String { get }
    var id: Int64 { get }
    init(_ id: Int64, _ row: borrowing Statement)
    /// What stands for a row that is not there.
    init(absent id: Int64)
}

/// The rows of a small dictionary as one reader knows them: of those that share a place, the last that was asked for.
struct StoredRows<Row: StoredRow>: ~Copyable {
    private static var size: Int { 1 << 10 }

    private var known: [Row?]
    private var selection: Statement

    init(_ database: borrowing Database) throws(ToolError) {
        selection = try database.prepare(Row.selection)
        known = Array(repeating: nil, count: Self.size)
    }

    @inline(__always)
    mutating func row(_ id: Int64) throws(ToolError) -> Row {
        if let row = known[Int(truncatingIfNeeded: id) & (Self.size - 1)], row.id == id { return row }
        return try read(id)
    }

    private mutating func read(_ id: Int64) throws(ToolError) -> Row {
        selection.bind(1, id)
        let row = try selection.step() ? Row(id, selection) : Row(absent: id)
        selection.reset()
        known[Int(truncatingIfNeeded: id) & (Self.size - 1)] = row
        return row
    }
}

/// A row of `event_streams`: where events come from.
final class StoredStream: StoredRow {
    static var selection: String { EventStreamsTable.content }

    let id: Int64
    let host: UnsafeBufferPointer<UInt8>
    let source: UnsafeBufferPointer<UInt8>

    init(_ id: Int64, _ row: borrowing Statement) {
        self.id = id
        host = row.bytes(0).copied()
        source = row.bytes(1).copied()
    }

    init(absent id: Int64) {
        self.id = id
        let none: UnsafeBufferPointer<UInt8>? = nil
        (host, source) = (none.copied(), none.copied())
    }

    deinit {
        host.deallocate()
        source.deallocate()
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The same bytes elsewhere, for the caller to deallocate.
    func copied() -> UnsafeBufferPointer<UInt8> {
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: count)
        _ = copy.initialize(from: self)
        return UnsafeBufferPointer(copy)
    }
}

extension UnsafeBufferPointer<UInt8>? {
    /// The same, and an empty text for none.
    fileprivate func copied() -> UnsafeBufferPointer<UInt8> {
        self?.copied() ?? UnsafeBufferPointer(UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 0))
    }
}
