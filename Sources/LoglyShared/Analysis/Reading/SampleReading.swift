/// Feeds the samples of a window to the observations, host by host.
struct SampleReading {
    let question: AnalysisQuestion

    /// The first moment of which any table knows; nil in a database without data.
    static func firstRow(_ database: borrowing Database) throws(ToolError) -> Timestamp? {
        var first: Timestamp?
        for table in ["system_metrics", "network_metrics", "filesystem_metrics"] {
            for host in try hosts(of: table, database) {
                var query = try database.prepare("SELECT min(timestamp) FROM \(table) WHERE host = ?1")
                query.bind(1, host)
                if try query.step(), let time = query.timestamp(0) { first = min(first ?? time, time) }
            }
        }
        var events = try database.prepare("SELECT min(timestamp) FROM events")
        if try events.step(), let time = events.timestamp(0) { first = min(first ?? time, time) }
        return first
    }

    /// The hosts of a table, each found by one step in its index (host, timestamp): a DISTINCT reads them all.
    static func hosts(of table: String, _ database: borrowing Database) throws(ToolError) -> [String] {
        var query = try database.prepare(
            """
            WITH RECURSIVE hosts (host) AS (
                SELECT min(host) FROM \(table)
                UNION ALL
                SELECT (SELECT min(host) FROM \(table) WHERE host > hosts.host) FROM hosts
                WHERE hosts.host IS NOT NULL)
            SELECT host FROM hosts WHERE host IS NOT NULL
            """)
        var hosts: [String] = []
        while try query.step() { hosts.append(query.text(0) ?? "") }
        return hosts
    }

    func read(_ database: borrowing Database, into seen: inout Observations) throws(ToolError) {
        for host in try hosts(of: "system_metrics", database) {
            try readCollection(of: host, in: "system_metrics", database, &seen)
            try readEarlier(SystemRecord.self, "system_metrics", host, database) {
                seen.take($0, isEarlier: true)
            }
            try read(SystemRecord.self, "system_metrics", host, database) { seen.take($0) }
        }
        for host in try hosts(of: "network_metrics", database) {
            let place = seen.hosts.place(of: host)
            if seen.collections[place]?.newestSample == nil {
                try readCollection(of: host, in: "network_metrics", database, &seen)
            }
            try readEarlier(NetworkRecord.self, "network_metrics", host, database) {
                seen.take($0, isEarlier: true)
            }
            try read(NetworkRecord.self, "network_metrics", host, database) { seen.take($0) }
        }
        for host in try hosts(of: "filesystem_metrics", database) {
            try read(FilesystemRecord.self, "filesystem_metrics", host, database) { seen.take($0) }
        }
    }

    private func hosts(of table: String, _ database: borrowing Database) throws(ToolError) -> [String] {
        let all = try Self.hosts(of: table, database)
        return question.host.map { host in all.filter { $0 == host } } ?? all
    }

    private func read<R: Record>(
        _ type: R.Type, _ table: String, _ host: String, _ database: borrowing Database, _ body: (R) -> Void
    ) throws(ToolError) {
        let columns = RecordTable.columns(of: type).joined(separator: ",")
        var query = try database.prepare(
            """
            SELECT \(columns) FROM \(table) WHERE host = ?1 AND timestamp >= ?2 AND timestamp < ?3
            ORDER BY timestamp
            """)
        query.bind(1, host)
        query.bind(2, question.window.lowerSeconds)
        query.bind(3, question.window.upperSeconds)
        while try query.step() { body(query.record(type)) }
    }

    /// The last sample before the window, for the first difference of its counters.
    private func readEarlier<R: Record>(
        _ type: R.Type, _ table: String, _ host: String, _ database: borrowing Database, _ body: (R) -> Void
    ) throws(ToolError) {
        guard let since = question.window.since else { return }
        let columns = RecordTable.columns(of: type).joined(separator: ",")
        var query = try database.prepare(
            """
            SELECT \(columns) FROM \(table) WHERE host = ?1 AND timestamp < ?2
            ORDER BY timestamp DESC LIMIT 1
            """)
        query.bind(1, host)
        query.bind(2, since)
        if try query.step() { body(query.record(type)) }
    }

    /// The newest sample, and the usual time between two: the median of the last two hundred.
    private func readCollection(
        of host: String, in table: String, _ database: borrowing Database, _ seen: inout Observations
    ) throws(ToolError) {
        var query = try database.prepare(
            """
            SELECT timestamp FROM \(table) WHERE host = ?1 AND timestamp < ?2
            ORDER BY timestamp DESC LIMIT 200
            """)
        query.bind(1, host)
        query.bind(2, Timestamp(microseconds: question.window.end.microseconds + 1))
        var times: [Double] = []
        while try query.step() { times.append(query.double(0) ?? 0) }
        let place = seen.hosts.place(of: host)
        var collection =
            seen.collections[place] ?? Observations.Collection(interval: question.configuredInterval)
        collection.newestSample = times.first.map { Timestamp(seconds: $0) }
        // One or two gaps do not tell what is usual.
        if times.count > 3 {
            let gaps = zip(times, times.dropFirst()).map { $0 - $1 }.sorted()
            collection.interval = gaps[gaps.count / 2]
        }
        seen.collections[place] = collection
    }
}
