import LoglyShared

/// The newest sample of each host, turned into metrics.
///
/// What has a row of its own (a mount, an interface, a disk) is there only if it was in the newest sample: one
/// that was unmounted or unplugged is not reported on.
struct LatestSamples {
    private(set) var exposition = Exposition()

    /// - Parameters:
    ///   - kinds: types of samples: `system`, `disk`.
    ///   - host: nil for all.
    init(of kinds: [ExportKind], host: String?, in database: borrowing Database) throws(ToolError) {
        for kind in kinds {
            switch kind {
            case .system: try add(.samples as MetricQuery<SystemRecord>, host, database)
            case .network: try add(.samples as MetricQuery<NetworkRecord>, host, database)
            case .filesystem: try add(.samples as MetricQuery<FilesystemRecord>, host, database)
            case .interface: try add(.samples as MetricQuery<InterfaceRecord>, host, database)
            case .disk: try add(.samples as MetricQuery<DiskRecord>, host, database)
            default: break
            }
        }
    }

    func write(to out: inout OutputBuffer) {
        exposition.write([Metric.time] + Metric.all.map(\.metric), to: &out)
    }

    private mutating func add<R: Record>(
        _ query: MetricQuery<R>, _ host: String?, _ database: borrowing Database
    ) throws(ToolError) {
        let hosts = try query.hosts(in: database).filter { host == nil || $0 == host }
        for host in hosts {
            guard let newest = try query.newestTime(of: host, in: database) else { continue }
            exposition.add(
                .time, newest.seconds,
                [.init(name: "host", value: host), .init(name: "kind", value: R.type.description)])
            var query = query
            query.host = host
            query.window = TimeWindow(
                since: newest, until: Timestamp(microseconds: newest.microseconds + 1), now: newest)
            try query.forEach(in: database) { record throws(ToolError) in
                var record = record
                var fields = FieldCollector()
                record.visit(&fields)
                for (type, key, metric) in Metric.all where type.description == R.type.description {
                    if let value = fields.values[key.description] {
                        exposition.add(metric, value, fields.labels)
                    }
                }
            }
        }
    }
}

private struct FieldCollector: FieldVisitor {
    var labels: [Exposition.Label] = []
    var values: [String: Double] = [:]

    mutating func time(_ key: StaticString, _ value: inout Timestamp) {}

    mutating func text(_ key: StaticString, _ value: inout String) {
        labels.append(.init(name: key, value: value))
    }

    mutating func text(_ key: StaticString, _ value: inout String?) {
        if let value { labels.append(.init(name: key, value: value)) }
    }

    mutating func count(_ key: StaticString, _ value: inout Int64?) {
        values[key.description] = value.map { Double($0) }
    }

    mutating func share(_ key: StaticString, _ value: inout Double?) { values[key.description] = value }
    mutating func number(_ key: StaticString, _ value: inout Double?) { values[key.description] = value }
}
