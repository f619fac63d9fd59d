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

    private func query(_ window: TimeWindow) -> EventQuery {
        var query = EventQuery()
        (query.window, query.host, query.source) = (window, question.host, question.source)
        return query
    }

    private func readRhythm(_ database: borrowing Database, _ seen: inout Observations) throws(ToolError) {
        let before = TimeWindow(
            since: begin.moved(bySeconds: -Self.rhythm), until: begin, now: question.window.now)
        let events = try query(before).events(in: database)
        var places = StreamPlaces()
        while try events.step() {
            let (host, source) = places.place(of: events, in: &seen)
            seen.takeEarlier(time: events.timestamp, host: host, source: source)
        }
    }

    private func readEvents(_ database: borrowing Database, _ seen: inout Observations) throws(ToolError) {
        let events = try query(question.window).events(in: database)
        var places = StreamPlaces()
        var event = EventRow()
        event.metadata = .stored(Unmanaged.passUnretained(events))
        let none = EventRow.Bytes(start: nil, count: 0)
        while try events.step() {
            event.time = events.timestamp
            (event.host, event.source) = places.place(of: events, in: &seen)
            event.level = events.level ?? .info
            event.action = events.action
            event.count = EventRow.count(events.count)
            event.address = events.address
            // Most events are requests that are answered well, and nobody looks at their texts.
            let isDeed = event.action != nil && event.action != .httpRequest
            event.message = event.isError || isDeed ? events.bytes(.message) ?? none : none
            event.user = isDeed ? events.bytes(.user) : nil
            seen.take(event)
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

/// The places of hosts and sources in the observations, by the number of both.
private struct StreamPlaces {
    private var known: [Int64: (host: Int, source: Int)] = [:]
    private var last: (stream: Int64, host: Int, source: Int) = (0, 0, 0)

    @inline(__always)
    mutating func place(of event: EventCursor, in seen: inout Observations) -> (host: Int, source: Int) {
        let stream = event.stream.id
        if stream != last.stream || stream == 0 { find(stream, event, &seen) }
        return (last.host, last.source)
    }

    private mutating func find(_ stream: Int64, _ event: EventCursor, _ seen: inout Observations) {
        let (host, source) =
            known[stream]
            ?? (seen.hosts.place(of: event.stream.host), seen.sources.place(of: event.stream.source))
        known[stream] = (host, source)
        last = (stream, host, source)
    }
}
