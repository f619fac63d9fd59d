/// SQL with the values of its parameters: what a query of this folder is compiled to.
///
/// Values are always bound and never part of the text, so that no name from a log or a command line is read as
/// SQL. Conditions that an index is defined by stand in the text to the letter, or SQLite would not use it.
public struct SQLQuery: Equatable, Sendable {
    public enum Value: Equatable, Sendable {
        case text(String)
        case number(Double)
        case integer(Int64)
    }

    public internal(set) var sql: String
    public internal(set) var values: [Value]

    public init(_ sql: String, _ values: [Value] = []) { (self.sql, self.values) = (sql, values) }

    /// Compiles the query and binds its values; rows come one by one as the statement is stepped.
    public func prepare(in database: borrowing Database) throws(ToolError) -> Statement {
        var statement = try database.prepare(sql)
        for (index, value) in values.enumerated() {
            switch value {
            case .text(let text): statement.bind(index + 1, text)
            case .number(let number): statement.bind(index + 1, number)
            case .integer(let number): statement.bind(index + 1, number)
            }
        }
        return statement
    }

    /// Runs `body` for each row, one after the other.
    public func forEachRow(
        in database: borrowing Database, _ body: (borrowing Statement) throws(ToolError) -> Void
    ) throws(ToolError) {
        var statement = try prepare(in: database)
        while try statement.step() { try body(statement) }
    }

    /// How SQLite would run it, a line a step: `EXPLAIN QUERY PLAN`.
    public func plan(in database: borrowing Database) throws(ToolError) -> [String] {
        var statement = try SQLQuery("EXPLAIN QUERY PLAN " + sql, values).prepare(in: database)
        var steps: [String] = []
        while try statement.step() { steps.append(statement.text(3) ?? "") }
        return steps
    }
}

/// The conditions of a WHERE clause, all of which must hold, with the values they are bound to.
struct SQLConditions {
    private(set) var clauses: [String] = []
    private(set) var values: [SQLQuery.Value] = []

    mutating func add(_ clause: String, _ values: SQLQuery.Value...) { add(clause, values) }

    mutating func add(_ clause: String, _ values: [SQLQuery.Value]) {
        clauses.append(clause)
        self.values += values
    }

    mutating func add(_ other: SQLConditions) {
        clauses += other.clauses
        values += other.values
    }

    mutating func add(_ column: String, equals text: String?) {
        if let text { add("\(column) = ?", .text(text)) }
    }

    mutating func add(_ column: String, in texts: [String]) {
        let places = texts.map { _ in "?" }.joined(separator: ", ")
        clauses.append(texts.count == 1 ? "\(column) = ?" : "\(column) IN (\(places))")
        values += texts.map { .text($0) }
    }

    /// `since` inclusive, `until` exclusive; nothing where the window has no such edge.
    mutating func add(_ column: String, within window: TimeWindow?) {
        if let since = window?.since { add("\(column) >= ?", .number(since.seconds)) }
        if let until = window?.until { add("\(column) < ?", .number(until.seconds)) }
    }

    /// ` WHERE a AND b`, or nothing.
    var clause: String { clauses.isEmpty ? "" : " WHERE " + clauses.joined(separator: " AND ") }
}
