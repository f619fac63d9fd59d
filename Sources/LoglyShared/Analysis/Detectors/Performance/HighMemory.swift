/// `memory_percent` above `high_memory_percent` for `sustained_duration_min` seconds.
enum HighMemory: Detector {
    static let kind = IssueKind.highMemory

    static func issues(in seen: Observations) -> [Issue] {
        SustainedLoad(
            kind: kind, what: "Memory use", key: "high_memory_percent", base: 50,
            recommendations: [
                "Look for the process with ps --sort=-rss",
                "Give the machine more memory, or its services less",
            ]
        ).issues(in: seen, \.memoryRuns)
    }
}
