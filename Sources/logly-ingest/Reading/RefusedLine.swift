import LoglyShared

/// Why a line was refused, with the bytes that were: `expected a colon at byte 8, not "event"…`.
struct RefusedLine: CustomStringConvertible {
    let description: String

    /// Bytes of the line that a message shows.
    private static let shown = 40

    init(_ error: ParseError, _ line: UnsafeBufferPointer<UInt8>) {
        guard let offset = error.offset else {
            description = "\(error): \(Self.excerpt(line, from: 0))"
            return
        }
        description =
            offset < line.count
            ? "\(error), not \(Self.excerpt(line, from: offset))" : "\(error), where the line ends"
    }

    init(oversized line: UnsafeBufferPointer<UInt8>) {
        description = "the line is longer than \(LineReader.wireLimit) bytes: \(Self.excerpt(line, from: 0))"
    }

    /// Bytes beyond printable ASCII appear as `\xHH`, so that no terminal is confused.
    private static func excerpt(_ line: UnsafeBufferPointer<UInt8>, from start: Int) -> String {
        var text = ""
        for byte in line[start...].prefix(shown) {
            switch byte {
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return line.count - start > shown ? text + "…" : text
    }
}
