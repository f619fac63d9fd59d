import Glibc

/// The members of a metadata template, found once: so that nobody has to put together and read the JSON of each event
/// to ask for one of its members.
struct StoredMembers {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    struct Member {
        let key: Bytes
        let kind: JSONObject.Kind
        /// What stands in the template, without quotes; nil where it is a value of the event.
        var literal: Bytes?
        /// The place of that value.
        var place = 0
    }

    /// False of templates in which a value holds more than one member: `EventShape` found no object, or one of more
    /// members than there are places.
    let areKnown: Bool
    private let all: [Member]

    /// - Parameter template: nil where events have no metadata; else the bytes stay its own.
    init(_ template: StoredTemplate?) {
        var scan = Scan(template: template?.bytes ?? Bytes(start: nil, count: 0))
        areKnown = template == nil || scan.takeObject()
        all = areKnown ? scan.members : []
    }

    /// The member of this name; where a key is given twice, the last. A null counts as absent.
    @inline(__always)
    func member(_ key: StaticString) -> Member? {
        for member in all.reversed() where member.key.equals(key) {
            if case .null = member.kind { return nil }
            return member
        }
        return nil
    }
}

/// Finds the members in what `EventShape` made of an object: no white space, and no escapes in keys and literals.
private struct Scan {
    let template: UnsafeBufferPointer<UInt8>
    var members: [StoredMembers.Member] = []
    private var at = 0
    private var place = 0

    init(template: UnsafeBufferPointer<UInt8>) { self.template = template }

    private mutating func take(_ text: StaticString) -> Bool {
        guard let base = template.baseAddress, template.count - at >= text.utf8CodeUnitCount,
            memcmp(base + at, text.utf8Start, text.utf8CodeUnitCount) == 0
        else { return false }
        at += text.utf8CodeUnitCount
        return true
    }

    private mutating func take(until end: (UInt8) -> Bool) -> UnsafeBufferPointer<UInt8> {
        let start = at
        while at < template.count, !end(template[at]) { at += 1 }
        return UnsafeBufferPointer(rebasing: template[start..<at])
    }

    /// False where something else stands there.
    mutating func takeObject() -> Bool {
        // The message is the first value.
        if take("%.0s") { place = 1 }
        guard take("{") else { return false }
        repeat {
            guard takeMember() else { return false }
        } while take(",")
        return take("}") && at == template.count
    }

    private mutating func takeMember() -> Bool {
        guard take("\"") else { return false }
        let key = take { $0 == UInt8(ascii: "\"") }
        guard take("\":") else { return false }
        let isText = take("\"")
        if take("%s") {
            members.append(
                StoredMembers.Member(key: key, kind: isText ? .string(escaped: false) : .number, place: place)
            )
            place += 1
        } else {
            let literal = take {
                isText ? $0 == UInt8(ascii: "\"") : $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}")
            }
            members.append(
                StoredMembers.Member(key: key, kind: Self.kind(of: literal, isText), literal: literal))
        }
        // Where the value takes the rest of the object, nothing follows it.
        return at < template.count && (!isText || take("\""))
    }

    private static func kind(of literal: UnsafeBufferPointer<UInt8>, _ isText: Bool) -> JSONObject.Kind {
        if isText { return .string(escaped: false) }
        return switch literal.first {
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    @inline(__always)
    func equals(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        guard let base = baseAddress, count > 0 else { return true }
        return memcmp(base, text.utf8Start, count) == 0
    }
}
