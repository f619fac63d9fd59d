/// Some of the addresses, in the order of their first event: `store.addresses.last(.days(7)).highThreat()`.
public struct AddressSelection: Selection {
    public let store: Store
    private var query = AddressQuery()
    private var lists = AddressLists()
    private var leastThreat: Double?
    private var isSortedByThreat = false

    init(_ store: Store) { self.store = store }

    public var window: TimeWindow? {
        get { query.window }
        set { query.window = newValue }
    }

    public var host: String? {
        get { query.host }
        set { query.host = newValue }
    }

    /// Only addresses from this threat score on; see `ThreatScore`.
    public func highThreat(_ least: Double = Thresholds().threatScoreHigh) -> Self {
        with { $0.leastThreat = least }
    }

    /// The most dangerous first.
    public func sortedByThreat() -> Self { with { $0.isSortedByThreat = true } }

    /// Whom to trust, and whom never, as `tracing.ip_whitelist` and `tracing.ip_blacklist` have it.
    public func lists(_ lists: AddressLists) -> Self { with { $0.lists = lists } }

    /// Goes through the addresses one by one.
    ///
    /// Cost: the hours of the window, and the events since the last rollup. Where the threat matters it is the
    /// events of the window, since what an address did is read from them; the addresses are in memory then.
    public func stream(_ body: (Address) throws(ToolError) -> Void) throws(ToolError) {
        if leastThreat != nil || isSortedByThreat {
            for address in try judged() { try body(address) }
        } else {
            try query.sql.forEachRow(in: store.database) { row throws(ToolError) in try body(Address(row)) }
        }
    }

    public func all() throws(ToolError) -> [Address] {
        var addresses: [Address] = []
        try stream { addresses.append($0) }
        return addresses
    }

    /// How SQLite goes about it where no threat is asked for, a line a step.
    public func plan() throws(ToolError) -> [String] { try query.sql.plan(in: store.database) }

    private func judged() throws(ToolError) -> [Address] {
        let now = store.now()
        var question = AnalysisQuestion(window: window ?? TimeWindow(since: nil, until: nil, now: now))
        (question.host, question.lists) = (host, lists)
        let seen = try store.database.snapshot { () throws(ToolError) in
            try Observations(reading: store.database, question)
        }
        let addresses = AddressReport.scores(in: seen).filter { $0.score.value >= leastThreat ?? 0 }.map {
            Address($0.address, seen.addresses.records[$0.place], $0.score)
        }
        return isSortedByThreat
            ? addresses : addresses.sorted { ($0.firstSeen, $0.ipAddress) < ($1.firstSeen, $1.ipAddress) }
    }
}

/// An address and what it did in the window.
public struct Address: Equatable, Sendable {
    public let ipAddress: String
    public let failedLogins: Int64
    public let successfulLogins: Int64
    public let bans: Int64
    public let events: Int64
    public let firstSeen: Timestamp
    public let lastSeen: Timestamp
    /// nil where it was not asked for.
    public let threat: ThreatScore?

    /// A row with the columns of `AddressQuery.Column`.
    init(_ row: borrowing Statement) {
        func count(_ column: AddressQuery.Column) -> Int64 { row.integer(column.rawValue) ?? 0 }
        ipAddress = row.text(AddressQuery.Column.address.rawValue) ?? ""
        (failedLogins, successfulLogins) = (count(.failedLogins), count(.successfulLogins))
        (bans, events) = (count(.bans), count(.events))
        firstSeen = row.timestamp(AddressQuery.Column.firstSeen.rawValue) ?? .epoch
        lastSeen = row.timestamp(AddressQuery.Column.lastSeen.rawValue) ?? .epoch
        threat = nil
    }

    init(_ address: IPAddress, _ record: AddressActivity.Record, _ score: ThreatScore) {
        ipAddress = address.description
        (failedLogins, successfulLogins) = (Int64(record.failedLogins), Int64(record.successes))
        (bans, events) = (Int64(record.bans), Int64(record.totalEvents))
        (firstSeen, lastSeen) = (record.firstSeen, record.lastSeen)
        threat = score
    }
}
