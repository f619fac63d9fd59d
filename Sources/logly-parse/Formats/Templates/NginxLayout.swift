import LoglyShared

/// nginx's `log_format`, as it stands in nginx.conf; see ngx_http_log_module.
extension LineTemplate {
    /// - Parameter text: the strings, with or without quotes, `log_format NAME` and `escape=…` before them and `;` behind.
    /// - Throws: why it is none.
    convenience init(nginx text: String) throws(ParseError) {
        self.init()
        let (layout, escape) = Self.unquoted(directive: text, "log_format")
        isJSON = escape == "json"
        let bytes = Array(layout.utf8)
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "$") else {
                append(literal: [bytes[at]])
                at += 1
                continue
            }
            at += 1
            let isBraced = at < bytes.count && bytes[at] == UInt8(ascii: "{")
            if isBraced { at += 1 }
            let start = at
            while at < bytes.count, bytes[at].isIdentifierByte { at += 1 }
            guard at > start else { throw .expected("a variable's name behind $", at: at) }
            append(variable: String(decoding: bytes[start..<at], as: UTF8.self), layout)
            if isBraced {
                guard at < bytes.count, bytes[at] == UInt8(ascii: "}") else { throw .expected("}", at: at) }
                at += 1
            }
        }
        close()
        if isEmpty { throw .absent("a variable such as $remote_addr") }
    }

    private func append(variable name: String, _ layout: String) {
        switch name {
        case "remote_addr": append(.address)
        case "http_x_forwarded_for", "http_x_real_ip", "http_cf_connecting_ip", "realip_remote_addr":
            let isTold = has(.address) || layout.contains("$remote_addr") || layout.contains("${remote_addr}")
            if isTold { append(.metadata, key: name) } else { append(.address) }
        case "remote_user": append(.user)
        case "time_local": append(.commonTime)
        case "time_iso8601": append(.time)
        case "msec": append(.epoch)
        case "request": append(.request)
        case "request_method": append(.method)
        case "request_uri": append(.path)
        case "uri": if layout.contains("$request_uri") { append(.metadata, key: name) } else { append(.path) }
        case "server_protocol": append(.protocol)
        case "status": append(.status)
        case "body_bytes_sent": append(.bytes)
        case "bytes_sent":
            if layout.contains("$body_bytes_sent") { append(.metadata, key: name) } else { append(.bytes) }
        case "http_referer": append(.metadata, key: "referer")
        case "http_user_agent": append(.metadata, key: "user_agent")
        default: append(.metadata, key: name)
        }
    }

    /// A directive's text: the strings that follow its name and its parameters, joined as nginx joins them.
    ///
    /// Text that neither begins with the directive nor with a quote is the layout itself.
    static func unquoted(directive text: String, _ name: String) -> (layout: String, escape: String?) {
        let bytes = Array(text.utf8)
        var at = 0
        var escape: String?
        func skipSpace() {
            while at < bytes.count, bytes[at] <= 0x20 { at += 1 }
        }
        func word() -> [UInt8] {
            let start = at
            while at < bytes.count, bytes[at] > 0x20 { at += 1 }
            return Array(bytes[start..<at])
        }
        skipSpace()
        if bytes[at...].starts(with: Array("\(name) ".utf8)) {
            _ = word()
            skipSpace()
            if name == "log_format" { _ = word() }
            skipSpace()
        }
        if bytes[at...].starts(with: Array("escape=".utf8)) {
            escape = String(String(decoding: word(), as: UTF8.self).dropFirst(7))
            skipSpace()
        }
        guard at < bytes.count, bytes[at] == 0x22 || bytes[at] == 0x27,
            escape != nil || Self.isAllQuoted(bytes[at...])
        else { return (String(decoding: bytes[at...], as: UTF8.self), escape) }
        var layout: [UInt8] = []
        while at < bytes.count, bytes[at] == 0x22 || bytes[at] == 0x27 {
            let quote = bytes[at]
            at += 1
            while at < bytes.count, bytes[at] != quote {
                if bytes[at] == 0x5C, at + 1 < bytes.count {
                    at += 1
                    // What the directive keeps of an escape is the format's own to read.
                    switch bytes[at] {
                    case 0x22, 0x27, 0x5C: layout.append(bytes[at])
                    case UInt8(ascii: "t"): layout.append(0x09)
                    case UInt8(ascii: "n"): layout.append(0x0A)
                    default: layout += [0x5C, bytes[at]]
                    }
                } else {
                    layout.append(bytes[at])
                }
                at += 1
            }
            at += 1
            skipSpace()
        }
        return (String(decoding: layout, as: UTF8.self), escape)
    }

    /// Whether a text is strings in quotes and nothing else, but for a name or `;` behind them.
    private static func isAllQuoted(_ bytes: ArraySlice<UInt8>) -> Bool {
        var at = bytes.startIndex
        while at < bytes.endIndex, bytes[at] == 0x22 || bytes[at] == 0x27 {
            let quote = bytes[at]
            at += 1
            while at < bytes.endIndex, bytes[at] != quote { at += bytes[at] == 0x5C ? 2 : 1 }
            if at >= bytes.endIndex { return false }
            at += 1
            while at < bytes.endIndex, bytes[at] <= 0x20 { at += 1 }
        }
        return at == bytes.endIndex || bytes[at...].allSatisfy { $0 > 0x24 && $0 != 0x25 }
    }
}
