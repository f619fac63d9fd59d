import Glibc

/// What the analysis asks the `metadata` of an event.
///
/// Metadata that is no JSON object has nothing: it came from outside, and what an event is does not hang on it.
struct EventMetadata {
    private var object = JSONObject()
    private var bytes = EventRow.Bytes(start: nil, count: 0)
    private var isRead = false

    mutating func read(_ metadata: EventRow.Bytes?) {
        isRead = false
        guard let metadata, !metadata.isEmpty else { return }
        bytes = metadata
        isRead = (try? object.read(metadata)) != nil
    }

    /// The first of these members that is there.
    private func member(_ keys: [StaticString]) -> JSONObject.Member? {
        guard isRead else { return nil }
        for key in keys {
            if let member = object.member(key, bytes) { return member }
        }
        return nil
    }

    /// A whole number, also one that is written as text.
    func integer(_ keys: StaticString...) -> Int64? {
        guard let member = member(keys) else { return nil }
        let digits = UnsafeBufferPointer(rebasing: bytes[member.value])
        switch member.kind {
        case .number: return JSONNumber.integer(digits)
        case .string(escaped: false):
            guard !digits.isEmpty, digits.count < 19, digits.allSatisfy({ $0 &- 0x30 < 10 }) else {
                return nil
            }
            return JSONNumber.integer(digits)
        default: return nil
        }
    }

    func text(_ keys: StaticString...) -> String? {
        member(keys).flatMap(\.text).map { JSONScanning.value(bytes, $0) }
    }

    /// The bytes of a text, as they stand there where nothing in them is escaped.
    func withText<Result>(_ keys: StaticString..., body: (EventRow.Bytes) -> Result) -> Result? {
        guard let text = member(keys)?.text else { return nil }
        if !text.isEscaped { return body(UnsafeBufferPointer(rebasing: bytes[text.range])) }
        var value = JSONScanning.value(bytes, text)
        return value.withUTF8(body)
    }

    func isTrue(_ key: StaticString) -> Bool {
        guard let member = member([key]), case .bool = member.kind else { return false }
        return bytes[member.value.lowerBound] == UInt8(ascii: "t")
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether `needle` occurs, letter by letter.
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
