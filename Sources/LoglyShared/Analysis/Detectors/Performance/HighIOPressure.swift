/// `pressure_io_percent` above `io_pressure_percent` for `sustained_duration_min` seconds.
enum HighIOPressure: Detector {
    static let kind = IssueKind.highIOPressure

    static func issues(in seen: Observations) -> [Issue] {
        SustainedLoad(
            kind: kind, what: "Time stalled on I/O", key: "io_pressure_percent", base: 40,
            recommendations: [
                "Look for the process with iotop or pidstat -d", "Look at the disk's own health",
            ]
        ).issues(in: seen, \.pressureRuns)
    }
}
