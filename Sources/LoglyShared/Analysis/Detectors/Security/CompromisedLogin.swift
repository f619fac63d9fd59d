/// A login that succeeded from an address after that address's brute force.
enum CompromisedLogin: Detector {
    static let kind = IssueKind.compromisedLogin

    static func issues(in seen: Observations) -> [Issue] {
        seen.logins.attackers.compactMap { attacker in
            guard let first = attacker.firstSuccess, let last = attacker.lastSuccess else { return nil }
            let users = attacker.successUsers.names(in: seen.logins.users)
            let who = users.isEmpty ? "an unknown user" : users.joined(separator: ", ")
            return Issue(
                kind, hosts: attacker.successHosts.names(in: seen.hosts),
                severity: Severity(95, Double(attacker.successes), per: 1, perDoubling: 2),
                title: "Login as \(who) from \(attacker.name) after a brute force",
                description:
                    "\(attacker.name) failed \(counted(attacker.failures, "time")) and then logged in as \(who): the password may have been guessed.",
                firstSeen: first, lastSeen: last, occurrences: attacker.successes,
                affected: [attacker.name] + users,
                recommendations: [
                    "Make sure that \(who) was who logged in; if not, end the sessions and change the credentials",
                    "Look at what was done since: logly-analyze --trace \(attacker.address)",
                ],
                evidence: [
                    "ip_address": .text(attacker.name),
                    "users": .texts(users),
                    "successful_logins": .integer(attacker.successes),
                    "failed_attempts": .integer(attacker.failures),
                    "first_failure": .time(attacker.firstFailure),
                    "failed_login_threshold": .integer(seen.thresholds.failedLogins),
                ])
        }
    }
}
