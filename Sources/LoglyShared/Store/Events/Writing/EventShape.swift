import Glibc

/// Takes `metadata` and `message` of one event apart: into what events of its kind have in common, and its values.
///
/// Nothing is lost: put into the templates again, the values give the same bytes. What is not written as Logly writes
/// it (white space, nested values, `%` or escapes in a key) is a value as a whole.
struct EventShape: ~Copyable {
    /// The template of metadata that is stored as it is, behind the message.
    static let plainMetadata: StaticString = "%.0s%s"

    /// A value in the metadata.
    private struct Member {
        var start = 0
        var end = 0
        var name = Name.other
        var isLiteral = false
    }

    private enum Name { case other, method, path, status }

    private static let most = 24
    private static let room = 4096

    private let members: UnsafeMutablePointer<Member>
    private var count = 0
    private let out: UnsafeMutablePointer<UInt8>
    private var written = 0

    /// The values, where in the metadata they stand; a message of its own is none of them.
    private(set) var values = InlineArray<6, Range<Int>>(repeating: 0..<0)
    private(set) var valueCount = 0
    /// The message has no template: it is the first value, before those of the metadata.
    private(set) var hasOwnMessage = true

    private var messageLength: Int32 = -1
    private var metadataStart = 0
    private var metadataLength: Int32 = -1

    init() {
        members = .allocate(capacity: Self.most)
        members.initialize(repeating: Member(), count: Self.most)
        out = .allocate(capacity: Self.room)
    }

    deinit {
        members.deallocate()
        out.deallocate()
    }

