/// One JSON object as it stands in its line: where each member's key and value are.
///
/// Reading checks the whole line against RFC 8259, unknown members included. The value is reused from
/// line to line, so that reading does not allocate.
public struct JSONObject: Sendable {
    public enum Kind: Sendable {
        case string(escaped: Bool)
        case number
        case object
        case array
        case bool
        case null
    }

    public struct Member: Sendable {
        let key: JSONText
        /// Of a string, the bytes between the quotes.
        public let value: Range<Int>
        public let kind: Kind

        /// Where the value starts, its opening quote included.
        public var start: Int {
            if case .string = kind { value.lowerBound - 1 } else { value.lowerBound }
        }

        /// A string as the scanner gives it; nil for any other value.
        public var text: JSONText? {
            if case .string(let escaped) = kind { JSONText(range: value, isEscaped: escaped) } else { nil }
        }
    }

    private var members: [Member] = []

    public init() {}

    /// Reads the object that `line` consists of.
    public mutating func read(_ line: UnsafeBufferPointer<UInt8>) throws(ParseError) {
        var at = 0
        try read(line, at: &at)
        JSONScanning.skipSpace(line, at: &at)
        if at < line.count { throw .expected("nothing after the object", at: at) }
    }

    /// Reads the object that starts at `at`, and stops behind it.
    public mutating func read(_ line: UnsafeBufferPointer<UInt8>, at: inout Int) throws(ParseError) {
        members.removeAll(keepingCapacity: true)
        try JSONScanning.expect(UInt8(ascii: "{"), "a JSON object", line, at: &at)
        JSONScanning.skipSpace(line, at: &at)
        if at < line.count, line[at] == UInt8(ascii: "}") {
            at += 1
            return
        }
        while true {
            JSONScanning.skipSpace(line, at: &at)
            let key = try JSONScanning.string(line, at: &at)
            try JSONScanning.expect(UInt8(ascii: ":"), "a colon", line, at: &at)
            JSONScanning.skipSpace(line, at: &at)
            members.append(try Self.member(key, line, at: &at))
            JSONScanning.skipSpace(line, at: &at)
            guard at < line.count, line[at] == UInt8(ascii: ",") || line[at] == UInt8(ascii: "}") else {
                throw .expected("a comma or }", at: at)
            }
            at += 1
            if line[at - 1] == UInt8(ascii: "}") { return }
        }
    }

    @inline(__always)
    private static func member(
        _ key: JSONText, _ line: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) -> Member {
        guard at < line.count else { throw .expected("a value", at: at) }
        let kind: Kind
        switch line[at] {
        case UInt8(ascii: "\""):
            let text = try JSONScanning.string(line, at: &at)
            return Member(key: key, value: text.range, kind: .string(escaped: text.isEscaped))
        case UInt8(ascii: "{"): kind = .object
        case UInt8(ascii: "["): kind = .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): kind = .bool
        case UInt8(ascii: "n"): kind = .null
        default: return Member(key: key, value: try JSONScanning.number(line, at: &at), kind: .number)
        }
        return Member(key: key, value: try JSONScanning.skipValue(line, at: &at, depth: 1), kind: kind)
    }

    /// The member of this name; where a key is given twice, the last. A null counts as absent.
    ///
    /// - Parameter hint: where to look first, so that keys asked for in the order of the wire are found
    ///   at once; moves behind what was found.
    @inline(__always)
    public func member(
        _ key: StaticString, _ line: UnsafeBufferPointer<UInt8>, hint: inout Int
    ) -> Member? {
        if hint < members.count, isKey(key, of: members[hint], line), !isRepeated(hint, line) {
            hint += 1
            if case .null = members[hint - 1].kind { return nil }
            return members[hint - 1]
        }
        guard let found = members.lastIndex(where: { isKey(key, of: $0, line) }) else { return nil }
        hint = found + 1
        if case .null = members[found].kind { return nil }
        return members[found]
    }

    public func member(_ key: StaticString, _ line: UnsafeBufferPointer<UInt8>) -> Member? {
        var hint = members.count
        return member(key, line, hint: &hint)
    }

    /// All members in order, for values of which the keys are not known beforehand.
    public func forEach(
        _ body: (_ key: JSONText, _ member: Member) throws(ParseError) -> Void
    ) throws(ParseError) {
        for member in members { try body(member.key, member) }
    }

    @inline(__always)
    private func isKey(
        _ key: StaticString, of member: Member, _ line: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if member.key.isEscaped { return JSONScanning.value(line, member.key) == key.description }
        let range = member.key.range
        guard range.count == key.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where line[range.lowerBound + offset] != key.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Whether the key at `index` comes again. Only a key of the same length can be the same.
    @inline(__always)
    private func isRepeated(_ index: Int, _ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let key = members[index].key
        for later in members[(index + 1)...] {
            if later.key.isEscaped { return true }
            guard later.key.range.count == key.range.count else { continue }
            if line[later.key.range.lowerBound] == line[key.range.lowerBound],
                line[later.key.range].elementsEqual(line[key.range])
            {
                return true
            }
        }
        return false
    }
}
