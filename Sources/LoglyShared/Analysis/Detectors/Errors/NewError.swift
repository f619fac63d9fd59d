/// An error of which the data before the window know no other with its fingerprint.
enum NewError: Detector {
    static let kind = IssueKind.newError

    static func issues(in seen: Observations) -> [Issue] {
        guard let known = seen.knownFingerprints else { return [] }
        let groups = ErrorGroups(
            kind: kind, title: "New error", base: 40, perDoubling: 5, from: 1,
            recommendations: ["Look at what was changed before it was first seen"])
        return seen.errors.groups.filter { !known.contains($0.fingerprint) }.map {
            groups.issue($0, in: seen)
        }
    }
}
