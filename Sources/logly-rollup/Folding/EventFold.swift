import LoglyShared

/// Counts, from the new rows of `log_events`.
struct EventFold: Fold {
    static let table = "log_events"

    private var calendar: Calendar
    private var tallies: [Period: Tally] = [:]
    private var uniques: Set<Unique> = []

    /// What the events of an hour or a day come to; a class, so that rows in order find it without a look-up.
    private final class Tally {
        var counts = EventCounts()
        /// Of hours only.
        var addresses: [String: AddressCounts] = [:]
        var sources = SourceCounts()
    }

    init(_ calendar: Calendar) { self.calendar = calendar }

    mutating func read(
        _ database: borrowing Database, after mark: Int64, through end: Int64, limit: Int
    ) throws(ToolError) -> Int64? {
        var rows = try database.prepare(
            """
            SELECT id, host, timestamp, level, action, count, ip_address, user, source FROM log_events
            WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3
            """)
        rows.bind(1, mark)
        rows.bind(2, end)
        rows.bind(3, limit)
        var last: Int64?
        var host = ""
        var hour: (start: Int64, tally: Tally)?
        var day: (start: Int64, tally: Tally)?
        while try rows.step() {
            last = rows.integer(0)
            guard let name = rows.bytes(1), let time = rows.double(2), let second = rows.second(2) else {
                continue
            }
            if !host.utf8.elementsEqual(name) {
                host = String(decoding: name, as: UTF8.self)
                (hour, day) = (nil, nil)
            }
            let level = Level(bytes: rows.bytes(3))
            let action = Action(bytes: rows.bytes(4))
            let count = rows.integer(5) ?? 1

            if let start = calendar.activityHour(of: second) {
                if hour?.start != start { hour = (start, tally(.hour, host, start)) }
                hour?.tally.counts.add(count, level, action)
                if let source = rows.bytes(8), let level = rows.bytes(3) {
                    hour?.tally.sources.add(count, source, level, rows.bytes(4))
                }
                if let address = rows.text(6) {
                    hour?.tally.addresses[address, default: AddressCounts(seen: time)]
                        .add(count, at: time, action, level)
                }
            }
            if let start = calendar.day(of: second) {
                if day?.start != start { day = (start, tally(.day, host, start)) }
                day?.tally.counts.add(count, level, action)
                let once = action == .ban ? rows.text(6) : action == .failedLogin ? rows.text(7) : nil
                if let once {
                    uniques.insert(Unique(host: host, day: start, isBan: action == .ban, value: once))
                }
            }
        }
        return last
    }

    private mutating func tally(_ length: Period.Length, _ host: String, _ start: Int64) -> Tally {
        let period = Period(length: length, host: host, start: start)
        if let tally = tallies[period] { return tally }
        let tally = Tally()
        tallies[period] = tally
        return tally
    }

    mutating func write(
        _ database: borrowing Database, touched: inout Set<Period>
    ) throws(ToolError) {
        let newUniques = try Unique.store(uniques, database)
        var hours = try database.prepare(EventCounts.addition(.hour))
        var days = try database.prepare(EventCounts.addition(.day))
        var activity = try database.prepare(AddressCounts.addition)
        var sources = try database.prepare(SourceCounts.addition)
        for (period, tally) in tallies.sorted(by: { $0.key < $1.key }) {
            for (address, count) in tally.addresses.sorted(by: { $0.key < $1.key }) {
                try count.run(&activity, of: address, in: period)
            }
            try tally.sources.run(&sources, in: period)
            if period.length == .day {
                try tally.counts.run(&days, period, uniques: newUniques[period] ?? (0, 0))
            } else if calendar.hour(of: period.start) != nil {
                try tally.counts.run(&hours, period, uniques: nil)
            } else {
                continue
            }
            touched.insert(period)
        }
        tallies.removeAll()
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
