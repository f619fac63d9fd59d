import Glibc

/// What the analysis asks the `metadata` of an event.
///
/// Metadata that is no JSON object has nothing: it came from outside, and what an event is does not hang on it. Where the
/// shape of an event tells where its members are, only those asked for are looked at, and its JSON is neither put
/// together nor read.
struct EventMetadata {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    private enum Source {
        case none
        /// JSON that has been read.
        case object
        /// The event at which a cursor stands.
        case members(Unmanaged<EventCursor>)
    }

    /// A member: of a string what stands between the quotes.
    private struct Value {
        var kind: JSONObject.Kind
        var bytes: Bytes
    }

    private var source = Source.none
    private var object = JSONObject()
    private var json = Bytes(start: nil, count: 0)

    mutating func read(_ metadata: EventRow.Metadata) {
        source = .none
        switch metadata {
        case .none: break
        case .json(let bytes): read(json: bytes)
        case .stored(let event):
            let isKnown = event._withUnsafeGuaranteedRef { $0.shape.members.areKnown }
            if isKnown {
                source = .members(event)
            } else if let bytes = event._withUnsafeGuaranteedRef({ $0.bytes(.metadata) }) {
                read(json: bytes)
            }
        }
    }

    private mutating func read(json bytes: Bytes) {
        if bytes.isEmpty { return }
        json = bytes
        if (try? object.read(bytes)) != nil { source = .object }
    }

    /// The first of these members that is there.
    private func value(_ keys: [StaticString]) -> Value? {
        switch source {
        case .none: return nil
        case .object:
            for key in keys {
                guard let member = object.member(key, json) else { continue }
                return Value(kind: member.kind, bytes: Bytes(rebasing: json[member.value]))
            }
        case .members(let event):
            for key in keys {
                if let found = event._withUnsafeGuaranteedRef({ Self.value(key, of: $0) }) { return found }
            }
        }
        return nil
    }

    private static func value(_ key: StaticString, of event: EventCursor) -> Value? {
        guard let member = event.shape.members.member(key) else { return nil }
        if let literal = member.literal { return Value(kind: member.kind, bytes: literal) }
        guard let bytes = event.value(member.place) else { return nil }
        guard case .string = member.kind else { return Value(kind: member.kind, bytes: bytes) }
        return Value(kind: .string(escaped: bytes.contains("\\")), bytes: bytes)
    }

    /// A whole number, also one that is written as text.
    func integer(_ keys: StaticString...) -> Int64? {
        guard let value = value(keys) else { return nil }
        switch value.kind {
        case .number: return JSONNumber.integer(value.bytes)
        case .string(escaped: false):
            let digits = value.bytes
            guard !digits.isEmpty, digits.count < 19, digits.allSatisfy({ $0 &- 0x30 < 10 }) else {
                return nil
            }
            return JSONNumber.integer(digits)
        default: return nil
        }
    }

    func text(_ keys: StaticString...) -> String? {
        guard let value = value(keys), case .string(let isEscaped) = value.kind else { return nil }
        return JSONScanning.value(
            value.bytes, JSONText(range: value.bytes.indices, isEscaped: isEscaped))
    }

    /// The bytes of a text, as they stand there where nothing in them is escaped.
    func withText<Result>(_ keys: StaticString..., body: (Bytes) -> Result) -> Result? {
        guard let value = value(keys), case .string(let isEscaped) = value.kind else { return nil }
        if !isEscaped { return body(value.bytes) }
        var text = JSONScanning.value(value.bytes, JSONText(range: value.bytes.indices, isEscaped: true))
        return text.withUTF8(body)
    }

    func isTrue(_ key: StaticString) -> Bool {
        guard let value = value([key]), case .bool = value.kind else { return false }
        return value.bytes.first == UInt8(ascii: "t")
    }
}

extension EventRow.Metadata {
    /// False where the event has no member of this name, as far as that is seen without reading.
    func mayHave(_ key: StaticString) -> Bool {
        switch self {
        case .none: false
        case .json(let bytes): bytes.contains(key)
        case .stored(let event): event._withUnsafeGuaranteedRef { $0.mayHave(key) }
        }
    }
}

extension EventCursor {
    fileprivate func mayHave(_ key: StaticString) -> Bool {
        let members = shape.members
        if members.areKnown { return members.member(key) != nil }
        return bytes(.metadata)?.contains(key) ?? false
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether `needle`, of one letter at least, occurs.
    func contains(_ needle: StaticString) -> Bool {
        let length = needle.utf8CodeUnitCount
        var at = 0
        while at + length <= count {
            // memchr(3) looks at sixteen bytes at once and more.
            guard let start = baseAddress,
                let found = memchr(start + at, Int32(needle.utf8Start[0]), count - at - length + 1)
            else { return false }
            if memcmp(found, needle.utf8Start, length) == 0 { return true }
            at = found - UnsafeMutableRawPointer(mutating: start) + 1
        }
        return false
    }
}
