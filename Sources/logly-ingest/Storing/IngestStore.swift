import Glibc
import LoglyShared

/// The database, written to in transactions that are as long as input is ready.
///
/// Whatever throws ends the run; SQLite then undoes the open transaction when the database is closed, or when it is
/// opened next.
struct IngestStore: ~Copyable {
    private let database: Database
    private var events: EventStore
    private var records: RecordStatements
    private var storedOffset: Statement
    private var highestGeneration: Statement
    private var setOffset: Statement
    private var renewOffset: Statement
    /// For records without one.
    private let host: String
    /// The same as bytes that stay where they are, which those of a String need not.
    private let hostBytes: OutputBuffer
    private let clock: () -> Timestamp
    /// What `metadata` is to record as this machine's name; nil once it has one.
    private var unrecordedHost: String?

    /// Rows in the open transaction; nil where none is open.
    private(set) var pending: Int?
    private var opened = 0.0

    /// A transaction takes no more rows, and no more batches after this many seconds: others wait for the lock.
    private static let limit = (rows: 20_000, seconds: 0.05)

    /// - Parameters:
    ///   - host: the name of this machine in records that carry none.
    ///   - machine: what a new database is to remember as this machine's name.
    ///   - isDurable: what is committed survives a power cut, at the price of a sync for each commit.
    init(
        _ database: consuming Database, host: String, machine: String, isDurable: Bool,
        clock: @escaping () -> Timestamp
    ) throws(ToolError) {
        if isDurable { try database.execute("PRAGMA synchronous=FULL") }
        let recorded = try MetadataTable.host(in: database)
        let events = try EventStore(database)
        let records = try RecordStatements(database)
        let storedOffset = try database.prepare(LogOffsetsTable.selectionOfGeneration)
        let highestGeneration = try database.prepare(LogOffsetsTable.selectionOfHighest)
        let setOffset = try database.prepare(LogOffsetsTable.setting)
        let renewOffset = try database.prepare(LogOffsetsTable.renewal)
        self.database = database
        var hostBytes = OutputBuffer()
        hostBytes.append(host)
        self.hostBytes = hostBytes
        (self.host, self.clock) = (host, clock)
        unrecordedHost = recorded == nil ? machine : nil
        self.events = events
        self.records = records
        self.storedOffset = storedOffset
        self.highestGeneration = highestGeneration
        self.setOffset = setOffset
        self.renewOffset = renewOffset
    }

    var isOpen: Bool { pending != nil }

    /// It is time to commit, even if more is ready.
    var isFull: Bool {
        guard let pending else { return false }
        return pending >= Self.limit.rows || monotonicSeconds() - opened >= Self.limit.seconds
    }

    /// Opens a transaction unless one is open.
    mutating func begin() throws(ToolError) {
        if isOpen { return }
        try database.execute("BEGIN IMMEDIATE")
        (pending, opened) = (0, monotonicSeconds())
        try events.begin()
        if let name = unrecordedHost {
            try MetadataTable.recordHost(name, in: database)
            unrecordedHost = nil
        }
    }

    mutating func commit() throws(ToolError) {
        guard isOpen else { return }
        try database.execute("COMMIT")
        events.committed()
        pending = nil
    }

    /// Stores all events. A transaction must be open.
    mutating func store(_ rows: borrowing EventRows) throws(ToolError) {
        var event = NewEvent()
        for index in 0..<rows.count {
            let row = rows.rows[index]
            event.timestamp = row.timestamp.seconds
            event.host = rows.text(row.host) ?? hostBytes.bytes
            event.source = rows.text(row.source) ?? event.source
            event.level = row.level
            event.message = rows.text(row.message) ?? event.message
            event.ipAddress = rows.text(row.ipAddress)
            event.user = rows.text(row.user)
            event.service = rows.text(row.service)
            event.action = rows.text(row.action)
            event.count = row.count
            event.metadata = rows.text(row.metadata)
            try events.append(event)
        }
        try events.flush()
        pending = (pending ?? 0) + rows.count
    }

    /// Stores a record; false where it was there already. A transaction must be open.
    mutating func store(_ record: StoredRecord) throws(ToolError) -> Bool {
        pending = (pending ?? 0) + 1
        return try records.store(record, host: host, in: database)
    }

    /// How far the database has the generation that `batch` belongs to; nil where it knows none.
    mutating func offset(of batch: BatchRecord) throws(ToolError) -> StoredOffset? {
        Self.bind(batch, host, to: &storedOffset)
        defer { storedOffset.reset() }
        return try storedOffset.step() ? StoredOffset(row: storedOffset) : nil
    }

    /// All that the database has of the log that `batch` belongs to, by the numbers of its generations.
    func offsets(ofLogOf batch: BatchRecord) throws(ToolError) -> [(batch: BatchRecord, stored: StoredOffset)]
    {
        var query = try database.prepare(LogOffsetsTable.selectionOfLog)
        query.bind(1, batch.host ?? host)
        query.bind(2, batch.source)
        query.bind(3, batch.path)
        var found: [(batch: BatchRecord, stored: StoredOffset)] = []
        while try query.step() {
            var other = batch
            other.generation = query.integer(6) ?? 0
            other.from = query.integer(0) ?? 0
            other.run = RunName(start: query.timestamp(7) ?? .epoch, process: getpid()).text
            found.append((other, StoredOffset(row: query)))
        }
        return found
    }

    /// The number of the newest generation of the log that `batch` belongs to; 0 where nothing is stored of it.
    mutating func highestGeneration(ofLogOf batch: BatchRecord) throws(ToolError) -> Int64 {
        highestGeneration.bind(1, batch.host ?? host)
        highestGeneration.bind(2, batch.source)
        highestGeneration.bind(3, batch.path)
        defer { highestGeneration.reset() }
        return try highestGeneration.step() ? highestGeneration.integer(0) ?? 0 : 0
    }

    /// Moves the generation's offset to where `checkpoint` closes its batch. A transaction must be open.
    mutating func advance(to checkpoint: CheckpointRecord) throws(ToolError) {
        let batch = checkpoint.batch
        Self.bind(batch, host, to: &setOffset)
        setOffset.bind(5, checkpoint.to)
        setOffset.bind(6, batch.fingerprint)
        setOffset.bind(7, checkpoint.anchor ?? "")
        setOffset.bind(8, batch.file ?? batch.path)
        setOffset.bind(9, batch.device ?? "")
        setOffset.bind(10, batch.inode ?? "")
        setOffset.bind(11, timeOfReading(batch))
        try setOffset.run()
    }

    /// Notes that the file of an empty batch is still there, once a day. A transaction must be open.
    mutating func renew(_ checkpoint: CheckpointRecord) throws(ToolError) {
        Self.bind(checkpoint.batch, host, to: &renewOffset)
        renewOffset.bind(5, checkpoint.to)
        renewOffset.bind(6, timeOfReading(checkpoint.batch))
        try renewOffset.run()
    }

    /// Whatever is written to a log after its reading began may not be in the batch, however late that is stored.
    private func timeOfReading(_ batch: BatchRecord) -> Timestamp {
        let now = clock()
        return min(RunName.start(of: batch.run) ?? now, now)
    }

    private static func bind(_ batch: BatchRecord, _ host: String, to statement: inout Statement) {
        statement.bind(1, batch.host ?? host)
        statement.bind(2, batch.source)
        statement.bind(3, batch.path)
        statement.bind(4, batch.generation)
    }
}
