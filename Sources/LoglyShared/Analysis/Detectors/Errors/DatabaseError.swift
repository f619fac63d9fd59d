/// Each error of a database.
enum DatabaseError: Detector {
    static let kind = IssueKind.databaseError

    static func issues(in seen: Observations) -> [Issue] {
        let groups = ErrorGroups(
            kind: kind, title: "Database error", base: 55, perDoubling: 5, from: 1,
            recommendations: ["Look at the database's log around it"])
        return seen.errors.groups.filter { $0.nature == .database }.map { groups.issue($0, in: seen) }
    }
}
