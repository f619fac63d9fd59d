/// What each address did.
public struct AddressActivity {
    /// The numbers of one address. Counts add up `count` of the events.
    public struct Record: Sendable {
        public var firstSeen: Timestamp
        public var lastSeen: Timestamp
        public var totalEvents = 0
        /// `failed_login`.
        public var failedLogins = 0
        /// `invalid_user`.
        public var invalidUsers = 0
        /// Attempts to log in that failed.
        public var failures = 0
        public var successes = 0
        /// Successes after the failures of a brute force.
        public var compromises = 0
        public var bans = 0
        /// What fail2ban took notice of.
        public var found = 0
        public var requests = 0
        /// Different paths that were answered 4xx.
        public var refusedPaths = 0
        /// Requests for what only scanners ask for.
        public var probes = 0
        public var firewallBlocks = 0
        /// Different ports that were refused.
        public var refusedPorts = 0
        public var firstHostile: Timestamp?
        public var lastHostile: Timestamp?
        /// Machines where it did something hostile or was banned.
        public var hosts = Places()

        /// What every event tells; the paths and ports of some are looked at beside it.
        mutating func take(_ event: EventRow, isCompromise: Bool) {
            lastSeen = max(lastSeen, event.time)
            firstSeen = min(firstSeen, event.time)
            totalEvents += event.count
            failures += event.failures
            switch event.action {
            case .failedLogin: failedLogins += event.count
            case .invalidUser: invalidUsers += event.count
            case .successfulLogin:
                successes += event.count
                if isCompromise { compromises += event.count }
            case .ban: bans += event.count
            case .found: found += event.count
            case .httpRequest: requests += event.count
            case .firewallBlock: firewallBlocks += event.count
            default: break
            }
            switch event.action {
            case .failedLogin, .invalidUser, .ban, .found, .firewallBlock: sawHostility(event)
            default: break
            }
        }

        mutating func sawHostility(_ event: EventRow) {
            firstHostile = firstHostile ?? event.time
            lastHostile = event.time
            hosts.insert(event.host)
        }
    }

    public private(set) var records: [Record] = []
    public private(set) var addresses: [IPAddress] = []
    private var places: [IPAddress: Int] = [:]
    /// Hashes of address and path, or address and port: which have been counted.
    private var paths: Set<UInt64> = []
    private var ports: Set<UInt64> = []
    private var metadata = EventMetadata()

    public init() {}

    public subscript(address: IPAddress) -> Record? { places[address].map { records[$0] } }

    mutating func take(_ event: EventRow, isCompromise: Bool) {
        guard let address = event.address else { return }
        let place: Int
        if let known = places[address] {
            place = known
        } else {
            place = records.count
            places[address] = place
            addresses.append(address)
            records.append(Record(firstSeen: event.time, lastSeen: event.time))
        }
        records[place].take(event, isCompromise: isCompromise)
        switch event.action {
        case .httpRequest: takeRequest(event, place)
        case .firewallBlock: takeBlock(event, place)
        default: break
        }
    }

    private mutating func takeRequest(_ event: EventRow, _ place: Int) {
        metadata.read(event.metadata)
        guard let status = metadata.integer("status") else { return }
        let isRefused = (400..<500).contains(status)
        let seed = UInt64(place)
        // Almost all requests are answered well and lead to no known hole: nothing is copied for those.
        let seen = metadata.withText("path", "request") { target in
            let path = target.prefix { $0 != UInt8(ascii: "?") }
            return (
                isProbe: WebProbe.isProbe(path, wasRefused: status >= 400),
                hash: isRefused ? StableHash.of(path, seed: seed) : 0
            )
        }
        guard let seen else { return }
        if seen.isProbe {
            records[place].probes += event.count
            records[place].sawHostility(event)
        }
        if isRefused, paths.insert(seen.hash).inserted {
            records[place].refusedPaths += 1
            records[place].sawHostility(event)
        }
    }

    private mutating func takeBlock(_ event: EventRow, _ place: Int) {
        metadata.read(event.metadata)
        guard
            let port = metadata.integer("dst_port", "dpt", "DPT", "destination_port", "dport", "port"),
            (0...65_535).contains(port)
        else { return }
        if ports.insert(UInt64(place) << 16 | UInt64(port)).inserted { records[place].refusedPorts += 1 }
    }
}

/// FNV-1a: the same in every run, unlike Swift's own hashes.
enum StableHash {
    static let start: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    static func add(_ byte: UInt8, to hash: inout UInt64) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    static func of(_ bytes: some Sequence<UInt8>, seed: UInt64 = 0) -> UInt64 {
        var hash = start ^ (seed &* 0x9E37_79B9_7F4A_7C15)
        for byte in bytes { add(byte, to: &hash) }
        return hash
    }
}
