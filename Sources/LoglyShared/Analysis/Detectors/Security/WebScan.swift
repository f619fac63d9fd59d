/// An address that was refused many different paths, or asked for known holes.
enum WebScan: Detector {
    static let kind = IssueKind.webScan

    static func issues(in seen: Observations) -> [Issue] {
        let (paths, probes) = (seen.thresholds.webScanPaths, seen.thresholds.webScanProbes)
        return seen.addresses.records.indices.compactMap { place in
            let record = seen.addresses.records[place]
            let address = seen.addresses.addresses[place]
            guard record.refusedPaths >= paths || record.probes >= probes, !seen.lists.isTrusted(address)
            else { return nil }
            let extent = max(
                Double(record.refusedPaths) / Double(paths), Double(record.probes) / Double(probes))
            return Issue(
                kind, hosts: record.hosts.names(in: seen.hosts),
                severity: Severity(40, extent, per: 1, perDoubling: 6),
                title: "Web scan from \(address)",
                description:
                    "\(address) got 4xx for \(counted(record.refusedPaths, "different path")) and asked \(counted(record.probes, "time")) for known holes.",
                firstSeen: record.firstHostile ?? record.firstSeen,
                lastSeen: record.lastHostile ?? record.lastSeen,
                occurrences: max(record.refusedPaths, record.probes), affected: [address.description],
                recommendations: ["Ban \(address), or limit its rate in the web server"],
                evidence: [
                    "ip_address": .text(address.description),
                    "refused_paths": .integer(record.refusedPaths),
                    "probes": .integer(record.probes),
                    "requests": .integer(record.requests),
                    "web_scan_paths": .integer(paths),
                    "web_scan_probes": .integer(probes),
                ])
        }
    }
}
