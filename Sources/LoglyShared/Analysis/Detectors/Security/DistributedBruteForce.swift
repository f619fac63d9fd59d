/// Many addresses, each below the limit of a brute force, that try one user or come from one network.
enum DistributedBruteForce: Detector {
    static let kind = IssueKind.distributedBruteForce

    static func issues(in seen: Observations) -> [Issue] {
        let below = seen.logins.attackers.indices.filter {
            seen.logins.attackers[$0].failures < seen.thresholds.failedLogins
        }
        let least = seen.thresholds.distributedAddresses
        return groups(in: seen).compactMap { group in
            let quiet = group.attackers.intersection(below)
            guard quiet.count >= least else { return nil }
            return issue(group.name, quiet.map { seen.logins.attackers[$0] }, group.isUser, in: seen)
        }
    }

    /// An address that passes its own limit leaves the issue, but the attack is no smaller: the score counts it.
    static func burden(of issues: [Issue], on host: Int, in seen: Observations) -> Burden {
        let least = seen.thresholds.distributedAddresses
        let sizes = groups(in: seen).filter { $0.attackers.count >= least }.filter { group in
            group.attackers.contains { seen.logins.attackers[$0].hosts.contains(host) }
        }.map(\.attackers.count)
        return Burden(worst: sizes.max().map { severity($0, least) }, number: sizes.count)
    }

    private static func severity(_ addresses: Int, _ least: Int) -> Severity {
        Severity(65, Double(addresses), per: Double(least), perDoubling: 8)
    }

    private struct Group {
        let name: String
        let isUser: Bool
        var attackers: Set<Int>
    }

    /// The attackers of each user and of each network that could be enough.
    private static func groups(in seen: Observations) -> [Group] {
        let least = seen.thresholds.distributedAddresses
        guard seen.logins.attackers.count >= least else { return [] }
        var byUser: [Int: Set<Int>] = [:]
        for attempt in seen.logins.attempts { byUser[attempt.user, default: []].insert(attempt.attacker) }
        var byNetwork: [IPNetwork: Set<Int>] = [:]
        for (place, attacker) in seen.logins.attackers.enumerated() {
            let length = attacker.address.isIPv4 ? 24 : 48
            guard let network = IPNetwork(attacker.address, prefixLength: length) else { continue }
            byNetwork[network, default: []].insert(place)
        }
        let users = byUser.filter { $0.value.count >= least }.map {
            Group(name: seen.logins.users[$0.key], isUser: true, attackers: $0.value)
        }
        let networks = byNetwork.filter { $0.value.count >= least }.map {
            Group(name: $0.key.description, isUser: false, attackers: $0.value)
        }
        return users.sorted { $0.name < $1.name } + networks.sorted { $0.name < $1.name }
    }

    private static func issue(
        _ name: String, _ attackers: [LoginActivity.Attacker], _ isUser: Bool, in seen: Observations
    ) -> Issue {
        var hosts = Places()
        for attacker in attackers { hosts.formUnion(attacker.hosts) }
        let failures = attackers.reduce(0) { $0 + $1.failures }
        let target = isUser ? "on user \(name)" : "from \(name)"
        return Issue(
            kind, hosts: hosts.names(in: seen.hosts),
            severity: severity(attackers.count, seen.thresholds.distributedAddresses),
            title: "Distributed brute force \(target)",
            description:
                "\(counted(attackers.count, "address", "addresses")), each with less than \(counted(seen.thresholds.failedLogins, "failure")), made \(counted(failures, "failed login")) \(target).",
            firstSeen: attackers.map(\.firstFailure).min() ?? seen.begin,
            lastSeen: attackers.map(\.lastFailure).max() ?? seen.end,
            occurrences: failures, affected: [name],
            recommendations: [
                isUser
                    ? "Protect \(name): keys only, or no remote login" : "Ban \(name) as a whole",
                "Let fail2ban look further back (findtime), since each address alone stays below its limit",
            ],
            evidence: [
                isUser ? "user" : "network": .text(name),
                "addresses": .integer(attackers.count),
                "failed_attempts": .integer(failures),
                "most_by_one_address": .integer(attackers.map(\.failures).max() ?? 0),
                "failed_login_threshold": .integer(seen.thresholds.failedLogins),
                "distributed_brute_force_addresses": .integer(seen.thresholds.distributedAddresses),
            ])
    }
}
