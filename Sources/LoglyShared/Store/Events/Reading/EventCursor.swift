import CSQLite

/// Reads events: goes through rows of `events`, and gives of each what is asked for, as `log_events` shows it.
///
///     let events = try query.events(in: database)
///     while try events.step() {
///         if let message = events.bytes(.message) { out.append(message) }
///     }
///
/// What nobody asks for is not put together, and no row costs a look-up in the dictionaries that a row before has made.
/// Bytes are valid until the next `step`. Memory does not grow with the number of events. The view takes four times as
/// long, since SQL puts each text together by `printf` and looks up each number anew.
public final class EventCursor {
    public typealias Bytes = UnsafeBufferPointer<UInt8>

    /// The columns of `events` that a statement selects, in this order, for a cursor to read.
    static let columns =
        "id, timestamp, stream, shape, level, action, ip_address, user, count, "
        + EventsTable.values.joined(separator: ", ")

    enum Place {
        static let id: Int32 = 0
        static let timestamp: Int32 = 1
        static let stream: Int32 = 2
        static let shape: Int32 = 3
        static let level: Int32 = 4
        static let action: Int32 = 5
        static let address: Int32 = 6
        static let user: Int32 = 7
        static let count: Int32 = 8
        static let values: Int32 = 9
    }

    var rows: Statement
    let row: OpaquePointer
    private var streams: StoredRows<StoredStream>
    private var shapes: StoredRows<StoredShape>
    private var texts: StoredTexts
    /// Where the event comes from, and what it has in common with others.
    private(set) var stream = StoredStream(absent: 0)
    private(set) var shape = StoredShape(absent: 0)
    /// Where texts of the event are put together.
    var room = ByteRoom(capacity: 1 << 12)
    /// What could not be read of the event; thrown by the next step.
    private var failure: ToolError?

    /// - Parameter rows: a statement that selects `columns` from `events`.
    init(_ rows: consuming Statement, of database: borrowing Database) throws(ToolError) {
        row = rows.handle
        self.rows = rows
        streams = try StoredRows(database)
        shapes = try StoredRows(database)
        texts = try StoredTexts(database)
    }

    /// - Parameters:
    ///   - rest: of the statement behind `FROM events`.
    ///   - bind: gives its parameters their values.
    public convenience init(
        _ rest: String, of database: borrowing Database, bind: (inout Statement) -> Void = { _ in }
    ) throws(ToolError) {
        var rows = try database.prepare("SELECT \(Self.columns) FROM events \(rest)")
        bind(&rows)
        try self.init(rows, of: database)
    }

    /// Goes to the next event; false when there is none.
    public func step() throws(ToolError) -> Bool {
        if let failure { throw failure }
        room.removeAll()
        texts.makeRoom()
        guard try rows.step() else { return false }
        let (streamID, shapeID) = (
            sqlite3_column_int64(row, Place.stream), sqlite3_column_int64(row, Place.shape)
        )
        if stream.id != streamID { stream = try streams.row(streamID) }
        if shape.id != shapeID { shape = try shapes.row(shapeID) }
        return true
    }

    // MARK: What is stored of it

    public var id: Int64 { sqlite3_column_int64(row, Place.id) }

    /// In seconds.
    public var seconds: Double { sqlite3_column_double(row, Place.timestamp) }

    /// The number, text or NULL of a column; a text by its number where the column refers to one.
    @inline(__always)
    func cell(_ place: Int32) -> EventCell {
        switch sqlite3_column_type(row, place) {
        case SQLITE_INTEGER: EventCell(sqlite3_column_int64(row, place))
        case SQLITE_NULL: .null
        default:
            EventCell(text: sqlite3_column_text(row, place), number: Int64(sqlite3_column_bytes(row, place)))
        }
    }

    /// The same of a column that may refer to a text by its number times −1.
    @inline(__always)
    func resolvedCell(_ place: Int32) -> EventCell {
        let cell = cell(place)
        if cell.text != nil || cell.number >= 0 || cell.number == .min { return cell }
        do {
            return try texts.text(-cell.number)
        } catch {
            failure = error
            return .null
        }
    }
}
