extension OutputBuffer {
    /// Appends text from a log so that no terminal obeys it.
    ///
    /// Line ends become a new line with `indent`; other control characters, those of C1 (U+0080 to U+009F) too, are
    /// shown as `\x1b`. Tabs stay, and invalid UTF-8 becomes U+FFFD.
    public mutating func append(printable text: UnsafeBufferPointer<UInt8>, indent: StaticString = "    ") {
        if isPlain(text) { return append(text) }
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x0A:
                append(UInt8(ascii: "\n"))
                append(indent)
            case 0x09: append(UInt8(ascii: "\t"))
            case 0..<0x20, 0x7F..<0xA0:
                append("\\x")
                append(hexDigit(UInt8(scalar.value >> 4)))
                append(hexDigit(UInt8(scalar.value & 15)))
            default:
                append(String(scalar))
            }
        }
    }

    public mutating func append(printable text: String, indent: StaticString = "    ") {
        var text = text
        text.withUTF8 { append(printable: $0, indent: indent) }
    }

    private func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }
}
