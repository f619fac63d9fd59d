/// Feeds the events of a window to the observations, in the order of their time.
struct EventReading {
    let question: AnalysisQuestion
    let begin: Timestamp

    /// How long before the window a source's rhythm is looked at, in seconds: a day of writing in every hour, and
    /// a day of silence after it.
    private static let rhythm = 172_800.0

    func read(_ database: borrowing Database, into seen: inout Observations) throws(ToolError) {
        if question.window.since != nil { try readRhythm(database, &seen) }
        try readEvents(database, &seen)
        try readRuns(database, &seen)
        seen.knownFingerprints = try KnownErrors.known(
            among: Set(seen.errors.groups.map(\.fingerprint)), before: begin, in: database)
    }

    /// The conditions beside those on time, from the parameter ?3 on.
    private var conditions: String {
        (question.host == nil ? "" : " AND host = ?3") + (question.source == nil ? "" : " AND source = ?4")
    }

    private func bindConditions(_ query: inout Statement) {
        if let host = question.host { query.bind(3, host) }
        if let source = question.source { query.bind(4, source) }
    }

    private func readRhythm(_ database: borrowing Database, _ seen: inout Observations) throws(ToolError) {
        var query = try database.prepare(
            """
            SELECT timestamp, host, source FROM log_events
            WHERE timestamp >= ?1 AND timestamp < ?2\(conditions) ORDER BY timestamp
            """)
        query.bind(1, begin.moved(bySeconds: -Self.rhythm))
        query.bind(2, begin)
        bindConditions(&query)
        while try query.step() {
            guard let time = query.timestamp(0), let host = query.bytes(1), let source = query.bytes(2)
            else { continue }
            seen.takeEarlier(
                time: time, host: seen.hosts.place(of: host), source: seen.sources.place(of: source))
        }
    }

    private func readEvents(_ database: borrowing Database, _ seen: inout Observations) throws(ToolError) {
        // Of most events nobody looks at the message, and what is not asked for need not be put together.
        var query = try database.prepare(
            """
            SELECT timestamp, host, source, level,
                CASE WHEN level_code < \(Level.error.rawValue) AND ifnull(action_code, 1) = 1 THEN NULL ELSE message END,
                address_code, user, service, action, count, metadata
            FROM coded_events WHERE timestamp >= ?1 AND timestamp < ?2\(conditions) ORDER BY timestamp
            """)
        query.bind(1, question.window.lowerSeconds)
        query.bind(2, question.window.upperSeconds)
        bindConditions(&query)
        var actions = ActionNames()
        var event = EventRow()
        while try query.step() {
            event.time = query.timestamp(0) ?? .epoch
            event.host = query.bytes(1).map { seen.hosts.place(of: $0) } ?? 0
            event.source = query.bytes(2).map { seen.sources.place(of: $0) } ?? 0
            event.level = query.bytes(3).map(Self.level) ?? .info
            event.message = query.bytes(4) ?? EventRow.Bytes(start: nil, count: 0)
            event.address = Self.address(query, 5)
            event.user = query.bytes(6)
            event.service = query.bytes(7)
            event.action = query.bytes(8).flatMap { actions.action($0) }
            event.count = EventRow.count(query.integer(9))
            event.metadata = query.bytes(10)
            seen.take(event)
        }
    }

    /// Of `address_code`: a number for most, else a text that need not be an address.
    private static func address(_ query: borrowing Statement, _ column: Int) -> IPAddress? {
        if query.isInteger(column) {
            return query.integer(column).map { IPAddress(ipv4: UInt32(truncatingIfNeeded: $0)) }
        }
        return query.bytes(column).flatMap { IPAddress($0) }
    }

    /// The five words begin with different letters.
    private static func level(_ name: EventRow.Bytes) -> Level {
        switch name.first {
        case UInt8(ascii: "C"): .critical
        case UInt8(ascii: "E"): .error
        case UInt8(ascii: "W"): .warning
        case UInt8(ascii: "D"): .debug
        default: .info
        }
    }

    private func readRuns(_ database: borrowing Database, _ seen: inout Observations) throws(ToolError) {
        var query = try database.prepare(
            """
            SELECT DISTINCT host FROM runs
            WHERE timestamp >= ?1 AND timestamp < ?2 AND program = 'logly-parse'
            """)
        query.bind(1, question.window.lowerSeconds)
        query.bind(2, question.window.upperSeconds)
        while try query.step() {
            guard let host = query.text(0), question.host == nil || question.host == host else { continue }
            let place = seen.hosts.place(of: host)
            let none = Observations.Collection(interval: question.configuredInterval)
            seen.collections[place, default: none].hasParsed = true
        }
    }
}

/// The actions by name; the one asked for last is found without a hash.
private struct ActionNames {
    private let all = Dictionary(
        uniqueKeysWithValues: Action.allCases.map { (Array($0.rawValue.utf8), $0) })
    private var last: [UInt8] = []
    private var lastAction: Action?

    mutating func action(_ name: EventRow.Bytes) -> Action? {
        if name.count == last.count, name.elementsEqual(last) { return lastAction }
        last = Array(name)
        lastAction = all[last]
        return lastAction
    }
}