    /// All that tells this shape from others: lengths, service and templates.
    var key: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: out, count: written) }

    var message: UnsafeBufferPointer<UInt8>? {
        messageLength < 0
            ? nil
            : UnsafeBufferPointer(
                start: out + metadataStart - Int(messageLength), count: Int(messageLength))
    }

    var metadata: UnsafeBufferPointer<UInt8>? {
        metadataLength < 0
            ? nil : UnsafeBufferPointer(start: out + metadataStart, count: Int(metadataLength))
    }

    // MARK: Taking apart

    /// - Parameter usesTemplates: false stores message and metadata as they are.
    @inline(__always)
    mutating func take(_ event: borrowing NewEvent, usesTemplates: Bool) {
        (written, valueCount, count) = (12, 0, 0)
        (messageLength, metadataLength, hasOwnMessage) = (-1, -1, true)
        let service = event.service
        if let service { append(service, from: 0, to: min(service.count, 512)) }
        metadataStart = written
        if let metadata = event.metadata {
            let isKnown = usesTemplates && find(in: metadata)
            if isKnown { takeMessage(event.message, metadata) }
            metadataStart = written
            if isKnown { takeMetadata(metadata) } else { takeWhole(metadata) }
            metadataLength = Int32(written - metadataStart)
        }
        let head = UnsafeMutableRawPointer(out)
        head.storeBytes(of: service.map { Int32(truncatingIfNeeded: $0.count) } ?? -1, as: Int32.self)
        head.storeBytes(of: messageLength, toByteOffset: 4, as: Int32.self)
        head.storeBytes(of: metadataLength, toByteOffset: 8, as: Int32.self)
    }

    private mutating func takeWhole(_ metadata: UnsafeBufferPointer<UInt8>) {
        append(Self.plainMetadata)
        values[0] = 0..<metadata.count
        valueCount = 1
    }

    /// The message of a request repeats its metadata: `GET /index.html 200`.
    private mutating func takeMessage(
        _ message: UnsafeBufferPointer<UInt8>, _ metadata: UnsafeBufferPointer<UInt8>
    ) {
        guard count >= 3, let base = metadata.baseAddress, let text = message.baseAddress else { return }
        var method: Member?
        var path: Member?
        var status: Member?
        for index in 0..<count {
            let member = members[index]
            switch member.name {
            case .method where member.isLiteral: method = member
            case .status where member.isLiteral: status = member
            // It has to be the first value.
            case .path where path == nil: path = member
            default: if !member.isLiteral, path == nil { return }
            }
        }
        guard let method, let path, let status else { return }
        let (before, within) = (method.end - method.start, path.end - path.start)
        guard message.count == before + within + status.end - status.start + 2,
            text[before] == 0x20, text[before + within + 1] == 0x20,
            memcmp(text, base + method.start, before) == 0,
            memcmp(text + before + 1, base + path.start, within) == 0,
            memcmp(text + before + within + 2, base + status.start, status.end - status.start) == 0
        else { return }
        let start = written
        append(metadata, from: method.start, to: method.end)
        append(" %s ")
        append(metadata, from: status.start, to: status.end)
        messageLength = Int32(written - start)
        hasOwnMessage = false
    }

    private mutating func takeMetadata(_ metadata: UnsafeBufferPointer<UInt8>) {
        if hasOwnMessage { append("%.0s") }
        let room = hasOwnMessage ? 5 : 6
        var copied = 0
        var left = 0
        for index in 0..<count where !members[index].isLiteral { left += 1 }
        for index in 0..<count where !members[index].isLiteral {
            let member = members[index]
            append(metadata, from: copied, to: member.start)
            append("%s")
            if valueCount == room - 1, left > 1 {
                // No room for them all: the last takes the rest.
                values[valueCount] = member.start..<metadata.count
                valueCount += 1
                return
            }
            values[valueCount] = member.start..<member.end
            valueCount += 1
            left -= 1
            copied = member.end
        }
        append(metadata, from: copied, to: metadata.count)
    }

    @inline(__always)
    private mutating func append(_ text: StaticString) {
        (out + written).update(from: text.utf8Start, count: text.utf8CodeUnitCount)
        written += text.utf8CodeUnitCount
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, from: Int, to: Int) {
        guard let base = bytes.baseAddress, from < to else { return }
        (out + written).update(from: base + from, count: to - from)
        written += to - from
    }

    // MARK: Finding the values

    /// Finds the members of an object that is written as Logly writes it; false for any other.
    @inline(__always)
    private mutating func find(in json: UnsafeBufferPointer<UInt8>) -> Bool {
        let length = json.count
        guard length > 2, json[0] == UInt8(ascii: "{"), json[length - 1] == UInt8(ascii: "}") else {
            return false
        }
        var at = 1
        /// Bytes that go into the template.
        var fixed = 2
        while true {
            guard at < length, json[at] == UInt8(ascii: "\""), count < Self.most else { return false }
            let key = at + 1
            at = key
            while at < length, json[at] != UInt8(ascii: "\"") {
                if json[at] == UInt8(ascii: "%") || json[at] == UInt8(ascii: "\\") { return false }
                at += 1
            }
            let name = Self.name(json, key, at)
            at += 1
            guard at + 1 < length, json[at] == UInt8(ascii: ":") else { return false }
            at += 1
            var member = Member(start: at, end: at, name: name.name, isLiteral: false)
            switch json[at] {
            case UInt8(ascii: "\""):
                guard let end = Self.endOfText(json, at + 1) else { return false }
                (member.start, member.end) = (at + 1, end)
                member.isLiteral = name.isLiteral && Self.isPlain(json, at + 1, end)
                at = end + 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                while at < length, Self.isOfNumber(json[at]) { at += 1 }
                member.end = at
                member.isLiteral = name.isLiteral && at - member.start <= 4
            case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
                while at < length, json[at] &- 0x61 < 26 { at += 1 }
                member.end = at
                member.isLiteral = true
            default: return false
            }
            fixed += member.start - key + 8 + (member.isLiteral ? member.end - member.start : 0)
            if fixed > 2048 { return false }
            members[count] = member
            count += 1
            guard at < length else { return false }
            if json[at] == UInt8(ascii: "}") { return at == length - 1 }
            if json[at] != UInt8(ascii: ",") { return false }
            at += 1
        }
    }

    @inline(__always)
    private static func isOfNumber(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || byte == 0x2E || byte == 0x2D || byte == 0x2B || byte == 0x65 || byte == 0x45
    }

    /// The quote that ends a text.
    @inline(__always)
    private static func endOfText(_ json: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
        var at = firstSpecialJSONByte(json, from: start)
        while at < json.count {
            if json[at] == UInt8(ascii: "\"") { return at }
            at = firstSpecialJSONByte(json, from: at + (json[at] == UInt8(ascii: "\\") ? 2 : 1))
        }
        return nil
    }

    /// Short, and the same in a template.
    @inline(__always)
    private static func isPlain(_ json: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        if end - start > 64 { return false }
        for at in start..<end where json[at] == UInt8(ascii: "%") || json[at] == UInt8(ascii: "\\") {
            return false
        }
        return true
    }

    /// Members of few values, which go into the template with these.
    @inline(__always)
    private static func name(
        _ json: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> (name: Name, isLiteral: Bool) {
        guard let base = json.baseAddress else { return (.other, false) }
        func isKey(_ name: StaticString) -> Bool {
            memcmp(base + start, name.utf8Start, name.utf8CodeUnitCount) == 0
        }
        switch end - start {
        case 3: return (.other, isKey("pam"))
        case 4: return isKey("path") ? (.path, false) : (.other, false)
        case 5: return (.other, isKey("proto"))
        case 6: return isKey("method") ? (.method, true) : isKey("status") ? (.status, true) : (.other, false)
        case 8: return (.other, isKey("protocol") || isKey("hostname"))
        default: return (.other, false)
        }
    }
}
