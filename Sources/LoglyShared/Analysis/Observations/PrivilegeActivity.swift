/// Who was refused when they wanted another's rights.
public struct PrivilegeActivity {
    public struct Refusals: Sendable {
        public let host: Int
        public let user: String
        public var count = 0
        public var firstSeen: Timestamp
        public var lastSeen: Timestamp
        /// The last line that said so.
        public var example = ""
    }

    public private(set) var refusals: [Refusals] = []
    private var places: [Key: Int] = [:]
    private var metadata = EventMetadata()

    private struct Key: Hashable {
        let host: Int
        let user: String
    }

    /// What sudo, su and doas write when they refuse.
    private static let signs: [StaticString] = [
        "NOT in sudoers", "not in the sudoers", "incorrect password attempt", "command not allowed",
        "user NOT authorized", "FAILED SU", "FAILED su", "failed su", "authentication failure",
        "NOT authorized on host", "not allowed to run sudo", "not allowed to execute", "no tty present",
        "a password is required", "may not run sudo",
    ]

    mutating func take(_ event: EventRow) {
        guard event.action == .sudo || event.action == .su, let user = event.user, isRefused(event) else {
            return
        }
        let key = Key(host: event.host, user: String(decoding: user, as: UTF8.self))
        let place: Int
        if let known = places[key] {
            place = known
        } else {
            place = refusals.count
            places[key] = place
            refusals.append(
                Refusals(host: key.host, user: key.user, firstSeen: event.time, lastSeen: event.time))
        }
        refusals[place].count += event.count
        refusals[place].lastSeen = event.time
        refusals[place].example = String(decoding: event.message.prefix(300), as: UTF8.self)
    }

    private mutating func isRefused(_ event: EventRow) -> Bool {
        metadata.read(event.metadata)
        if metadata.isTrue("refused") || metadata.isTrue("failed") || metadata.isTrue("denied") {
            return true
        }
        if let result = metadata.text("result", "outcome") {
            return ["refused", "denied", "failed", "failure"].contains(result)
        }
        return Self.signs.contains { event.message.contains($0) }
    }
}
