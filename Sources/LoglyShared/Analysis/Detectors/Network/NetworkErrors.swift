/// Errors and drops above `network_error_rate` percent of at least `network_error_packets` packets, in the whole
/// window or in an hour of it.
enum NetworkErrors: Detector {
    static let kind = IssueKind.networkErrors

    static func issues(in seen: Observations) -> [Issue] {
        let limit = seen.thresholds.networkErrorRate
        return seen.networks.compactMap { network in
            let enough = [network.total, network.worstHour].compactMap { $0 }.filter {
                $0.packets >= Int64(seen.thresholds.networkPackets)
            }
            guard let worst = enough.max(by: { $0.errorPercent ?? 0 < $1.errorPercent ?? 0 }),
                let percent = worst.errorPercent, percent > limit
            else { return nil }
            let host = seen.hosts[network.host]
            return Issue(
                kind, hosts: [host],
                severity: Severity(50, percent, per: max(limit, 0.1), perDoubling: 8),
                title: "\(plain(percent)) % network errors on \(host)",
                description:
                    "\(worst.errors) errors and \(worst.drops) drops in \(worst.packets) packets.",
                firstSeen: worst.begin, lastSeen: worst.end,
                occurrences: Int(worst.errors + worst.drops), affected: [],
                recommendations: [
                    "Look at the interface with ip -s link and ethtool -S",
                    "Drops without errors: look at the buffers (ethtool -g) and the load",
                ],
                evidence: [
                    "error_percent": .rounded(percent),
                    "errors": .integer(Int(worst.errors)),
                    "drops": .integer(Int(worst.drops)),
                    "packets": .integer(Int(worst.packets)),
                    "network_error_rate": .number(limit),
                    "network_error_packets": .integer(seen.thresholds.networkPackets),
                ])
        }
    }
}
