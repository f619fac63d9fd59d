/// Each error of level CRITICAL that is neither a database's nor an OOM kill.
enum CriticalError: Detector {
    static let kind = IssueKind.criticalError

    static func issues(in seen: Observations) -> [Issue] {
        let groups = ErrorGroups(
            kind: kind, title: "Critical error", base: 85, perDoubling: 3, from: 1,
            recommendations: ["Look at it now"])
        return seen.errors.groups.filter { $0.nature == .critical }.map { groups.issue($0, in: seen) }
    }
}
