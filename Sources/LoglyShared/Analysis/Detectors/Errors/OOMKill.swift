/// Each process that the kernel killed because memory was out.
enum OOMKill: Detector {
    static let kind = IssueKind.oomKill

    static func issues(in seen: Observations) -> [Issue] {
        let groups = ErrorGroups(
            kind: kind, title: "Out-of-memory kill", base: 85, perDoubling: 5, from: 1,
            recommendations: [
                "Give the machine more memory, or limit the services that take it (MemoryMax=)"
            ])
        return seen.errors.groups.filter { $0.nature == .outOfMemory }.map { groups.issue($0, in: seen) }
    }
}
