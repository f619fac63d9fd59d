/// The errors of a source in the last hour are `error_spike_multiplier` times the mean of the window's earlier
/// hours, quiet ones included, and at least `error_spike_count`.
enum ErrorSpike: Detector {
    static let kind = IssueKind.errorSpike

    static func issues(in seen: Observations) -> [Issue] {
        // A window of an hour has nothing to compare with.
        let earlierHours = seen.hours - 1
        guard earlierHours > 0.001 else { return [] }
        return seen.errors.sources.compactMap { source in
            let mean = Double(source.errors - source.lastHour) / earlierHours
            guard source.lastHour >= seen.thresholds.errorSpikeCount,
                Double(source.lastHour) >= seen.thresholds.errorSpikeMultiplier * mean
            else { return nil }
            let (host, name) = (seen.hosts[source.host], seen.sources[source.source])
            return Issue(
                kind, hosts: [host], severity: severity(source.lastHour, seen.thresholds),
                title: "Error spike in \(name) on \(host)",
                description:
                    "\(counted(source.lastHour, "error")) in the last hour, after \(plain(mean)) an hour before.",
                firstSeen: seen.end.moved(bySeconds: -3600), lastSeen: source.lastSeen,
                occurrences: source.lastHour, affected: [name],
                recommendations: [
                    "Look at what changed: logly-export logs --source \(name) --level ERROR --hours 1"
                ],
                evidence: [
                    "source": .text(name),
                    "last_hour": .integer(source.lastHour),
                    "mean_per_hour_before": .rounded(mean),
                    "hours_before": .rounded(earlierHours),
                    "ratio": mean > 0 ? .rounded(Double(source.lastHour) / mean) : nil,
                    "error_spike_multiplier": .number(seen.thresholds.errorSpikeMultiplier),
                    "error_spike_count": .integer(seen.thresholds.errorSpikeCount),
                ])
        }
    }

    private static func severity(_ lastHour: Int, _ thresholds: Thresholds) -> Severity {
        Severity(55, Double(lastHour), per: Double(thresholds.errorSpikeCount), perDoubling: 8)
    }

    /// The last hour alone: more errors before it make it no spike, but the machine no healthier.
    static func burden(of issues: [Issue], on host: Int, in seen: Observations) -> Burden {
        let many = seen.errors.sources.filter {
            $0.host == host && $0.lastHour >= seen.thresholds.errorSpikeCount
        }
        return Burden(
            worst: many.map(\.lastHour).max().map { severity($0, seen.thresholds) }, number: many.count)
    }
}
