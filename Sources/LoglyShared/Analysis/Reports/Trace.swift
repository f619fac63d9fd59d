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
        var query = EventQuery()
        (query.window, query.host, query.source) = (question.window, question.host, question.source)
        let found = try query.events(in: database)
        var summary = Summary()
        var events: [JSONValue] = []
        while try found.step() {
            guard isOf(found) else { continue }
            summary.take(found, what)
            events.append(record(of: found))
        }
        return [record(of: summary)] + events.map { $0 } + (address.map { rest(of: $0, seen) } ?? [])
    }

    /// The address's own record closes its trace.
    private func rest(of address: IPAddress, _ seen: Observations) -> [JSONValue] {
        guard let known = seen.addresses[address] else { return [] }
        let score = ThreatScore(of: address, known, lists: seen.lists)
        return [AddressReport.record(address, known, score, in: seen)]
    }

    private func isOf(_ event: EventCursor) -> Bool {
        if let address {
            if event.address == address { return true }
            return holds(event.bytes(.message), asWord: true) || holds(event.bytes(.metadata), asWord: true)
        }
        if event.text(.user) == what { return true }
        return holds(event.bytes(.message)) || holds(event.bytes(.service)) || holds(event.bytes(.metadata))
            || holds(event.bytes(.user))
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

    private func record(of event: EventCursor) -> JSONValue {
        func text(_ column: EventColumn) -> JSONValue? { event.text(column).map { .text($0) } }
        return .object([
            "type": "event",
            "timestamp": .time(event.timestamp),
            "host": text(.host), "source": text(.source), "level": text(.level), "message": text(.message),
            "ip_address": text(.ipAddress), "user": text(.user), "service": text(.service),
            "action": text(.action),
            "count": event.count.map { .integer(Int($0)) },
            "metadata": event.text(.metadata).map { .encoded($0) },
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

        mutating func take(_ event: EventCursor, _ what: String) {
            let count = EventRow.count(event.count)
            total += count
            first = first ?? event.timestamp
            last = event.timestamp
            if let action = event.text(.action) { actions[action, default: 0] += count }
            if let host = event.text(.host) { hosts.insert(host) }
            if let source = event.text(.source) { sources.insert(source) }
            if let user = event.text(.user) { users.insert(user) }
            if let address = event.text(.ipAddress) { addresses.insert(address) }
            if event.text(.user) == what { isUser = true }
        }
    }
}
