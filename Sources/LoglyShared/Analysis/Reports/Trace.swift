import Glibc

/// All that is known of an address, a user or a text: a `trace` record, then the events in the order of time.
///
/// An event is of an address where it is its `ip_address` or stands in the message; of a user where it is its
/// `user` or a word of the message; of a text where the message, service or metadata hold it, whatever its case.
public struct Trace {
    private let what: String
    private let address: IPAddress?
    private let question: AnalysisQuestion

    public init(of what: String, _ question: AnalysisQuestion) {
        self.what = what
        self.question = question
        address = IPAddress(what)
    }

    public func records(
        from database: borrowing Database, _ seen: Observations
    ) throws(ToolError) -> [JSONValue] {
        var query = try database.prepare(
            """
            SELECT timestamp, host, source, level, message, ip_address, user, service, action, count, metadata
            FROM log_events WHERE timestamp >= ?1 AND timestamp < ?2
                AND (?3 IS NULL OR host = ?3) AND (?4 IS NULL OR source = ?4) ORDER BY timestamp
            """)
        query.bind(1, question.window.lowerSeconds)
        query.bind(2, question.window.upperSeconds)
        query.bind(3, question.host)
        query.bind(4, question.source)
        var summary = Summary()
        var events: [JSONValue] = []
        while try query.step() {
            guard isOf(query) else { continue }
            summary.take(query, what)
            events.append(event(query))
        }
        return [record(of: summary)] + events.map { $0 } + (address.map { rest(of: $0, seen) } ?? [])
    }

    /// The address's own record closes its trace.
    private func rest(of address: IPAddress, _ seen: Observations) -> [JSONValue] {
        guard let known = seen.addresses[address] else { return [] }
        let score = ThreatScore(of: address, known, lists: seen.lists)
        return [AddressReport.record(address, known, score, in: seen)]
    }

    private func isOf(_ row: borrowing Statement) -> Bool {
        if let address {
            if let bytes = row.bytes(5), IPAddress(bytes) == address { return true }
            return holds(row.bytes(4), asWord: true) || holds(row.bytes(10), asWord: true)
        }
        if row.text(6) == what { return true }
        return holds(row.bytes(4)) || holds(row.bytes(7)) || holds(row.bytes(10)) || holds(row.bytes(6))
    }

    /// Whether a text holds what is looked for. An address must not be a part of a longer one.
    private func holds(_ text: UnsafeBufferPointer<UInt8>?, asWord: Bool = false) -> Bool {
        guard let text, let first = what.utf8.first, text.count >= what.utf8.count else { return false }
        let length = what.utf8.count
        let isIPv4 = address?.isIPv4 == true
        func isPart(_ at: Int) -> Bool {
            guard text.indices.contains(at) else { return false }
            let isDigit = text[at] &- 0x30 < 10
            return isIPv4 ? isDigit : isDigit || (text[at] | 0x20) &- 0x61 < 6
        }
        /// What joins the parts of an address: a full stop may also end the sentence, a colon precede a port.
        func isJoint(_ at: Int) -> Bool {
            text.indices.contains(at) && text[at] == UInt8(ascii: isIPv4 ? "." : ":")
        }
        for at in 0...(text.count - length) where Self.lowercased(text[at]) == Self.lowercased(first) {
            let found = zip(text[at..<(at + length)], what.utf8).allSatisfy {
                Self.lowercased($0) == Self.lowercased($1)
            }
            if !found { continue }
            if !asWord { return true }
            let follows = at + length
            let goesOn =
                isPart(follows) || (isJoint(follows) && (isPart(follows + 1) || isJoint(follows + 1)))
            let began = isPart(at - 1) || (isJoint(at - 1) && (isPart(at - 2) || isJoint(at - 2)))
            if !goesOn && !began { return true }
        }
        return false
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    private func event(_ row: borrowing Statement) -> JSONValue {
        func text(_ column: Int) -> JSONValue? { row.text(column).map { .text($0) } }
        return .object([
            "type": "event",
            "timestamp": row.timestamp(0).map { .time($0) },
            "host": text(1), "source": text(2), "level": text(3), "message": text(4),
            "ip_address": text(5), "user": text(6), "service": text(7), "action": text(8),
            "count": row.integer(9).map { .integer(Int($0)) },
            "metadata": row.text(10).map { .encoded($0) },
        ])
    }

    private func record(of summary: Summary) -> JSONValue {
        var actions: JSONMembers = [:]
        for (action, count) in summary.actions.sorted(by: { $0.key < $1.key }) {
            actions.append(action, .integer(count))
        }
        return .object([
            "type": "trace",
            "timestamp": .time(question.window.end),
            "what": .text(what),
            "kind": .text(address != nil ? "ip" : summary.isUser ? "user" : "text"),
            "total_events": .integer(summary.total),
            "first_seen": summary.first.map { .time($0) },
            "last_seen": summary.last.map { .time($0) },
            "actions": .object(actions),
            "hosts": .texts(summary.hosts.sorted()),
            "sources": .texts(summary.sources.sorted()),
            "users": .texts(summary.users.sorted()),
            "ip_addresses": .texts(summary.addresses.sorted()),
        ])
    }

    private struct Summary {
        var total = 0
        var first: Timestamp?
        var last: Timestamp?
        var isUser = false
        var actions: [String: Int] = [:]
        var hosts: Set<String> = []
        var sources: Set<String> = []
        var users: Set<String> = []
        var addresses: Set<String> = []

        mutating func take(_ row: borrowing Statement, _ what: String) {
            let count = EventRow.count(row.integer(9))
            total += count
            first = first ?? row.timestamp(0)
            last = row.timestamp(0)
            if let action = row.text(8) { actions[action, default: 0] += count }
            if let host = row.text(1) { hosts.insert(host) }
            if let source = row.text(2) { sources.insert(source) }
            if let user = row.text(6) { users.insert(user) }
            if let address = row.text(5) { addresses.insert(address) }
            if row.text(6) == what { isUser = true }
        }
    }
}
