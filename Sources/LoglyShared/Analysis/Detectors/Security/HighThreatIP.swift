/// An address of which the threat score reaches `threat_score_high`.
enum HighThreatIP: Detector {
    static let kind = IssueKind.highThreatIP

    static func issues(in seen: Observations) -> [Issue] {
        seen.addresses.records.indices.compactMap { place in
            let record = seen.addresses.records[place]
            let address = seen.addresses.addresses[place]
            let score = ThreatScore(of: address, record, lists: seen.lists)
            guard score.value >= seen.thresholds.threatScoreHigh, !score.isWhitelisted else { return nil }
            return Issue(
                kind, hosts: record.hosts.names(in: seen.hosts), severity: Severity(0.9 * score.value),
                title: "High-threat address \(address)",
                description: "Threat score \(plain(score.value)): \(score.reasons.joined(separator: ", ")).",
                firstSeen: record.firstHostile ?? record.firstSeen,
                lastSeen: record.lastHostile ?? record.lastSeen,
                occurrences: record.totalEvents, affected: [address.description],
                recommendations: ["Block \(address) at the firewall"],
                evidence: [
                    "ip_address": .text(address.description),
                    "threat_score": .number(score.value),
                    "reasons": .texts(score.reasons),
                    "failed_attempts": .integer(record.failures),
                    "bans": .integer(record.bans),
                    "threat_score_high": .number(seen.thresholds.threatScoreHigh),
                ])
        }
    }
}
