/// TIME_WAIT, CLOSE_WAIT or all connections at `connection_anomaly_multiplier` times their own median, and at
/// least `connection_anomaly_count`.
enum ConnectionAnomaly: Detector {
    static let kind = IssueKind.connectionAnomaly

    static func issues(in seen: Observations) -> [Issue] {
        seen.networks.flatMap { network in
            [
                issue("TIME_WAIT", "connections_time_wait", network.timeWait, network, seen),
                issue("CLOSE_WAIT", "connections_close_wait", network.closeWait, network, seen),
                issue("all", "connections_total", network.all, network, seen),
            ].compactMap { $0 }
        }
    }

    private static func issue(
        _ name: String, _ column: String, _ connections: NetworkActivity.Connections,
        _ network: NetworkActivity, _ seen: Observations
    ) -> Issue? {
        let multiplier = seen.thresholds.connectionMultiplier
        guard let median = connections.median,
            connections.greatest >= Int64(seen.thresholds.connectionCount),
            Double(connections.greatest) >= multiplier * Double(median)
        else { return nil }
        let host = seen.hosts[network.host]
        let what = name == "all" ? "TCP connections" : "connections in \(name)"
        return Issue(
            kind, hosts: [host],
            severity: Severity(
                45, Double(connections.greatest),
                per: max(Double(seen.thresholds.connectionCount), multiplier * Double(median)),
                perDoubling: 8),
            title: "\(connections.greatest) \(what) on \(host)",
            description:
                "There were \(connections.greatest) \(what), where \(median) are usual.",
            firstSeen: connections.greatestTime, lastSeen: connections.greatestTime, occurrences: 1,
            affected: [],
            recommendations: [
                name == "CLOSE_WAIT"
                    ? "A program does not close what its peers have closed: ss -tnp state close-wait"
                    : "Look who is connected: ss -tn"
            ],
            evidence: [
                "state": .text(name),
                "column": .text(column),
                "greatest": .integer(Int(connections.greatest)),
                "median": .integer(Int(median)),
                "samples": .integer(connections.count),
                "connection_anomaly_multiplier": .number(multiplier),
                "connection_anomaly_count": .integer(seen.thresholds.connectionCount),
            ])
    }
}
