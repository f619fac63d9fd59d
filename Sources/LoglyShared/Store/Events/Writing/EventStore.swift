import Glibc

/// Writes events: encodes them for `events` and its dictionaries, and inserts them many at a time.
///
/// Call `begin` in each transaction before the first event, `flush` before its end and before the bytes of
/// its events go, and `committed` after it. One connection has one store.
public struct EventStore: ~Copyable {
    private let pending = PendingEvents()
    private var insertion: Statement
    private var state: Statement
    private var noting: Statement
    private var streams: EventStreams
    private var shapes: EventShapes
    private var texts: EventTexts
    private var shape = EventShape()
    private let habits: EventHabits

    private var lastID: Int64 = 0
    /// As `event_state` had it.
    private var sweeps: Int64 = -1
    /// What is learnt in a transaction holds only if that is committed.
    private var isCommitted = true

    public init(_ database: borrowing Database) throws(ToolError) {
        try pending.attach(to: database)
        let insertion = try database.prepare(PendingEvents.insertion)
        let state = try database.prepare(EventsTable.state)
        let noting = try database.prepare(EventsTable.noting)
        let streams = try EventStreams(database)
        let shapes = try EventShapes(database)
        let texts = try EventTexts(database)
        self.insertion = insertion
        self.state = state
        self.noting = noting
        self.streams = streams
        self.shapes = shapes
        self.texts = texts
        habits = EventHabits()
    }

    /// Must be called inside a transaction that has the write lock.
    public mutating func begin() throws(ToolError) {
        pending.count = 0
        let found = try state.step()
        let now = found ? (state.integer(0) ?? 0, state.integer(1) ?? 0) : (0, 0)
        state.reset()
        // Another program has removed what was no longer used, or a transaction came to nothing.
        if now.1 != sweeps || !isCommitted {
            streams.forget()
            shapes.forget()
            texts.forget()
        }
        (lastID, sweeps) = now
        isCommitted = false
    }

    /// Must be called after the transaction has been committed.
    public mutating func committed() { isCommitted = true }

    /// - Parameter id: only where it has one already; more than any before.
    @inline(__always)
    public mutating func append(_ event: borrowing NewEvent, id: Int64? = nil) throws(ToolError) {
        if pending.count == PendingEvents.capacity { try flush() }
        let row = pending.rows + pending.count
        let week = EventTexts.week(of: event.timestamp)
        lastID = id ?? lastID + 1
        row.pointee.id = lastID
        row.pointee.timestamp = event.timestamp
        row.pointee.stream = try streams.id(host: event.host, source: event.source)
        row.pointee.level = EventCell(Int64(event.level.rawValue))
        row.pointee.action = event.action.map { EventCell(action: $0) } ?? .null
        row.pointee.address = event.ipAddress.map { EventCell(address: $0) } ?? .null
        row.pointee.user =
            try event.user.map { user throws(ToolError) in
                try texts.cell(user, &habits.user.pointee, week: week)
            } ?? .null
        row.pointee.count = event.count.map { EventCell($0) } ?? .null
        try encodeContent(event, into: row, week)
        pending.count += 1
    }

    @inline(__always)
    private mutating func encodeContent(
        _ event: borrowing NewEvent, into row: UnsafeMutablePointer<EncodedEvent>, _ week: Int32
    ) throws(ToolError) {
        shape.take(event, usesTemplates: true)
        var id = try shapes.id(of: shape, service: event.service, isPlain: false, week: week)
        if id == nil {
            shape.take(event, usesTemplates: false)
            id = try shapes.id(of: shape, service: event.service, isPlain: true, week: week)
        }
        let shapeID = id ?? 0
        row.pointee.shape = shapeID
        let habits = self.habits.values(of: shapeID)
        row.pointee.values = InlineArray(repeating: .null)
        var place = 0
        if shape.hasOwnMessage {
            row.pointee.values[0] = try texts.cell(event.message, &habits[0], week: week)
            place = 1
        }
        guard let metadata = event.metadata, let base = metadata.baseAddress else { return }
        for index in 0..<shape.valueCount {
            let range = shape.values[index]
            let value = UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
            row.pointee.values[place] =
                if let number = EventCell.number(value) {
                    EventCell(number)
                } else {
                    try texts.cell(value, &habits[place], week: week)
                }
            place += 1
        }
    }

    /// Inserts what has been appended.
    public mutating func flush() throws(ToolError) {
        if pending.count == 0 { return }
        try insertion.run()
        pending.count = 0
        noting.bind(1, lastID)
        try noting.run()
    }
}

/// How the values of each place have been, by shape: the same habits serve for some shapes that share a place
/// in the table.
private final class EventHabits {
    private static let shapes: Int64 = 512

    let user: UnsafeMutablePointer<EventTexts.Habit>
    private let all: UnsafeMutablePointer<EventTexts.Habit>

    init() {
        user = .allocate(capacity: 1)
        user.initialize(to: EventTexts.Habit())
        all = .allocate(capacity: Int(Self.shapes) * 6)
        all.initialize(repeating: EventTexts.Habit(), count: Int(Self.shapes) * 6)
    }

    deinit {
        user.deallocate()
        all.deallocate()
    }

    @inline(__always)
    func values(of shape: Int64) -> UnsafeMutablePointer<EventTexts.Habit> {
        all + Int(shape & (Self.shapes - 1)) * 6
    }
}

extension EventCell {
    /// The code of an action, or its text.
    @inline(__always)
    init(action name: UnsafeBufferPointer<UInt8>) {
        self.init(name)
        guard let base = name.baseAddress else { return }
        for (code, known) in EventsTable.actions
        where known.utf8CodeUnitCount == name.count && memcmp(base, known.utf8Start, name.count) == 0 {
            self = EventCell(code)
            return
        }
    }
}
