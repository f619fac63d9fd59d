/// `cpu_percent` above `high_cpu_percent` for `sustained_duration_min` seconds.
enum HighCPU: Detector {
    static let kind = IssueKind.highCPU

    static func issues(in seen: Observations) -> [Issue] {
        SustainedLoad(
            kind: kind, what: "CPU use", key: "high_cpu_percent", base: 45,
            recommendations: ["Look for the process with top or pidstat", "Compare the load with cpu_count"]
        ).issues(in: seen, \.cpuRuns)
    }
}
