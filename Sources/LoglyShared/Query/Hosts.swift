/// The machines that a database knows.
public enum Hosts {
    /// The hosts of one table of samples or aggregates, in order; a lookup in its index for each.
    static func names(in table: String, of database: borrowing Database) throws(ToolError) -> [String] {
        var next = try database.prepare("SELECT min(host) FROM \(table) WHERE host > ?")
        var names: [String] = []
        while true {
            next.bind(1, names.last ?? "")
            guard try next.step(), let name = next.text(0) else { return names }
            names.append(name)
            next.reset()
        }
    }

    /// The same as SQL, for a condition `host IN (…)` that makes a window of time a search in the index.
    static func search(in table: String) -> String {
        """
        WITH RECURSIVE hosts (host) AS (SELECT min(host) FROM \(table) UNION ALL
        SELECT (SELECT min(host) FROM \(table) WHERE host > hosts.host) FROM hosts WHERE host IS NOT NULL)
        SELECT host FROM hosts WHERE host IS NOT NULL
        """
    }

    /// All hosts of samples, aggregates, log files and the newest thousand events, in order.
    ///
    /// No index leads to the hosts of events; those of older ones are in the aggregates.
    public static func all(in database: borrowing Database) throws(ToolError) -> [String] {
        let tables =
            SampleTables.names.values.sorted()
            + ["hourly_aggregates", "daily_aggregates", "log_offsets"]
        var names: Set<String> = []
        for table in tables { names.formUnion(try Self.names(in: table, of: database)) }
        let newest = SQLQuery(
            "SELECT DISTINCT host FROM (SELECT host FROM log_events ORDER BY timestamp DESC LIMIT 1000)")
        var rows = try newest.prepare(in: database)
        while try rows.step() { names.insert(rows.text(0) ?? "") }
        return names.sorted()
    }
}
