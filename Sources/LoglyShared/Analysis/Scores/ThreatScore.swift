import Glibc

/// How dangerous an address is, 0 to 100, and why.
///
/// Each kind of evidence gives points, which are added up to at most 100; more evidence never gives fewer:
///
/// | evidence | points |
/// |---|---|
/// | f failures (`failed_login`, `invalid_user`) | 14 × log2(1 + f), at most 70 |
/// | names that do not exist, n attempts | 3 × n, at most 15 |
/// | a login after its brute force | 30 |
/// | bans | 10 each, at most 20 |
/// | notices of fail2ban alone | 1 each, at most 10 |
/// | p known probes | 15 × log2(1 + p), at most 60 |
/// | d different paths answered 4xx, from 10 on | 8 × log2(d / 10), at most 40 |
/// | q different ports refused | 10 × log2(1 + q), at most 50 |
///
/// A whitelisted address has 0, a blacklisted one 100.
public struct ThreatScore: Sendable, Equatable {
    public let value: Double
    public let reasons: [String]
    public let classification: Classification
    public let isWhitelisted: Bool
    /// On the list, or its score has reached `tracing.auto_blacklist_threshold`.
    public let isBlacklisted: Bool

    public enum Classification: String, Sendable {
        /// On the whitelist.
        case trusted
        /// From 70.
        case malicious
        /// From 40.
        case suspicious
        /// Some evidence.
        case low
        /// None.
        case clean
    }

    public init(of address: IPAddress, _ record: AddressActivity.Record, lists: AddressLists) {
        if lists.isTrusted(address) {
            (value, reasons, classification) = (0, ["on the whitelist"], .trusted)
            (isWhitelisted, isBlacklisted) = (true, false)
            return
        }
        var points = 0.0
        var reasons: [String] = []
        func add(_ amount: Double, most: Double, _ reason: @autoclosure () -> String) {
            guard amount > 0 else { return }
            points += min(amount, most)
            reasons.append(reason())
        }
        let isListed = lists.isBlacklisted(address)
        if isListed { add(100, most: 100, "on the blacklist") }
        add(14 * log2(1 + Double(record.failures)), most: 70, counted(record.failures, "failed login"))
        add(
            3 * Double(record.invalidUsers), most: 15,
            counted(record.invalidUsers, "attempt", "attempts") + " on users that do not exist")
        add(record.compromises > 0 ? 30 : 0, most: 30, "logged in after a brute force")
        add(10 * Double(record.bans), most: 20, "banned " + counted(record.bans, "time"))
        add(Double(record.found), most: 10, counted(record.found, "notice") + " of fail2ban")
        add(
            15 * log2(1 + Double(record.probes)), most: 60,
            counted(record.probes, "request") + " for known holes")
        add(
            8 * log2(max(1, Double(record.refusedPaths) / 10)), most: 40,
            counted(record.refusedPaths, "path") + " answered 4xx")
        add(
            10 * log2(1 + Double(record.refusedPorts)), most: 50,
            counted(record.refusedPorts, "port") + " refused by the firewall")
        value = min(100, (points * 10).rounded() / 10)
        self.reasons = reasons
        isWhitelisted = false
        isBlacklisted = isListed || (value > 0 && value >= lists.autoBlacklistThreshold)
        classification =
            switch value {
            case 70...: .malicious
            case 40...: .suspicious
            case 0.1...: .low
            default: .clean
            }
    }
}
