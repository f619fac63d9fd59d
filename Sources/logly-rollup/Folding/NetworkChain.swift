import LoglyShared

/// A row of `network_metrics` as far as totals need it.
struct NetworkSample {
    static let columns = "id, timestamp, bytes_sent, bytes_recv, packets_sent, packets_recv"
    static let counterNames = ["bytes_sent", "bytes_recv", "packets_sent", "packets_recv"]
    static let counterCount = 4

    let id: Int64
    let time: Double
    let second: Int64
    /// In the order of `counterNames`; nil where the sample lacks one.
    let counters: [Int64?]

    init?(_ row: borrowing Statement) {
        guard let id = row.integer(0), let time = row.double(1), let second = row.second(1) else {
            return nil
        }
        (self.id, self.time, self.second) = (id, time, second)
        counters = (2..<6).map { row.integer($0) }
    }
}

/// Finds the samples next to a sample, among those that are already known.
struct NetworkChain: ~Copyable {
    enum Side { case before, after }

    private var before: Neighbour
    private var after: Neighbour

    /// - Parameter end: rows with a higher id do not exist yet.
    init(_ database: borrowing Database, through end: Int64) throws(ToolError) {
        let before = try Neighbour(database, "<", "DESC", through: end)
        let after = try Neighbour(database, ">", "ASC", through: end)
        self.before = before
        self.after = after
    }

    /// The nearest sample on one side that has the counter, for each counter that the sample has.
    mutating func neighbours(
        of sample: NetworkSample, _ host: String, _ side: Side
    ) throws(ToolError) -> [NetworkSample?] {
        side == .before
            ? try before.find(sample, host) : try after.find(sample, host)
    }

    private struct Neighbour: ~Copyable {
        /// The next row, whatever it has.
        private var any: Statement
        /// The next row that has a certain counter: for the rare ones that lack some.
        private var bytesSent: Statement
        private var bytesRecv: Statement
        private var packetsSent: Statement
        private var packetsRecv: Statement

        init(
            _ database: borrowing Database, _ comparison: String, _ order: String, through end: Int64
        ) throws(ToolError) {
            func sql(_ condition: String) -> String {
                """
                SELECT \(NetworkSample.columns) FROM network_metrics
                WHERE host = ?1 AND timestamp \(comparison) ?2 AND id <= \(end)\(condition)
                ORDER BY timestamp \(order) LIMIT 1
                """
            }
            let any = try database.prepare(sql(""))
            let bytesSent = try database.prepare(sql(" AND bytes_sent IS NOT NULL"))
            let bytesRecv = try database.prepare(sql(" AND bytes_recv IS NOT NULL"))
            let packetsSent = try database.prepare(sql(" AND packets_sent IS NOT NULL"))
            let packetsRecv = try database.prepare(sql(" AND packets_recv IS NOT NULL"))
            self.any = any
            self.bytesSent = bytesSent
            self.bytesRecv = bytesRecv
            self.packetsSent = packetsSent
            self.packetsRecv = packetsRecv
        }

        mutating func find(_ sample: NetworkSample, _ host: String) throws(ToolError) -> [NetworkSample?] {
            let next = try Self.run(&any, sample, host)
            var found: [NetworkSample?] = Array(repeating: next, count: NetworkSample.counterCount)
            guard let next else { return found }
            for counter in 0..<NetworkSample.counterCount
            where sample.counters[counter] != nil && next.counters[counter] == nil {
                switch counter {
                case 0: found[0] = try Self.run(&bytesSent, sample, host)
                case 1: found[1] = try Self.run(&bytesRecv, sample, host)
                case 2: found[2] = try Self.run(&packetsSent, sample, host)
                default: found[3] = try Self.run(&packetsRecv, sample, host)
                }
            }
            return found
        }

        private static func run(
            _ statement: inout Statement, _ sample: NetworkSample, _ host: String
        ) throws(ToolError) -> NetworkSample? {
            statement.bind(1, host)
            statement.bind(2, sample.time)
            defer { statement.reset() }
            return try statement.step() ? NetworkSample(statement) : nil
        }
    }
}
