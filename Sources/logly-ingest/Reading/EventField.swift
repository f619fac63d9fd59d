import LoglyShared

/// The keys of an `event`, in the order of the wire.
enum EventField: Int {
    case type, timestamp, host, source, level, message, ipAddress, user, service, action, count, metadata

    static let total = 12

    var key: StaticString {
        switch self {
        case .type: "type"
        case .timestamp: "timestamp"
        case .host: "host"
        case .source: "source"
        case .level: "level"
        case .message: "message"
        case .ipAddress: "ip_address"
        case .user: "user"
        case .service: "service"
        case .action: "action"
        case .count: "count"
        case .metadata: "metadata"
        }
    }

    /// The field of this key; nil for a key that events don't have.
    @inline(__always)
    init?(key text: JSONText, in line: UnsafeBufferPointer<UInt8>) {
        if text.isEscaped {
            guard let field = Self.named(JSONScanning.value(line, text)) else { return nil }
            self = field
            return
        }
        let start = text.range.lowerBound
        // Within an object that ends with `"}` or more, a key is followed by at least `":0}`.
        guard text.range.count <= 10, start + 8 <= line.count, let base = line.baseAddress else {
            return nil
        }
        let word = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: start, as: UInt64.self)
        switch text.range.count {
        case 4:
            switch UInt32(truncatingIfNeeded: word) {
            case 0x6570_7974: self = .type
            case 0x7473_6F68: self = .host
            case 0x7265_7375: self = .user
            default: return nil
            }
        case 5:
            switch word & 0xFF_FFFF_FFFF {
            case 0x6C_6576_656C: self = .level
            case 0x74_6E75_6F63: self = .count
            default: return nil
            }
        case 6:
            switch word & 0xFFFF_FFFF_FFFF {
            case 0x6563_7275_6F73: self = .source
            case 0x6E6F_6974_6361: self = .action
            default: return nil
            }
        case 7:
            switch word & 0xFF_FFFF_FFFF_FFFF {
            case 0x65_6761_7373_656D: self = .message
            case 0x65_6369_7672_6573: self = .service
            default: return nil
            }
        case 8:
            guard word == 0x6174_6164_6174_656D else { return nil }
            self = .metadata
        case 9:
            guard word == 0x6D61_7473_656D_6974, line[start + 8] == UInt8(ascii: "p") else { return nil }
            self = .timestamp
        case 10:
            guard word == 0x6572_6464_615F_7069, line[start + 8] == UInt8(ascii: "s"),
                line[start + 9] == UInt8(ascii: "s")
            else { return nil }
            self = .ipAddress
        default: return nil
        }
    }

    private static func named(_ key: String) -> EventField? {
        (0..<total).lazy.compactMap(EventField.init(rawValue:)).first { $0.key.description == key }
    }
}
