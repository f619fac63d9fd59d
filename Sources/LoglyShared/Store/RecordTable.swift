/// The table that holds records of one kind, a column a field and named as on the wire.
public enum RecordTable {
    /// The fields of a record, in order, as column names.
    public static func columns<R: Record>(of type: R.Type) -> [String] {
        var record = R()
        var names = ColumnNames()
        record.visit(&names)
        return names.names
    }

    /// `INSERT OR IGNORE`: a sample that is already there stays as it is.
    public static func insertion<R: Record>(of type: R.Type, into table: String) -> String {
        let columns = columns(of: type)
        let places = columns.indices.map { "?\($0 + 1)" }.joined(separator: ",")
        return "INSERT OR IGNORE INTO \(table) (\(columns.joined(separator: ","))) VALUES (\(places))"
    }
}

extension Statement {
    /// Binds the fields of a record to the parameters 1, 2, 3, … in order.
    public mutating func bind<R: Record>(_ record: R) {
        var record = record
        var binder = RecordBinder(handle: handle)
        record.visit(&binder)
    }

    /// Reads a record from the columns 0, 1, 2, … in the order of its fields.
    public func record<R: Record>(_ type: R.Type) -> R {
        var record = R()
        var reader = RowReader(handle: handle)
        record.visit(&reader)
        return record
    }
}

private struct ColumnNames: FieldVisitor {
    var names: [String] = []

    mutating func time(_ key: StaticString, _ value: inout Timestamp) { names.append(key.description) }
    mutating func text(_ key: StaticString, _ value: inout String) { names.append(key.description) }
    mutating func text(_ key: StaticString, _ value: inout String?) { names.append(key.description) }
    mutating func count(_ key: StaticString, _ value: inout Int64?) { names.append(key.description) }
    mutating func share(_ key: StaticString, _ value: inout Double?) { names.append(key.description) }
    mutating func number(_ key: StaticString, _ value: inout Double?) { names.append(key.description) }
}
