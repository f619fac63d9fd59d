/// More than `unparsed_percent` of at least `unparsed_lines` lines of a source in an hour were not understood.
enum UnparsedLogs: Detector {
    static let kind = IssueKind.unparsedLogs

    static func issues(in seen: Observations) -> [Issue] {
        seen.logs.records.compactMap { record in
            guard let hour = record.worstHour, hour.percent > seen.thresholds.unparsedPercent else {
                return nil
            }
            let (host, name) = (seen.hosts[record.host], seen.sources[record.source])
            return Issue(
                kind, hosts: [host], severity: Severity(20 + 0.4 * hour.percent),
                title: "\(plain(hour.percent)) % of \(name) on \(host) not understood",
                description:
                    "\(hour.unparsed) of \(hour.lines) lines in an hour do not follow the format of \(name).",
                firstSeen: hour.begin, lastSeen: hour.end, occurrences: hour.unparsed, affected: [name],
                recommendations: [
                    "See where it fails: logly-parse --format … --explain",
                    "Correct logs.sources.\(name).format",
                ],
                evidence: [
                    "source": .text(name),
                    "unparsed": .integer(hour.unparsed),
                    "lines": .integer(hour.lines),
                    "percent": .rounded(hour.percent),
                    "unparsed_percent": .number(seen.thresholds.unparsedPercent),
                    "unparsed_lines": .integer(seen.thresholds.unparsedLines),
                ])
        }
    }
}
