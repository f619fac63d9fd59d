/// Something that somebody should look at, with the numbers that say so.
public struct Issue: Equatable, Sendable {
    public var kind: IssueKind
    /// The machines that it concerns.
    public var hosts: [String]
    public var severity: Severity
    /// One line for people.
    public var title: String
    /// Sentences for people.
    public var description: String
    public var firstSeen: Timestamp
    public var lastSeen: Timestamp
    /// How often it was seen: attempts, errors, stretches of time.
    public var occurrences: Int
    /// Addresses, users, sources, mount points.
    public var affected: [String]
    public var recommendations: [String]
    /// The numbers behind it, with the threshold that was passed.
    public var evidence: JSONMembers

    public init(
        _ kind: IssueKind, hosts: [String], severity: Severity, title: String, description: String,
        firstSeen: Timestamp, lastSeen: Timestamp, occurrences: Int, affected: [String],
        recommendations: [String], evidence: JSONMembers
    ) {
        self.kind = kind
        self.hosts = hosts
        self.severity = severity
        self.title = title
        self.description = description
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.occurrences = occurrences
        self.affected = affected
        self.recommendations = recommendations
        self.evidence = evidence
    }

    /// The order of lists: the worst first, then the latest, then one that does not depend on the run.
    public static func isBefore(_ left: Issue, _ right: Issue) -> Bool {
        if left.severity != right.severity { return left.severity > right.severity }
        if left.lastSeen != right.lastSeen { return left.lastSeen > right.lastSeen }
        return (left.kind.rawValue, left.title) < (right.kind.rawValue, right.title)
    }

    /// The record of the wire. `host` is there where one machine is concerned, else they are in
    /// `affected_resources`.
    public var record: JSONValue {
        let machines = hosts.count > 1 ? hosts : []
        return .object([
            "type": "issue",
            "host": hosts.count == 1 ? .text(hosts[0]) : nil,
            "kind": .text(kind.rawValue),
            "category": .text(kind.category.rawValue),
            "severity": .integer(severity.value),
            "severity_level": .text(severity.level.rawValue),
            "title": .text(title),
            "description": .text(description),
            "first_seen": .time(firstSeen),
            "last_seen": .time(lastSeen),
            "occurrence_count": .integer(occurrences),
            "affected_resources": .texts(affected + machines),
            "recommendations": .texts(recommendations),
            "evidence": .object(evidence),
        ])
    }
}
