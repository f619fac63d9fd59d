import Glibc
import LoglyShared

/// `--emit`: the rows written in this run, as NDJSON on stdout.
enum Emission {
    /// Prints hours, then days, each in the order of time.
    static func print(_ periods: Set<Period>, _ database: borrowing Database) throws(ToolError) {
        var out = OutputBuffer(descriptor: STDOUT_FILENO, name: "stdout")
        var hours = try database.prepare(query(.hour))
        var days = try database.prepare(query(.day))
        for period in periods.sorted() {
            if period.length == .hour {
                try append(period, &hours, &out)
            } else {
                try append(period, &days, &out)
            }
        }
        try out.flush()
    }

    /// The columns of the record in its order; an hour has NULL where only a day has values.
    private static func query(_ length: Period.Length) -> String {
        let columns = RecordTable.columns(of: AggregateRecord.self).map { name in
            switch name {
            case "period": "'\(length.rawValue)'"
            case "unique_ips_banned" where length == .hour, "unique_users_failed" where length == .hour:
                "NULL"
            default: name
            }
        }
        return
            "SELECT \(columns.joined(separator: ", ")) FROM \(length.table) WHERE host = ?1 AND timestamp = ?2"
    }

    private static func append(
        _ period: Period, _ statement: inout Statement, _ out: inout OutputBuffer
    ) throws(ToolError) {
        statement.bind(1, period.host)
        statement.bind(2, Double(period.start))
        if try statement.step() { out.append(statement.record(AggregateRecord.self)) }
        statement.reset()
    }
}
