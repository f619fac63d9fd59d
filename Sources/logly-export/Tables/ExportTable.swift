import LoglyCommand
import LoglyShared

/// A table of an export: the type of its records, its columns, and the query that gives the rows.
struct ExportTable {
    let type: StaticString
    /// Of the query, one for each of its columns.
    let columns: [ExportColumn]
    /// What CSV leaves out, as it is the same in every row.
    let hiddenInCSV: Set<String>
    let query: Query

    enum Query {
        case rows(SQLQuery)
        case events(EventQuery)
    }

    /// Which rows: `logly-export KIND --since … --host …`.
    struct Selection {
        var window: TimeWindow
        var host: String?
        var source: String?
        var minimumLevel: Level?
    }

    /// - Parameter kind: one that is a table.
    init(_ kind: ExportKind, _ selection: Selection, in database: borrowing Database) throws(ToolError) {
        switch kind {
        case .system: try self.init(.samples as MetricQuery<SystemRecord>, selection, in: database)
        case .network: try self.init(.samples as MetricQuery<NetworkRecord>, selection, in: database)
        case .filesystem: try self.init(.samples as MetricQuery<FilesystemRecord>, selection, in: database)
        case .interface: try self.init(.samples as MetricQuery<InterfaceRecord>, selection, in: database)
        case .disk: try self.init(.samples as MetricQuery<DiskRecord>, selection, in: database)
        case .hourly:
            try self.init(
                .hours, selection, in: database,
                hiddenInCSV: ["period", "unique_ips_banned", "unique_users_failed"])
        case .daily: try self.init(.days, selection, in: database, hiddenInCSV: ["period"])
        case .ips: self.init(addresses: selection)
        case .logs, .report, .status, .backup: self.init(events: selection)
        }
    }

    private init<R: Record>(
        _ query: MetricQuery<R>, _ selection: Selection, in database: borrowing Database,
        hiddenInCSV: Set<String> = []
    ) throws(ToolError) {
        var query = query
        (query.window, query.host) = (selection.window, selection.host)
        self.type = R.type
        self.columns = ExportColumn.fields(of: R.self)
        self.hiddenInCSV = hiddenInCSV
        self.query = .rows(try query.sql(in: database))
    }

    private init(events selection: Selection) {
        var query = EventQuery()
        (query.window, query.host) = (selection.window, selection.host)
        (query.source, query.minimumLevel) = (selection.source, selection.minimumLevel)
        self.type = "event"
        self.columns = ExportColumn.events
        self.hiddenInCSV = []
        self.query = .events(query)
    }

    private init(addresses selection: Selection) {
        var query = AddressQuery()
        (query.window, query.host) = (selection.window, selection.host)
        (query.source, query.minimumLevel) = (selection.source, selection.minimumLevel)
        self.type = "ip"
        self.columns = ExportColumn.addresses
        self.hiddenInCSV = []
        self.query = .rows(query.sql)
    }

    /// Writes the rows, in as much memory as one of them takes.
    func write(
        with writer: inout some TableWriter & ~Copyable, _ database: borrowing Database,
        to out: inout OutputBuffer, progress: Progress? = nil
    ) throws(ToolError) {
        switch query {
        case .rows(let query):
            var rows = try query.prepare(in: database)
            try writer.write(&rows, to: &out, progress: progress)
        case .events(let query):
            var events = EventRows(cursor: try query.events(in: database))
            try writer.write(&events, to: &out, progress: progress)
        }
    }
}
