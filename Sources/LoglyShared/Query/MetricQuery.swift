/// Which samples of one kind, or which hours or days, are asked for, in the order of time.
///
///     var query = MetricQuery<SystemRecord>.samples
///     query.window = TimeWindow(hours: 24, before: now)
///     try query.forEach(in: database) { sample in print(sample.cpuPercent ?? 0) }
public struct MetricQuery<R: Record>: Sendable {
    public var window: TimeWindow?
    public var host: String?

    let table: String
    /// What stands in the place of a field that the table has no column for.
    let constants: [String: String]
    /// What tells rows of one host and moment apart.
    let identity: [String]

    init(table: String, constants: [String: String] = [:], identity: [String] = []) {
        (self.table, self.constants, self.identity) = (table, constants, identity)
    }

    /// The SQL that answers it, with the columns of the record in the order of its fields.
    ///
    /// Tables are indexed by host and time, so each host that there is (a lookup for each) is named: the window is
    /// searched and not scanned for, and with one host the rows come in order without sorting.
    public func sql(in database: borrowing Database) throws(ToolError) -> SQLQuery {
        let columns = RecordTable.columns(of: R.self).map { constants[$0] ?? $0 }.joined(separator: ", ")
        let order = (["timestamp", "host"] + identity).joined(separator: ", ")
        return try sql(selecting: columns, "ORDER BY \(order)", in: database)
    }

    /// The SQL that sums these samples up: expressions over the columns of the table, for these samples only.
    func sql(
        selecting expressions: String, _ rest: String = "", in database: borrowing Database
    ) throws(ToolError) -> SQLQuery {
        var conditions = SQLConditions()
        if let host {
            conditions.add("host", equals: host)
        } else {
            // `IN ()` is no row, and right where the table has no host.
            conditions.add("host", in: try Hosts.names(in: table, of: database))
        }
        conditions.add("timestamp", within: window)
        return SQLQuery(
            "SELECT \(expressions) FROM \(table)\(conditions.clause) \(rest)", conditions.values)
    }

    /// The hosts that have rows, in order.
    public func hosts(in database: borrowing Database) throws(ToolError) -> [String] {
        try Hosts.names(in: table, of: database)
    }

    /// The time of a host's newest row, whatever the window; nil where it has none. One look into the index.
    public func newestTime(
        of host: String, in database: borrowing Database
    ) throws(ToolError) -> Timestamp? {
        var statement = try database.prepare("SELECT max(timestamp) FROM \(table) WHERE host = ?")
        statement.bind(1, host)
        return try statement.step() ? statement.timestamp(0) : nil
    }

    /// Goes through the records one by one; nothing is gathered.
    public func forEach(
        in database: borrowing Database, _ body: (R) throws(ToolError) -> Void
    ) throws(ToolError) {
        var statement = try sql(in: database).prepare(in: database)
        while try statement.step() { try body(statement.record(R.self)) }
    }
}

extension MetricQuery where R == SystemRecord {
    public static var samples: Self { Self(table: "system_metrics") }
}

extension MetricQuery where R == NetworkRecord {
    public static var samples: Self { Self(table: "network_metrics") }
}

extension MetricQuery where R == FilesystemRecord {
    public static var samples: Self { Self(table: "filesystem_metrics", identity: ["mount_point"]) }
}

extension MetricQuery where R == InterfaceRecord {
    public static var samples: Self { Self(table: "interface_metrics", identity: ["interface"]) }
}

extension MetricQuery where R == DiskRecord {
    public static var samples: Self { Self(table: "disk_metrics", identity: ["device"]) }
}

extension MetricQuery where R == AggregateRecord {
    public static var hours: Self {
        Self(
            table: "hourly_aggregates",
            constants: ["period": "'hour'", "unique_ips_banned": "NULL", "unique_users_failed": "NULL"])
    }

    public static var days: Self { Self(table: "daily_aggregates", constants: ["period": "'day'"]) }
}
