/// A user who was refused sudo or su again and again.
enum PrivilegeAbuse: Detector {
    static let kind = IssueKind.privilegeAbuse

    static func issues(in seen: Observations) -> [Issue] {
        let limit = seen.thresholds.privilegeAbuse
        return seen.privileges.refusals.filter { $0.count >= limit }.map { refusals in
            Issue(
                kind, hosts: [seen.hosts[refusals.host]],
                severity: Severity(50, Double(refusals.count), per: Double(limit), perDoubling: 8),
                title: "sudo or su refused to \(refusals.user) on \(seen.hosts[refusals.host])",
                description:
                    "\(refusals.user) was refused another's rights \(counted(refusals.count, "time")).",
                firstSeen: refusals.firstSeen, lastSeen: refusals.lastSeen, occurrences: refusals.count,
                affected: [refusals.user],
                recommendations: ["Ask \(refusals.user), or look whether the account is misused"],
                evidence: [
                    "user": .text(refusals.user),
                    "refusals": .integer(refusals.count),
                    "last_message": .text(refusals.example),
                    "privilege_abuse_count": .integer(limit),
                ])
        }
    }
}
