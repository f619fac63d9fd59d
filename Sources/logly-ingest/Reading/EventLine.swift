import Glibc
import LoglyShared

/// Where the fields of an event stand in its line: the hot path of `logly-ingest`.
///
/// One pass over the line checks all of it against RFC 8259, and finds the fields in any order. Of a key given
/// twice the last counts; null counts as absent.
struct EventLine {
    enum Kind: UInt8 {
        case absent, string, escapedString, number, object, other
    }

    /// A value; of a string, the bytes between its quotes.
    struct Value {
        var start: Int32 = 0
        var end: Int32 = 0
        var kind = Kind.absent

        var range: Range<Int> { Int(start)..<Int(end) }
        var text: JSONText { JSONText(range: range, isEscaped: kind == .escapedString) }
    }

    private var values = InlineArray<12, Value>(repeating: Value())
    /// The first value in `metadata` that is no plain one.
    private var nested: Int?

    subscript(_ field: EventField) -> Value {
        @inline(__always) get { values[field.rawValue] }
    }

    /// Reads the object that `line` consists of.
    ///
    /// - Parameter stops: at a `type` that is no event's, without reading on. False where it is known that the
    ///   last `type` of the line is.
    /// - Returns: whether it is an event.
    mutating func read(
        _ line: UnsafeBufferPointer<UInt8>, stops: Bool = true
    ) throws(ParseError) -> Bool {
        values = InlineArray(repeating: Value())
        nested = nil
        var at = 0
        try JSONScanning.expect(UInt8(ascii: "{"), "a JSON object", line, at: &at)
        JSONScanning.skipSpace(line, at: &at)
        if at < line.count, line[at] == UInt8(ascii: "}") { throw .absent("type") }
        while true {
            JSONScanning.skipSpace(line, at: &at)
            let key = try JSONScanning.string(line, at: &at)
            try JSONScanning.expect(UInt8(ascii: ":"), "a colon", line, at: &at)
            JSONScanning.skipSpace(line, at: &at)
            if let field = EventField(key: key, in: line) {
                let value = try value(of: field, line, at: &at)
                values[field.rawValue] = value
                if field == .type, stops, !isEvent(value, line) { return false }
            } else {
                try JSONScanning.skipValue(line, at: &at, depth: 1)
            }
            JSONScanning.skipSpace(line, at: &at)
            guard at < line.count, line[at] == UInt8(ascii: ",") || line[at] == UInt8(ascii: "}") else {
                throw .expected("a comma or }", at: at)
            }
            at += 1
            if line[at - 1] == UInt8(ascii: "}") { break }
        }
        JSONScanning.skipSpace(line, at: &at)
        if at < line.count { throw .expected("nothing after the object", at: at) }
        guard self[.type].kind != .absent else { throw .absent("type") }
        if let nested, self[.metadata].kind == .object {
            throw .expected("no object or array within metadata", at: nested)
        }
        return true
    }

    @inline(__always)
    private func isEvent(_ type: Value, _ line: UnsafeBufferPointer<UInt8>) -> Bool {
        switch type.kind {
        case .string: type.range.count == 5 && memcmp(line.baseAddress! + Int(type.start), "event", 5) == 0
        case .escapedString: JSONScanning.value(line, type.text) == "event"
        default: false
        }
    }

    @inline(__always)
    private mutating func value(
        of field: EventField, _ line: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) -> Value {
        guard at < line.count else { throw .expected("a value", at: at) }
        let range: Range<Int>
        let kind: Kind
        switch line[at] {
        case UInt8(ascii: "\""):
            let text = try JSONScanning.string(line, at: &at)
            (range, kind) = (text.range, text.isEscaped ? .escapedString : .string)
        case UInt8(ascii: "{"):
            range = field == .metadata ? try flatObject(line, at: &at) : try skip(line, at: &at)
            kind = .object
        case UInt8(ascii: "n"):
            (range, kind) = (try skip(line, at: &at), .absent)
        case UInt8(ascii: "["), UInt8(ascii: "t"), UInt8(ascii: "f"):
            (range, kind) = (try skip(line, at: &at), .other)
        default:
            (range, kind) = (try JSONScanning.number(line, at: &at), .number)
        }
        return Value(start: Int32(range.lowerBound), end: Int32(range.upperBound), kind: kind)
    }

    private func skip(
        _ line: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) -> Range<Int> {
        try JSONScanning.skipValue(line, at: &at, depth: 1)
    }

    /// Takes `metadata`, and remembers where it is not flat.
    private mutating func flatObject(
        _ line: UnsafeBufferPointer<UInt8>, at: inout Int
    ) throws(ParseError) -> Range<Int> {
        let start = at
        nested = nil
        at += 1
        JSONScanning.skipSpace(line, at: &at)
        if at < line.count, line[at] == UInt8(ascii: "}") {
            at += 1
            return start..<at
        }
        while true {
            JSONScanning.skipSpace(line, at: &at)
            _ = try JSONScanning.string(line, at: &at)
            try JSONScanning.expect(UInt8(ascii: ":"), "a colon", line, at: &at)
            JSONScanning.skipSpace(line, at: &at)
            guard at < line.count else { throw .expected("a value", at: at) }
            switch line[at] {
            case UInt8(ascii: "\""): _ = try JSONScanning.string(line, at: &at)
            case UInt8(ascii: "0")...UInt8(ascii: "9"): _ = try JSONScanning.number(line, at: &at)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if nested == nil { nested = at }
                try JSONScanning.skipValue(line, at: &at, depth: 2)
            default: try JSONScanning.skipValue(line, at: &at, depth: 2)
            }
            JSONScanning.skipSpace(line, at: &at)
            guard at < line.count, line[at] == UInt8(ascii: ",") || line[at] == UInt8(ascii: "}") else {
                throw .expected("a comma or }", at: at)
            }
            at += 1
            if line[at - 1] == UInt8(ascii: "}") { return start..<at }
        }
    }
}
