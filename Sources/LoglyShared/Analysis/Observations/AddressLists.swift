/// The addresses of which the configuration says what to hold.
public struct AddressLists: Sendable {
    /// `tracing.ip_whitelist`: never a threat, even where they are on the other list too, so that nobody
    /// locks himself out.
    public var whitelist: [IPNetwork]
    /// `tracing.ip_blacklist`: always a threat.
    public var blacklist: [IPNetwork]
    /// `tracing.auto_blacklist_threshold`: the threat score from which an address counts as blacklisted.
    public var autoBlacklistThreshold: Double

    public init(
        whitelist: [IPNetwork] = [], blacklist: [IPNetwork] = [], autoBlacklistThreshold: Double = 70
    ) {
        self.whitelist = whitelist
        self.blacklist = blacklist
        self.autoBlacklistThreshold = autoBlacklistThreshold
    }

    public func isTrusted(_ address: IPAddress) -> Bool { whitelist.contains { $0.contains(address) } }

    public func isBlacklisted(_ address: IPAddress) -> Bool {
        !isTrusted(address) && blacklist.contains { $0.contains(address) }
    }
}
