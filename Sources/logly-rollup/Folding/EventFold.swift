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
        let events = try EventCursor("WHERE id > ?1 AND id <= ?2 ORDER BY id LIMIT ?3", of: database) {
            $0.bind(1, mark)
            $0.bind(2, end)
            $0.bind(3, limit)
        }
        var last: Int64?
        var host = ""
        var hour: (start: Int64, tally: Tally)?
        var day: (start: Int64, tally: Tally)?
        while try events.step() {
            last = events.id
            let time = events.seconds
            guard let name = events.bytes(.host), let second = wholeSecond(of: time) else { continue }
            if !host.utf8.elementsEqual(name) {
                host = String(decoding: name, as: UTF8.self)
                (hour, day) = (nil, nil)
            }
            let (level, action) = (events.level, events.action)
            let count = events.count ?? 1

            if let start = calendar.activityHour(of: second) {
                if hour?.start != start { hour = (start, tally(.hour, host, start)) }
                hour?.tally.counts.add(count, level, action)
                if let source = events.bytes(.source), let level = events.bytes(.level) {
                    hour?.tally.sources.add(count, source, level, events.bytes(.action))
                }
                if let address = events.text(.ipAddress) {
                    hour?.tally.addresses[address, default: AddressCounts(seen: time)]
                        .add(count, at: time, action, level)
                }
            }
            if let start = calendar.day(of: second) {
                if day?.start != start { day = (start, tally(.day, host, start)) }
                day?.tally.counts.add(count, level, action)
                let once =
                    action == .ban
                    ? events.text(.ipAddress) : action == .failedLogin ? events.text(.user) : nil
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
