/// What the four kinds of load that lasted have in common: one issue for each host with stretches of it.
struct SustainedLoad {
    let kind: IssueKind
    /// `CPU use`.
    let what: String
    /// The key of the limit under `query.thresholds`.
    let key: String
    /// The severity at the shortest stretch that counts; each doubling of its length adds 5.
    let base: Double
    let recommendations: [String]

    func issues(in seen: Observations, _ runs: (SystemActivity) -> SustainedRuns) -> [Issue] {
        seen.systems.compactMap { system in
            let found = runs(system)
            let all = found.all
            guard let longest = all.map(\.seconds).max(), let first = all.first, let last = all.last else {
                return nil
            }
            let host = seen.hosts[system.host]
            let peak = all.map(\.peak).max() ?? found.limit
            let samples = all.reduce(0) { $0 + $1.samples }
            let mean = all.reduce(0) { $0 + $1.sum } / Double(samples)
            // The mean is only told: a further sample just above the limit would lower it.
            return Issue(
                kind, hosts: [host],
                severity: Severity(base, longest, per: max(found.atLeast, 1), perDoubling: 5),
                title: "\(what) above \(plain(found.limit)) % for \(duration(longest)) on \(host)",
                description:
                    "\(what) was above \(plain(found.limit)) % in \(counted(all.count, "stretch", "stretches")) of at least \(duration(found.atLeast)), up to \(plain(peak)) %.",
                firstSeen: first.begin, lastSeen: last.end, occurrences: all.count, affected: [],
                recommendations: recommendations,
                evidence: [
                    "peak_percent": .rounded(peak),
                    "mean_percent": .rounded(mean),
                    "longest_seconds": .rounded(longest),
                    "total_seconds": .rounded(all.reduce(0) { $0 + $1.seconds }),
                    "samples": .integer(samples),
                    key: .number(found.limit),
                    "sustained_duration_min": .number(found.atLeast),
                ])
        }
    }
}
