/// At least `failed_login_threshold` failures from one IPv4 address or IPv6 /64, over all hosts.
enum BruteForce: Detector {
    static let kind = IssueKind.bruteForce

    static func issues(in seen: Observations) -> [Issue] {
        let limit = seen.thresholds.failedLogins
        return seen.logins.attackers.filter { $0.failures >= limit }.map { attacker in
            Issue(
                kind, hosts: attacker.hosts.names(in: seen.hosts),
                severity: Severity(50, Double(attacker.failures), per: Double(limit), perDoubling: 8),
                title: "Brute force from \(attacker.name)",
                description:
                    "\(counted(attacker.failures, "failed login")) from \(attacker.name) on \(counted(attacker.users, "user")).",
                firstSeen: attacker.firstFailure, lastSeen: attacker.lastFailure,
                occurrences: attacker.failures, affected: [attacker.name],
                recommendations: [
                    "Ban \(attacker.name), for example with fail2ban",
                    "Allow logins by key only (PasswordAuthentication no)",
                ],
                evidence: [
                    "ip_address": .text(attacker.name),
                    "failed_attempts": .integer(attacker.failures),
                    "invalid_user_attempts": .integer(attacker.invalidUsers),
                    "unique_users": .integer(attacker.users),
                    "seconds": .rounded(attacker.lastFailure.seconds - attacker.firstFailure.seconds),
                    "failed_login_threshold": .integer(limit),
                ])
        }
    }
}
