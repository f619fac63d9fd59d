import LoglyShared
import Testing

@testable import logly_export

@Suite struct MetricTests {
    /// The rules of `promtool check metrics`.
    @Test(arguments: [Metric.time] + Metric.all.map(\.metric))
    func namesFollowTheRules(metric: Metric) {
        let name = metric.name.description
        #expect(name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") })
        #expect(name.hasSuffix("_total") == (metric.kind == .counter))
        for suffix in ["_count", "_sum", "_bucket", "_info"] { #expect(!name.hasSuffix(suffix)) }
        for unit in ["percent", "kilobytes", "milliseconds", "minutes", "gauge", "counter", "histogram"] {
            #expect(!name.contains(unit))
        }
        #expect(metric.isShare == name.hasSuffix("_ratio"))
        #expect(!metric.help.isEmpty && metric.help.hasSuffix("."))
        #expect(!metric.help.contains("\n") && !metric.help.contains("\\"))
    }

    /// A field that is new on the wire must get a name, or be known to have none.
    @Test func everyNumberHasAName() {
        func check<R: Record>(_ type: R.Type) {
            for column in ExportColumn.fields(of: type) {
                switch column.kind {
                case .count, .share, .number:
                    let found = Metric.all.filter {
                        $0.type.description == R.type.description
                            && $0.key.description == column.key.description
                    }
                    #expect(found.count == 1, "\(R.type) \(column.key)")
                    #expect(found.first?.metric.isShare == (column.kind == .share))
                default: break
                }
            }
        }
        check(SystemRecord.self)
        check(NetworkRecord.self)
        check(FilesystemRecord.self)
        check(InterfaceRecord.self)
        check(DiskRecord.self)
    }

    /// One name has one meaning.
    @Test func familiesAreConsistent() {
        for (name, metrics) in Dictionary(grouping: Metric.all.map(\.metric), by: \.name.description) {
            #expect(Set(metrics.map(\.help)).count == 1, "\(name)")
            #expect(Set(metrics.map(\.kind)).count == 1, "\(name)")
            #expect(Set(metrics.map { $0.labels.map(\.value) }).count == metrics.count, "\(name)")
        }
    }
}
