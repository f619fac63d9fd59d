/// The uptime fell from one sample to the next.
enum Reboot: Detector {
    static let kind = IssueKind.reboot

    static func issues(in seen: Observations) -> [Issue] {
        seen.systems.compactMap { system in
            guard let first = system.reboots.first, let last = system.reboots.last else { return nil }
            let host = seen.hosts[system.host]
            return Issue(
                kind, hosts: [host],
                severity: Severity(25, Double(system.reboots.count), per: 1, perDoubling: 10),
                title: "\(host) was rebooted"
                    + (system.reboots.count > 1 ? " \(system.reboots.count) times" : ""),
                description: "The last time after \(duration(last.uptimeBefore)) of uptime at least.",
                firstSeen: first.bootTime, lastSeen: last.bootTime, occurrences: system.reboots.count,
                affected: [],
                recommendations: ["If nobody meant it: journalctl -b -1 -e, and the provider's events"],
                evidence: [
                    "reboots": .integer(system.reboots.count),
                    "boot_time": .time(last.bootTime),
                    "uptime_before_seconds": .rounded(last.uptimeBefore),
                ])
        }
    }
}
