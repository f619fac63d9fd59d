/// A source that wrote in each of 24 clock hours in a row has been silent for over `log_silence_seconds` and over
/// `log_silence_multiplier` times its longest gap in them.
enum LogSilence: Detector {
    static let kind = IssueKind.logSilence

    static func issues(in seen: Observations) -> [Issue] {
        seen.logs.records.compactMap { record in
            let silence = seen.end.seconds - record.lastSeen.seconds
            // 24 clock hours may be touched in little more than 22 hours: that is no day.
            guard record.hoursInARow >= 24, record.lastSeen.seconds - record.rowBegan.seconds >= 23 * 3600,
                silence > seen.thresholds.logSilenceSeconds,
                silence > seen.thresholds.logSilenceMultiplier * record.longestGap
            else { return nil }
            let (host, name) = (seen.hosts[record.host], seen.sources[record.source])
            return Issue(
                kind, hosts: [host],
                severity: Severity(
                    55, silence, per: max(seen.thresholds.logSilenceSeconds, 60), perDoubling: 5),
                title: "\(name) on \(host) is silent",
                description:
                    "\(name) has written nothing for \(duration(silence)), after at least one event in each of \(record.hoursInARow) hours.",
                firstSeen: record.lastSeen, lastSeen: seen.end, occurrences: 1, affected: [name],
                recommendations: [
                    "Look whether the program still runs, and writes where logly-parse reads",
                    "Look whether logly-parse may read the file",
                ],
                evidence: [
                    "source": .text(name),
                    "silent_seconds": .rounded(silence),
                    "longest_gap_seconds": .rounded(record.longestGap),
                    "hours_in_a_row": .integer(record.hoursInARow),
                    "log_silence_seconds": .number(seen.thresholds.logSilenceSeconds),
                    "log_silence_multiplier": .number(seen.thresholds.logSilenceMultiplier),
                ])
        }
    }
}
