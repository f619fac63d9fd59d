import LoglyShared

/// A column of an export: the wire's key, and how its values are written.
struct ExportColumn: Sendable {
    enum Kind: Sendable {
        case time, text, count, share, number
        /// JSON that stands as it is: an event's `metadata`.
        case object
    }

    let key: StaticString
    let kind: Kind

    /// The fields of a record, in the order of the wire and of the columns that a query of it returns.
    static func fields<R: Record>(of type: R.Type) -> [ExportColumn] {
        var record = R()
        var collector = ColumnCollector()
        record.visit(&collector)
        return collector.columns
    }

    static let events = EventColumn.allCases.map { column in
        let kind: Kind =
            switch column {
            case .timestamp: .time
            case .count: .count
            case .metadata: .object
            default: .text
            }
        return ExportColumn(key: column.key, kind: kind)
    }

    static let addresses = AddressQuery.Column.allCases.map { column in
        let kind: Kind =
            switch column {
            case .address: .text
            case .firstSeen, .lastSeen: .time
            default: .count
            }
        return ExportColumn(key: column.key, kind: kind)
    }
}

private struct ColumnCollector: FieldVisitor {
    var columns: [ExportColumn] = []

    mutating func time(_ key: StaticString, _ value: inout Timestamp) { add(key, .time) }
    mutating func text(_ key: StaticString, _ value: inout String) { add(key, .text) }
    mutating func text(_ key: StaticString, _ value: inout String?) { add(key, .text) }
    mutating func count(_ key: StaticString, _ value: inout Int64?) { add(key, .count) }
    mutating func share(_ key: StaticString, _ value: inout Double?) { add(key, .share) }
    mutating func number(_ key: StaticString, _ value: inout Double?) { add(key, .number) }

    private mutating func add(_ key: StaticString, _ kind: ExportColumn.Kind) {
        columns.append(ExportColumn(key: key, kind: kind))
    }
}
