extension OutputBuffer {
    /// Appends a JSON string, quotes included.
    ///
    /// Invalid UTF-8 becomes U+FFFD and control characters are escaped; nothing else is changed
    /// (RFC 8259, section 7).
    public mutating func append(jsonString bytes: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        append(jsonStringBody: bytes)
        append(UInt8(ascii: "\""))
    }

    /// The same without the quotes, for a string that is written in parts.
    public mutating func append(jsonStringBody bytes: UnsafeBufferPointer<UInt8>) {
        var plain = 0
        var at = firstSpecialJSONByte(bytes, from: 0)
        while at < bytes.count {
            let length = utf8SequenceLength(bytes, at: at)
            if length > 1 {
                at = firstSpecialJSONByte(bytes, from: at + length)
                continue
            }
            append(UnsafeBufferPointer(rebasing: bytes[plain..<at]))
            if length == 1 {
                append(jsonEscapeOf: bytes[at])
                at += 1
            } else {
                append("\u{FFFD}" as StaticString)
                at += brokenUTF8Length(bytes, at: at)
            }
            plain = at
            at = firstSpecialJSONByte(bytes, from: at)
        }
        append(UnsafeBufferPointer(rebasing: bytes[plain..<bytes.count]))
    }

    public mutating func append(jsonString text: String) {
        var text = text
        text.withUTF8 { append(jsonString: $0) }
    }

    private mutating func append(jsonEscapeOf byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        default:
            append("\\u00")
            append(hexDigit(byte >> 4))
            append(hexDigit(byte & 15))
        }
    }

    /// Appends a number that reads back as the same `Double`, without an exponent or `.0` where none is needed.
    ///
    /// What JSON has no number for (infinity, NaN) is a mistake of the caller's and becomes 0.
    public mutating func append(_ value: Double) {
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 {
            append(Int64(value))
        } else if value.isFinite {
            append(value.description)
        } else {
            append(UInt8(ascii: "0"))
        }
    }

    /// Appends seconds since the epoch with at most six decimals.
    public mutating func append(_ time: Timestamp) {
        let (seconds, fraction) = time.microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        if time.microseconds < 0 { append(UInt8(ascii: "-")) }
        append(seconds)
        if fraction == 0 { return }
        append(UInt8(ascii: "."))
        var rest = fraction
        var unit: UInt64 = 100_000
        while rest > 0 {
            let (digit, left) = rest.quotientAndRemainder(dividingBy: unit)
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
            rest = left
            unit /= 10
        }
    }
}

func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
