import LoglyShared

/// What one address did in one hour of one host: a row of `ip_activity`.
struct AddressCounts {
    var events: Int64 = 0
    var failedLogins: Int64 = 0
    var invalidUsers: Int64 = 0
    var successfulLogins: Int64 = 0
    var bans: Int64 = 0
    var requests: Int64 = 0
    var clientErrors: Int64 = 0
    var serverErrors: Int64 = 0
    var firewallBlocks: Int64 = 0
    var firstSeen: Double
    var lastSeen: Double

    init(seen time: Double) { (firstSeen, lastSeen) = (time, time) }

    mutating func add(_ count: Int64, at time: Double, _ action: Action?, _ level: Level?) {
        events += count
        firstSeen = min(firstSeen, time)
        lastSeen = max(lastSeen, time)
        switch action {
        case .failedLogin: failedLogins += count
        case .invalidUser: invalidUsers += count
        case .successfulLogin: successfulLogins += count
        case .ban: bans += count
        case .firewallBlock: firewallBlocks += count
        case .httpRequest:
            requests += count
            // The level of a request is its status: the object in `metadata` need not be read.
            if level == .warning { clientErrors += count }
            if level == .error { serverErrors += count }
        default: break
        }
    }

    private static let columns = [
        "total_events", "failed_login_count", "invalid_user_count", "successful_login_count", "ban_count",
        "request_count", "client_error_count", "server_error_count", "firewall_block_count",
    ]

    /// Adds the parameters 4 to 14 to the row of host ?1, hour ?2 and address ?3.
    static let addition = """
        INSERT INTO ip_activity (host, timestamp, ip_address, \(columns.joined(separator: ", ")),
            first_seen, last_seen)
        VALUES (\((1...14).map { "?\($0)" }.joined(separator: ", ")))
        ON CONFLICT (host, timestamp, ip_address) DO UPDATE SET
            \(columns.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")),
            first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)
        """

    func run(_ statement: inout Statement, of address: String, in hour: Period) throws(ToolError) {
        statement.bind(1, hour.host)
        statement.bind(2, Double(hour.start))
        statement.bind(3, address)
        let counts = [
            events, failedLogins, invalidUsers, successfulLogins, bans, requests, clientErrors, serverErrors,
            firewallBlocks,
        ]
        for (index, count) in counts.enumerated() { statement.bind(4 + index, count) }
        statement.bind(13, firstSeen)
        statement.bind(14, lastSeen)
        try statement.run()
    }
}
