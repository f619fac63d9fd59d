/// The `performance` record of a host.
enum PerformanceReport {
    static func record(of host: Int?, _ findings: Findings, in seen: Observations) -> JSONValue {
        let system = seen.systems.first { $0.host == host && $0.samples > 0 }
        let issues = (host.map { findings.issues(on: seen.hosts[$0]) } ?? []).filter {
            $0.kind.category == .performance
        }
        let mounts = seen.filesystems.first { $0.host == host }.map {
            $0.current(interval: seen.interval(of: $0.host))
        }
        return .object([
            "type": "performance",
            "timestamp": .time(seen.end),
            "host": host.map { .text(seen.hosts[$0]) },
            "hours": .rounded(seen.hours),
            "samples": .integer(system?.samples ?? 0),
            "avg_cpu_percent": system?.cpu.value.map(JSONValue.rounded),
            "max_cpu_percent": system.flatMap { $0.cpu.count > 0 ? .rounded($0.cpu.greatest) : nil },
            "avg_memory_percent": system?.memory.value.map(JSONValue.rounded),
            "max_memory_percent":
                system.flatMap { $0.memory.count > 0 ? .rounded($0.memory.greatest) : nil },
            "filesystems": mounts.map { mounts in
                .array(
                    mounts.map { mount in
                        .object([
                            "mount_point": .text(mount.mountPoint),
                            "percent": mount.latest.percent.map(JSONValue.rounded),
                            "available": mount.latest.available.map { .integer(Int($0)) },
                        ])
                    })
            },
            "issues": .array(issues.map(\.record)),
            "recommendations": .texts(HealthReport.recommendations(of: issues)),
        ])
    }
}
