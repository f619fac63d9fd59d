/// An address to which the firewall refused many different ports.
enum FirewallScan: Detector {
    static let kind = IssueKind.firewallScan

    static func issues(in seen: Observations) -> [Issue] {
        let limit = seen.thresholds.firewallScanPorts
        return seen.addresses.records.indices.compactMap { place in
            let record = seen.addresses.records[place]
            let address = seen.addresses.addresses[place]
            guard record.refusedPorts >= limit, !seen.lists.isTrusted(address) else { return nil }
            return Issue(
                kind, hosts: record.hosts.names(in: seen.hosts),
                severity: Severity(35, Double(record.refusedPorts), per: Double(limit), perDoubling: 6),
                title: "Port scan from \(address)",
                description:
                    "The firewall refused \(counted(record.refusedPorts, "different port")) to \(address).",
                firstSeen: record.firstHostile ?? record.firstSeen,
                lastSeen: record.lastHostile ?? record.lastSeen,
                occurrences: record.firewallBlocks, affected: [address.description],
                recommendations: ["Nothing, as long as the firewall refuses; ban \(address) if it goes on"],
                evidence: [
                    "ip_address": .text(address.description),
                    "refused_ports": .integer(record.refusedPorts),
                    "blocked_packets": .integer(record.firewallBlocks),
                    "firewall_scan_ports": .integer(limit),
                ])
        }
    }
}
