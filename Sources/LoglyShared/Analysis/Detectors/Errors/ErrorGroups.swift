/// What the kinds that look at fingerprints have in common: one issue for each group of alike errors.
struct ErrorGroups {
    let kind: IssueKind
    /// `Recurring error`.
    let title: String
    let base: Double
    let perDoubling: Double
    /// The number from which on the severity grows.
    let from: Double
    let recommendations: [String]

    func issue(_ group: ErrorActivity.Group, in seen: Observations, _ more: JSONMembers = [:]) -> Issue {
        let host = seen.hosts[group.host]
        let sources = group.sources.names(in: seen.sources)
        var evidence: JSONMembers = [
            "fingerprint": .text(hexadecimal(group.fingerprint)),
            "pattern": .text(group.pattern),
            "message": .text(group.example),
            "level": .text("\(group.level.name)"),
            "count": .integer(group.count),
            "sources": .texts(sources),
        ]
        for member in more.members { evidence.append(member.key, member.value) }
        return Issue(
            kind, hosts: [host],
            severity: Severity(base, Double(group.count), per: from, perDoubling: perDoubling),
            title: "\(title): \(brief(group.example))",
            description:
                "Seen \(counted(group.count, "time")) in \(sources.joined(separator: ", ")) on \(host).",
            firstSeen: group.firstSeen, lastSeen: group.lastSeen, occurrences: group.count,
            affected: sources, recommendations: recommendations, evidence: evidence)
    }

    /// A message's first line, at most 100 characters of it.
    private func brief(_ message: String) -> String {
        let line = message.prefix { !$0.isNewline }
        return line.count > 100 ? line.prefix(99) + "…" : String(line)
    }

    private func hexadecimal(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
