import LoglyShared

/// A Python logging format in %-, {- or $-style; see LogRecord attributes of the module logging.
extension LineTemplate {
    /// - Parameters:
    ///   - text: the format, such as `%(asctime)s %(levelname)-8s %(message)s` or `[{asctime}] {message}`.
    ///   - time: how `asctime` is written (`datefmt`); nil: as logging does by default.
    /// - Throws: why it is none.
    convenience init(python text: String, time: TimePattern?) throws(ParseError) {
        self.init()
        let bytes = Array(text.utf8)
        let hasPercent = text.contains("%(")
        let hasBraces = !hasPercent && !text.contains("${") && text.contains("{")
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            let next = at + 1 < bytes.count ? bytes[at + 1] : 0
            if hasPercent, byte == 0x25, next == 0x28 {
                try appendPercent(bytes, &at, time)
            } else if hasBraces, byte == 0x7B, next != 0x7B {
                try appendBraces(bytes, &at, time)
            } else if !hasPercent, !hasBraces, byte == 0x24, next != 0x24 {
                try appendDollar(bytes, &at, time)
            } else {
                append(literal: [byte])
                // `%%`, `{{`, `$$` stand for themselves.
                let isDoubled = byte == next && (byte == 0x25 || byte == 0x7B || byte == 0x7D || byte == 0x24)
                at += isDoubled ? 2 : 1
            }
        }
        close()
        if !has(.message) { throw .absent("the field message") }
    }

    private func appendPercent(_ bytes: [UInt8], _ at: inout Int, _ time: TimePattern?) throws(ParseError) {
        guard let close = bytes[at...].firstIndex(of: 0x29) else { throw .expected(")", at: at) }
        let name = String(decoding: bytes[(at + 2)..<close], as: UTF8.self)
        at = close + 1
        let start = at
        while at < bytes.count, " -+#0123456789.".utf8.contains(bytes[at]) { at += 1 }
        guard at < bytes.count, "sdifrxXeg".utf8.contains(bytes[at]) else {
            throw .expected("a conversion such as s behind %(\(name))", at: at)
        }
        append(attribute: name, isPadded: at > start, time)
        at += 1
    }

    private func appendBraces(_ bytes: [UInt8], _ at: inout Int, _ time: TimePattern?) throws(ParseError) {
        guard let close = bytes[at...].firstIndex(of: 0x7D) else { throw .expected("}", at: at) }
        let field = bytes[(at + 1)..<close]
        let end = field.firstIndex { $0 == 0x3A || $0 == 0x21 } ?? close
        at = close + 1
        append(
            attribute: String(decoding: bytes[field.startIndex..<end], as: UTF8.self),
            isPadded: bytes[end..<close].contains { $0 &- 0x30 < 10 }, time)
    }

    private func appendDollar(_ bytes: [UInt8], _ at: inout Int, _ time: TimePattern?) throws(ParseError) {
        var start = at + 1
        let isBraced = start < bytes.count && bytes[start] == 0x7B
        if isBraced { start += 1 }
        at = start
        while at < bytes.count, bytes[at].isIdentifierByte { at += 1 }
        guard at > start else { throw .expected("an attribute's name behind $", at: at) }
        append(attribute: String(decoding: bytes[start..<at], as: UTF8.self), isPadded: false, time)
        if isBraced {
            guard at < bytes.count, bytes[at] == 0x7D else { throw .expected("}", at: at) }
            at += 1
        }
    }

    private func append(attribute name: String, isPadded: Bool, _ time: TimePattern?) {
        switch name {
        case "asctime", "server_time": if let time { append(time) } else { append(.time) }
        case "created": append(.epoch)
        case "levelname", "levelno": append(.level, isPadded: isPadded)
        case "message": append(.message, isPadded: isPadded)
        case "name": append(.metadata, key: "logger", isPadded: isPadded)
        case "process": append(.metadata, key: "pid", isPadded: isPadded)
        default: append(.metadata, key: name, isPadded: isPadded)
        }
    }
}
