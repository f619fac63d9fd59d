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

    /// All hosts of samples, aggregates and log files, in order.
    public static func all(in database: borrowing Database) throws(ToolError) -> [String] {
        let tables =
            SampleTables.names.values.sorted()
            + ["hourly_aggregates", "daily_aggregates", "log_offsets"]
        var names: Set<String> = []
        for table in tables { names.formUnion(try Self.names(in: table, of: database)) }
        return names.sorted()
    }
}
