/// A file system of which more than `disk_space_critical` percent of the space, or of the inodes, are used.
enum LowDisk: Detector {
    static let kind = IssueKind.lowDisk

    static func issues(in seen: Observations) -> [Issue] {
        let limit = seen.thresholds.diskSpaceCritical
        var issues: [Issue] = []
        for filesystem in seen.filesystems {
            for mount in filesystem.current(interval: seen.interval(of: filesystem.host)) {
                let sample = mount.latest
                if let percent = sample.percent, percent > limit {
                    issues.append(
                        issue(
                            seen.hosts[filesystem.host], mount.mountPoint, "space", percent, limit,
                            sample.timestamp,
                            free: sample.available.map { "\(size(Double($0))) free" },
                            [
                                "device": sample.device.map { .text($0) }, "total": integer(sample.total),
                                "used": integer(sample.used), "available": integer(sample.available),
                            ]))
                }
                if let total = sample.inodesTotal, total > 0, let used = sample.inodesUsed,
                    Double(used) / Double(total) * 100 > limit
                {
                    issues.append(
                        issue(
                            seen.hosts[filesystem.host], mount.mountPoint, "inodes",
                            Double(used) / Double(total) * 100, limit, sample.timestamp,
                            free: "\(total - used) free",
                            [
                                "device": sample.device.map { .text($0) }, "inodes_total": integer(total),
                                "inodes_used": integer(used),
                            ]))
                }
            }
        }
        return issues + rootIssues(in: seen)
    }

    /// Machines of which only `system` samples are stored.
    private static func rootIssues(in seen: Observations) -> [Issue] {
        let limit = seen.thresholds.diskSpaceCritical
        return seen.systems.compactMap { system in
            guard let root = system.root, root.percent > limit,
                !seen.filesystems.contains(where: { $0.host == system.host })
            else { return nil }
            return issue(
                seen.hosts[system.host], "/", "space", root.percent, limit, root.time,
                free: root.available.map { "\(size(Double($0))) free" },
                ["total": integer(root.total), "available": integer(root.available)])
        }
    }

    private static func integer(_ value: Int64?) -> JSONValue? { value.map { .integer(Int($0)) } }

    private static func issue(
        _ host: String, _ mount: String, _ what: String, _ percent: Double, _ limit: Double,
        _ time: Timestamp, free: String?, _ numbers: JSONMembers
    ) -> Issue {
        let percent = min(percent, 100)
        var evidence: JSONMembers = [
            "mount_point": .text(mount), "resource": .text(what), "percent": .rounded(percent),
            "free_percent": .rounded(100 - percent),
        ]
        for number in numbers.members { evidence.append(number.key, number.value) }
        evidence.append("disk_space_critical", .number(limit))
        let share = limit < 100 ? (percent - limit) / (100 - limit) : 1
        return Issue(
            kind, hosts: [host], severity: Severity(61 + 39 * share),
            title: "Low \(what) on \(mount) of \(host)",
            description: "\(plain(percent)) % of the \(what) of \(mount) are used"
                + (free.map { ", \($0)" } ?? "") + ".",
            firstSeen: time, lastSeen: time, occurrences: 1, affected: [mount],
            recommendations: [
                what == "inodes"
                    ? "Look for a folder with many small files: du --inodes -x \(mount) | sort -n | tail"
                    : "Look for what takes it: du -x \(mount) | sort -n | tail"
            ], evidence: evidence)
    }
}
