/// A JSON value as a tree, its objects in the order in which they were made: for reports, not for hot paths.
public indirect enum JSONValue: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
    case time(Timestamp)
    case bool(Bool)
    case array([JSONValue])
    case object(JSONMembers)
    /// JSON that is written already, and known to be valid.
    case encoded(String)

    /// A number with at most two decimals.
    public static func rounded(_ value: Double) -> JSONValue { .number((value * 100).rounded() / 100) }

    public static func texts(_ values: some Sequence<String>) -> JSONValue {
        .array(values.map { .text($0) })
    }

    /// The member of an object; nil where there is none, or this is no object.
    public subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }
}

/// The members of an object. What is unknown is absent: setting nil adds nothing.
public struct JSONMembers: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var members: [Member] = []

    public struct Member: Equatable, Sendable {
        public let key: String
        public let value: JSONValue
    }

    public init(dictionaryLiteral elements: (String, JSONValue?)...) {
        for (key, value) in elements { append(key, value) }
    }

    public mutating func append(_ key: String, _ value: JSONValue?) {
        if let value { members.append(Member(key: key, value: value)) }
    }

    public subscript(key: String) -> JSONValue? { members.last { $0.key == key }?.value }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral text: String) { self = .text(text) }
    public init(integerLiteral value: Int) { self = .integer(value) }
}

extension OutputBuffer {
    /// Appends a value without any white space.
    public mutating func append(_ value: JSONValue) {
        switch value {
        case .text(let text): append(jsonString: text)
        case .integer(let integer): append(integer)
        case .number(let number): append(number)
        case .time(let time): append(time)
        case .bool(let bool): append(bool ? "true" : "false" as StaticString)
        case .encoded(let json): append(json)
        case .array(let values):
            append(UInt8(ascii: "["))
            for (at, value) in values.enumerated() {
                if at > 0 { append(UInt8(ascii: ",")) }
                append(value)
            }
            append(UInt8(ascii: "]"))
        case .object(let members):
            append(UInt8(ascii: "{"))
            for (at, member) in members.members.enumerated() {
                if at > 0 { append(UInt8(ascii: ",")) }
                append(jsonString: member.key)
                append(UInt8(ascii: ":"))
                append(member.value)
            }
            append(UInt8(ascii: "}"))
        }
    }
}
