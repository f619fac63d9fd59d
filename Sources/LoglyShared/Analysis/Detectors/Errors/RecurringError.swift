/// At least `recurring_error_count` errors of one fingerprint.
enum RecurringError: Detector {
    static let kind = IssueKind.recurringError

    static func issues(in seen: Observations) -> [Issue] {
        let limit = seen.thresholds.recurringErrors
        let groups = ErrorGroups(
            kind: kind, title: "Recurring error", base: 35, perDoubling: 6, from: Double(limit),
            recommendations: ["Mend its cause, or lower its level if it is none"])
        return seen.errors.byFingerprint.filter { $0.count >= limit }.map {
            groups.issue(
                $0, in: seen,
                [
                    "per_hour": seen.hours > 0 ? .rounded(Double($0.count) / seen.hours) : nil,
                    "recurring_error_count": .integer(limit),
                ])
        }
    }
}
