/// Who tried to log in and failed, from where, and who came in after that.
///
/// An attacker is an IPv4 address or an IPv6 /64, since whoever has an IPv6 address has its /64.
public struct LoginActivity: Sendable {
    public struct Attacker: Sendable {
        /// The address, or the lowest one of the /64.
        public let address: IPAddress
        public var failures = 0
        public var invalidUsers = 0
        /// Different names that were tried.
        public var users = 0
        public var firstFailure: Timestamp
        public var lastFailure: Timestamp
        public var hosts = Places()
        /// Successes after at least the failures of a brute force.
        public var successes = 0
        public var firstSuccess: Timestamp?
        public var lastSuccess: Timestamp?
        /// Who came in.
        public var successUsers = Places()
        public var successHosts = Places()

        /// `192.0.2.1`, or `2001:db8::/64`.
        public var name: String {
            address.isIPv4 ? address.description : "\(address)/64"
        }
    }

    public private(set) var attackers: [Attacker] = []
    /// The names that were tried or came in, each with the attackers who failed on it.
    public private(set) var users = Names()
    /// For each failure that is the first of its kind: the attacker, and the user.
    public private(set) var attempts: [(attacker: Int, user: Int)] = []
    /// `failed_login` alone, by host.
    public private(set) var failedLogins: [Int: Int] = [:]
    /// Attempts that failed, by host.
    public private(set) var failures: [Int: Int] = [:]
    public private(set) var bans: [Int: Int] = [:]
    private var places: [IPAddress: Int] = [:]
    private var pairs: Set<UInt64> = []
    private let threshold: Int
    private let lists: AddressLists

    init(threshold: Int, lists: AddressLists) { (self.threshold, self.lists) = (threshold, lists) }

    /// The failures of each user that is not counted as an address's are not here: without an address nobody
    /// can be told from anybody.
    ///
    /// - Returns: whether this is a success after a brute force from its address.
    mutating func take(_ event: EventRow) -> Bool {
        switch event.action {
        case .ban: bans[event.host, default: 0] += event.count
        case .failedLogin, .invalidUser:
            if event.action == .failedLogin { failedLogins[event.host, default: 0] += event.count }
            failures[event.host, default: 0] += event.failures
            takeFailure(event)
        case .successfulLogin: return takeSuccess(event)
        default: break
        }
        return false
    }

    private func unit(of address: IPAddress) -> IPAddress {
        address.isIPv4 ? address : IPNetwork(address, prefixLength: 64)?.base ?? address
    }

    private mutating func takeFailure(_ event: EventRow) {
        guard let address = event.address, !lists.isTrusted(address) else { return }
        let unit = unit(of: address)
        let place: Int
        if let known = places[unit] {
            place = known
        } else {
            place = attackers.count
            places[unit] = place
            attackers.append(
                Attacker(address: unit, firstFailure: event.time, lastFailure: event.time))
        }
        attackers[place].failures += event.failures
        if event.action == .invalidUser { attackers[place].invalidUsers += event.count }
        attackers[place].lastFailure = max(attackers[place].lastFailure, event.time)
        attackers[place].hosts.insert(event.host)
        guard let name = event.user else { return }
        let user = users.place(of: name)
        if pairs.insert(UInt64(place) << 32 | UInt64(user)).inserted {
            attackers[place].users += 1
            attempts.append((place, user))
        }
    }

    private mutating func takeSuccess(_ event: EventRow) -> Bool {
        guard let address = event.address, let place = places[unit(of: address)],
            !lists.isTrusted(address), attackers[place].failures >= threshold
        else { return false }
        attackers[place].successes += event.count
        attackers[place].firstSuccess = attackers[place].firstSuccess ?? event.time
        attackers[place].lastSuccess = event.time
        attackers[place].successHosts.insert(event.host)
        if let name = event.user { attackers[place].successUsers.insert(users.place(of: name)) }
        return true
    }
}
