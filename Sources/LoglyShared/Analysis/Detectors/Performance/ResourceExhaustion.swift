/// Memory above `high_memory_percent` in a sample in which more than half of the swap is used or memory
/// pressure is above 10 %, or within ten minutes of an OOM kill.
enum ResourceExhaustion: Detector {
    static let kind = IssueKind.resourceExhaustion

    /// How far an OOM kill may be from a sample with high memory, in seconds: it frees what it kills for.
    private static let nearness = 600.0

    static func issues(in seen: Observations) -> [Issue] {
        seen.systems.compactMap { system in
            let kills = kills(on: system, in: seen)
            let samples = system.exhausted
            let times = samples.map(\.time) + kills.times
            guard let first = times.min(), let last = times.max() else { return nil }
            let host = seen.hosts[system.host]
            let severity = max(
                samples.isEmpty ? Severity(0) : Severity(75, Double(samples.count), per: 1, perDoubling: 1),
                kills.count == 0 ? Severity(0) : Severity(90, Double(kills.count), per: 1, perDoubling: 2))
            return Issue(
                kind, hosts: [host], severity: severity, title: "Memory exhausted on \(host)",
                description: "Memory was above \(plain(seen.thresholds.highMemoryPercent)) % "
                    + (kills.count > 0
                        ? "when the kernel killed processes for it."
                        : "while the machine swapped or its processes waited for memory."),
                firstSeen: first, lastSeen: last, occurrences: max(samples.count, kills.count), affected: [],
                recommendations: [
                    "Give the machine more memory, or limit the services that take it (MemoryMax=)"
                ],
                evidence: [
                    "samples": .integer(samples.count),
                    "peak_memory_percent": samples.map(\.memoryPercent).max().map(JSONValue.rounded),
                    "peak_swap_percent": samples.compactMap(\.swapPercent).max().map(JSONValue.rounded),
                    "peak_pressure_percent":
                        samples.compactMap(\.pressurePercent).max().map(JSONValue.rounded),
                    "oom_kills": .integer(kills.count),
                    "high_memory_percent": .number(seen.thresholds.highMemoryPercent),
                ])
        }
    }

    /// The OOM kills near to high memory, as far as the first and last of each message tell.
    private static func kills(
        on system: SystemActivity, in seen: Observations
    ) -> (count: Int, times: [Timestamp]) {
        var count = 0
        var times: [Timestamp] = []
        for group in seen.errors.groups where group.nature == .outOfMemory && group.host == system.host {
            let near = [group.firstSeen, group.lastSeen].filter { kill in
                system.highMemoryTimes.contains { abs($0.seconds - kill.seconds) <= nearness }
            }
            if near.isEmpty { continue }
            count += group.count
            times += near
        }
        return (count, times)
    }
}
