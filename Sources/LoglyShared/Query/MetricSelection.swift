/// Some of the samples of one kind, or of the hours or days: `store.metrics.system.last(.days(7))`.
public struct MetricSelection<R: Record>: Selection {
    public let store: Store
    private var query: MetricQuery<R>

    init(_ store: Store, _ query: MetricQuery<R>) { (self.store, self.query) = (store, query) }

    public var window: TimeWindow? {
        get { query.window }
        set { query.window = newValue }
    }

    public var host: String? {
        get { query.host }
        set { query.host = newValue }
    }

    /// Goes through the records one by one, in the order of time; nothing is gathered.
    public func stream(_ body: (R) throws(ToolError) -> Void) throws(ToolError) {
        try query.forEach(in: store.database, body)
    }

    /// All of them, in memory: for few.
    public func all() throws(ToolError) -> [R] {
        var records: [R] = []
        try stream { records.append($0) }
        return records
    }

    /// The mean of the samples that have the value; nil where none has.
    public func average(_ value: WritableKeyPath<R, Double?>) throws(ToolError) -> Double? {
        try number("avg", Self.column(of: value))
    }

    public func maximum(_ value: WritableKeyPath<R, Double?>) throws(ToolError) -> Double? {
        try number("max", Self.column(of: value))
    }

    public func minimum(_ value: WritableKeyPath<R, Double?>) throws(ToolError) -> Double? {
        try number("min", Self.column(of: value))
    }

    /// The same of whole numbers: sizes, counts. Of counters since boot, differences alone mean anything.
    public func maximum(_ value: WritableKeyPath<R, Int64?>) throws(ToolError) -> Int64? {
        try number("max", Self.column(of: value)).map { Int64($0) }
    }

    public func minimum(_ value: WritableKeyPath<R, Int64?>) throws(ToolError) -> Int64? {
        try number("min", Self.column(of: value)).map { Int64($0) }
    }

    /// The sum, of what an hour or a day has: `store.metrics.days.sum(\.errorCount)`.
    public func sum(_ value: WritableKeyPath<R, Int64?>) throws(ToolError) -> Int64? {
        try number("sum", Self.column(of: value)).map { Int64($0) }
    }

    /// How SQLite goes about `stream`, a line a step.
    public func plan() throws(ToolError) -> [String] {
        try query.sql(in: store.database).plan(in: store.database)
    }

    private func number(_ function: String, _ column: String?) throws(ToolError) -> Double? {
        guard let column else { return nil }
        let expression = query.constants[column] ?? column
        var statement = try query.sql(selecting: "\(function)(\(expression))", in: store.database)
            .prepare(in: store.database)
        return try statement.step() ? statement.double(0) : nil
    }

    // MARK: Columns

    /// The column of a property: the field that is set where nothing but the property is.
    private static func column(of value: WritableKeyPath<R, Double?>) -> String? {
        var record = R()
        record[keyPath: value] = 1
        return column(in: &record)
    }

    private static func column(of value: WritableKeyPath<R, Int64?>) -> String? {
        var record = R()
        record[keyPath: value] = 1
        return column(in: &record)
    }

    private static func column(in record: inout R) -> String? {
        var visitor = SetField()
        record.visit(&visitor)
        return visitor.key?.description
    }
}

/// Finds the one number of a record that is known.
private struct SetField: FieldVisitor {
    var key: StaticString?

    mutating func time(_ key: StaticString, _ value: inout Timestamp) {}
    mutating func text(_ key: StaticString, _ value: inout String) {}
    mutating func text(_ key: StaticString, _ value: inout String?) {}
    mutating func count(_ key: StaticString, _ value: inout Int64) {}
    mutating func count(_ key: StaticString, _ value: inout Int64?) { if value != nil { self.key = key } }
    mutating func share(_ key: StaticString, _ value: inout Double?) { if value != nil { self.key = key } }
    mutating func number(_ key: StaticString, _ value: inout Double?) { if value != nil { self.key = key } }
}
