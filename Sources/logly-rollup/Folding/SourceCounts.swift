import LoglyShared

/// What the sources of one host wrote in one hour: rows of `source_activity`.
struct SourceCounts {
    private struct Entry {
        var source: [UInt8]
        var level: [UInt8]
        var action: [UInt8]
        var events: Int64
    }

    /// Few, and those that come often stand in front: comparing is quicker than hashing.
    private var entries: [Entry] = []

    /// - Parameter action: nil where the event has none.
    mutating func add(
        _ count: Int64, _ source: UnsafeBufferPointer<UInt8>, _ level: UnsafeBufferPointer<UInt8>,
        _ action: UnsafeBufferPointer<UInt8>?
    ) {
        let action = action ?? UnsafeBufferPointer(start: nil, count: 0)
        for at in entries.indices
        where entries[at].source.equals(source) && entries[at].action.equals(action)
            && entries[at].level.equals(level)
        {
            entries[at].events = entries[at].events.saturatingAdd(count)
            if at > 0 { entries.swapAt(at, at - 1) }
            return
        }
        entries.append(
            Entry(source: Array(source), level: Array(level), action: Array(action), events: count))
    }

    /// Adds the parameter 6 to the row of host ?1, hour ?2, source ?3, level ?4 and action ?5.
    static let addition = """
        INSERT INTO source_activity (host, timestamp, source, level, action, events)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (host, timestamp, source, level, action) DO UPDATE SET events = events + excluded.events
        """

    func run(_ statement: inout Statement, in hour: Period) throws(ToolError) {
        statement.bind(1, hour.host)
        statement.bind(2, Double(hour.start))
        for entry in entries {
            for (index, text) in [entry.source, entry.level, entry.action].enumerated() {
                statement.bind(3 + index, String(decoding: text, as: UTF8.self))
            }
            statement.bind(6, entry.events)
            try statement.run()
        }
    }
}

extension [UInt8] {
    fileprivate func equals(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        withUnsafeBufferPointer { own in
            guard own.count == other.count else { return false }
            for at in own.indices where own[at] != other[at] { return false }
            return true
        }
    }
}
