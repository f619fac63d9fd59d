/// The newest sample of a host is older than `collection_stalled_intervals` intervals.
enum CollectionStalled: Detector {
    static let kind = IssueKind.collectionStalled

    static func issues(in seen: Observations) -> [Issue] {
        seen.collections.sorted { $0.key < $1.key }.compactMap { place, collection in
            guard let newest = collection.newestSample else { return nil }
            let age = seen.end.seconds - newest.seconds
            // Samples taken by hand in quick succession make no promise to go on like that.
            let interval = max(collection.interval, seen.configuredInterval)
            let limit = seen.thresholds.stalledIntervals * interval
            guard age > limit else { return nil }
            let host = seen.hosts[place]
            return Issue(
                kind, hosts: [host], severity: Severity(65, age, per: max(limit, 1), perDoubling: 5),
                title: "No samples of \(host) for \(duration(age))",
                description:
                    "The newest sample is \(duration(age)) old, where one comes every \(duration(interval)).",
                firstSeen: newest, lastSeen: seen.end, occurrences: 1, affected: [],
                recommendations: [
                    "Look at the timer: systemctl status logly-sample.timer", "Look whether the disk is full",
                ],
                evidence: [
                    "newest_sample": .time(newest),
                    "age_seconds": .rounded(age),
                    "interval_seconds": .rounded(interval),
                    "collection_stalled_intervals": .number(seen.thresholds.stalledIntervals),
                ])
        }
    }
}
