/// The `ip` records: what each address did, and how dangerous it is.
public enum AddressReport {
    /// The addresses from a threat score on, the most dangerous first.
    public static func records(threshold: Double, in seen: Observations) -> [JSONValue] {
        scores(in: seen).filter { $0.score.value >= threshold }.map {
            record($0.address, seen.addresses.records[$0.place], $0.score, in: seen)
        }
    }

    static func scores(
        in seen: Observations
    ) -> [(place: Int, address: IPAddress, score: ThreatScore)] {
        seen.addresses.records.indices.map { place in
            let (address, record) = (seen.addresses.addresses[place], seen.addresses.records[place])
            return (
                place: place, address: address, score: ThreatScore(of: address, record, lists: seen.lists)
            )
        }
        .sorted {
            $0.score.value != $1.score.value ? $0.score.value > $1.score.value : $0.address < $1.address
        }
    }

    static func record(
        _ address: IPAddress, _ record: AddressActivity.Record, _ score: ThreatScore, in seen: Observations
    ) -> JSONValue {
        .object([
            "type": "ip",
            "ip_address": .text(address.description),
            "threat_score": .number(score.value),
            "classification": .text(score.classification.rawValue),
            "failed_login_count": .integer(record.failedLogins),
            "successful_login_count": .integer(record.successes),
            "ban_count": .integer(record.bans),
            "total_events": .integer(record.totalEvents),
            "first_seen": .time(record.firstSeen),
            "last_seen": .time(record.lastSeen),
            "whitelisted": .bool(score.isWhitelisted),
            "blacklisted": .bool(score.isBlacklisted),
            "reasons": .texts(score.reasons),
            "invalid_user_count": .integer(record.invalidUsers),
            "http_requests": .integer(record.requests),
            "http_refused_paths": .integer(record.refusedPaths),
            "http_probes": .integer(record.probes),
            "firewall_blocks": .integer(record.firewallBlocks),
            "firewall_ports": .integer(record.refusedPorts),
            "hosts": .texts(record.hosts.names(in: seen.hosts)),
        ])
    }
}
