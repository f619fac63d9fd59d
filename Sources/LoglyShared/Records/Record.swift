/// A line of the wire whose fields are plain: each once, in a fixed order.
///
/// `visit` names every field once, and all that must know the fields (the encoder, the decoder,
/// the store, the exports) is a `FieldVisitor`. A new column is a property and a line in `visit`,
/// and a column in the next migration of the schema.
public protocol Record: Sendable {
    /// The `type` of the line.
    static var type: StaticString { get }
    /// A record of which nothing is known yet.
    init()
    /// Shows each field to `visitor`, in the order of the wire.
    mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable)
}

/// What is done with each field of a record: one function for each kind of value.
///
/// nil is unknown, and absent on the wire. `time`, and what is not optional, is required.
public protocol FieldVisitor: ~Copyable {
    mutating func time(_ key: StaticString, _ value: inout Timestamp)
    mutating func text(_ key: StaticString, _ value: inout String)
    mutating func text(_ key: StaticString, _ value: inout String?)
    /// A counter or a size: a whole number, 0 or more.
    mutating func count(_ key: StaticString, _ value: inout Int64?)
    mutating func count(_ key: StaticString, _ value: inout Int64)
    /// Percent, 0 to 100, with at most two decimals on the wire.
    mutating func share(_ key: StaticString, _ value: inout Double?)
    /// Any other number, 0 or more.
    mutating func number(_ key: StaticString, _ value: inout Double?)
}

extension FieldVisitor where Self: ~Copyable {
    /// Treats a count that is required like one that is known.
    public mutating func count(_ key: StaticString, _ value: inout Int64) {
        var known: Int64? = value
        count(key, &known)
        if let known { value = known }
    }
}
