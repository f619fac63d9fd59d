/// `cpu_steal_percent` above `cpu_steal_percent` of the thresholds for `sustained_duration_min` seconds.
enum CPUSteal: Detector {
    static let kind = IssueKind.cpuSteal

    static func issues(in seen: Observations) -> [Issue] {
        SustainedLoad(
            kind: kind, what: "CPU time stolen by the hypervisor", key: "cpu_steal_percent", base: 35,
            recommendations: [
                "Look for exhausted CPU credits of the instance",
                "Move the machine to another host or a larger type",
            ]
        ).issues(in: seen, \.stealRuns)
    }
}
