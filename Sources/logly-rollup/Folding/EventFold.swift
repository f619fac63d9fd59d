import LoglyShared

/// Counts, from the new rows of `log_events`.
struct EventFold: Fold {
    static let table = "log_events"

    private var calendar: Calendar
    private var counts: [Period: EventCounts] = [:]
    private var addresses: [AddressCounts.Key: AddressCounts] = [:]
    private var uniques: Set<Unique> = []

    init(_ calendar: Calendar) { self.calendar = calendar }

    mutating func read(
        _ database: borrowing Database, after mark: Int64, through end: Int64, limit: Int
    ) throws(ToolError) -> Int64? {
        var rows = try database.prepare(
            """
            SELECT id, host, timestamp, level, action, count, ip_address, user FROM log_events
            WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3
            """)
        rows.bind(1, mark)
        rows.bind(2, end)
        rows.bind(3, limit)
        var last: Int64?
        var host = ""
        while try rows.step() {
            last = rows.integer(0)
            guard let name = rows.bytes(1), let time = rows.double(2), let second = rows.second(2) else {
                continue
            }
            if !host.utf8.elementsEqual(name) { host = String(decoding: name, as: UTF8.self) }
            let level = Level(bytes: rows.bytes(3))
            let action = Action(bytes: rows.bytes(4))
            let count = rows.integer(5) ?? 1
            let day = calendar.day(of: second)
            let hour = calendar.hour(of: second)
            if let hour { add(count, level, action, to: Period(length: .hour, host: host, start: hour)) }
            if let day {
                add(count, level, action, to: Period(length: .day, host: host, start: day))
                if action == .ban || action == .failedLogin {
                    if let value = rows.text(action == .ban ? 6 : 7) {
                        uniques.insert(Unique(host: host, day: day, isBan: action == .ban, value: value))
                    }
                }
            }
            if let hour = calendar.addressHour(of: second), let address = rows.text(6) {
                addresses[
                    AddressCounts.Key(host: host, hour: hour, address: address),
                    default: AddressCounts(seen: time)
                ].add(count, at: time, action, level)
            }
        }
        return last
    }

    private mutating func add(_ count: Int64, _ level: Level?, _ action: Action?, to period: Period) {
        counts[period, default: EventCounts()].add(count, level, action)
    }

    mutating func write(
        _ database: borrowing Database, touched: inout Set<Period>
    ) throws(ToolError) {
        let newUniques = try Unique.store(uniques, database)
        var hours = try database.prepare(EventCounts.addition(.hour))
        var days = try database.prepare(EventCounts.addition(.day))
        for (period, count) in counts.sorted(by: { $0.key < $1.key }) {
            if period.length == .hour {
                try count.run(&hours, period, uniques: nil)
            } else {
                try count.run(&days, period, uniques: newUniques[period] ?? (0, 0))
            }
            touched.insert(period)
        }
        var activity = try database.prepare(AddressCounts.addition)
        for (key, count) in addresses.sorted(by: { $0.key < $1.key }) { try count.run(&activity, key) }
        counts.removeAll()
        addresses.removeAll()
        uniques.removeAll()
    }
}

extension EventCounts {
    mutating func add(_ count: Int64, _ level: Level?, _ action: Action?) {
        events = events.saturatingAdd(count)
        if action == .failedLogin { failedLogins = failedLogins.saturatingAdd(count) }
        if action == .ban { bans = bans.saturatingAdd(count) }
        if level == .error || level == .critical { errors = errors.saturatingAdd(count) }
        if level == .warning { warnings = warnings.saturatingAdd(count) }
    }

    func run(
        _ statement: inout Statement, _ period: Period, uniques: (bans: Int64, users: Int64)?
    ) throws(ToolError) {
        statement.bind(1, period.host)
        statement.bind(2, Double(period.start))
        for (index, count) in [events, failedLogins, bans, errors, warnings].enumerated() {
            statement.bind(3 + index, count)
        }
        if let uniques {
            statement.bind(8, uniques.bans)
            statement.bind(9, uniques.users)
        }
        try statement.run()
    }
}

extension Level {
    /// The level of the wire's word; nil for any other.
    init?(bytes: UnsafeBufferPointer<UInt8>?) {
        guard let bytes else { return nil }
        for level in Self.allCases where level.name.equals(bytes) {
            self = level
            return
        }
        return nil
    }
}

extension Action {
    /// The actions that the aggregates tell apart; nil for all others.
    fileprivate static let counted: [(StaticString, Action)] = [
        ("http_request", .httpRequest), ("failed_login", .failedLogin), ("invalid_user", .invalidUser),
        ("successful_login", .successfulLogin), ("ban", .ban), ("firewall_block", .firewallBlock),
    ]

    init?(bytes: UnsafeBufferPointer<UInt8>?) {
        guard let bytes else { return nil }
        for (name, action) in Self.counted where name.equals(bytes) {
            self = action
            return
        }
        return nil
    }
}

extension StaticString {
    func equals(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        utf8CodeUnitCount == bytes.count && withUTF8Buffer { $0.elementsEqual(bytes) }
    }
}
