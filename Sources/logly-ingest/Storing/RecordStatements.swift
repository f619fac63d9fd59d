import LoglyShared

/// The statements that store what is no event.
struct RecordStatements: ~Copyable {
    private var system: Statement
    private var network: Statement
    private var filesystem: Statement
    private var interface: Statement
    private var disk: Statement
    private var hour: Statement
    private var day: Statement
    private var run: Statement
    private var runSource: Statement

    init(_ database: borrowing Database) throws(ToolError) {
        let system = try Self.insertion(of: SystemRecord.self, database)
        let network = try Self.insertion(of: NetworkRecord.self, database)
        let filesystem = try Self.insertion(of: FilesystemRecord.self, database)
        let interface = try Self.insertion(of: InterfaceRecord.self, database)
        let disk = try Self.insertion(of: DiskRecord.self, database)
        let hour = try database.prepare(AggregateTables.settingOfHour)
        let day = try database.prepare(AggregateTables.settingOfDay)
        let run = try database.prepare(RunTables.insertion)
        let runSource = try database.prepare(RunTables.insertionOfSource)
        // All at once: a struct that cannot be copied must not be half made when something throws.
        self.system = system
        self.network = network
        self.filesystem = filesystem
        self.interface = interface
        self.disk = disk
        self.hour = hour
        self.day = day
        self.run = run
        self.runSource = runSource
    }

    private static func insertion<R: Record>(
        of type: R.Type, _ database: borrowing Database
    ) throws(ToolError) -> Statement {
        try database.prepare(
            RecordTable.insertion(of: type, into: SampleTables.names[type.type.description] ?? ""))
    }

    /// Stores a record, under `host` where it carries none; false where it was there already.
    mutating func store(
        _ record: StoredRecord, host: String, in database: borrowing Database
    ) throws(ToolError) -> Bool {
        switch record {
        case .system(var record):
            record.host = record.host ?? host
            system.bind(record)
            try system.run()
        case .network(var record):
            record.host = record.host ?? host
            network.bind(record)
            try network.run()
        case .filesystem(var record):
            record.host = record.host ?? host
            filesystem.bind(record)
            try filesystem.run()
        case .interface(var record):
            record.host = record.host ?? host
            interface.bind(record)
            try interface.run()
        case .disk(var record):
            record.host = record.host ?? host
            disk.bind(record)
            try disk.run()
        case .aggregate(var record):
            record.host = record.host ?? host
            if record.period == "day" {
                day.bind(record)
                try day.run()
            } else {
                hour.bind(record)
                try hour.run()
            }
        case .run(var record):
            record.host = record.host ?? host
            return try store(record, in: database)
        }
        return database.changes > 0
    }

    private mutating func store(
        _ record: RunRecord, in database: borrowing Database
    ) throws(ToolError) -> Bool {
        run.bind(record)
        try run.run()
        guard database.changes > 0 else { return false }
        let id = database.lastInsertedID
        for source in record.sources {
            runSource.bind(source)
            runSource.bind(9, id)
            try runSource.run()
        }
        return true
    }
}
