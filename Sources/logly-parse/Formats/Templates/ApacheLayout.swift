import LoglyShared

/// Apache's `LogFormat`, as it stands in its configuration; see mod_log_config.
extension LineTemplate {
    /// - Parameter text: the format, with or without quotes, `LogFormat` before and its name behind it.
    /// - Throws: why it is none.
    convenience init(apache text: String) throws(ParseError) {
        self.init()
        let bytes = Array(Self.unquoted(directive: text, "LogFormat").layout.utf8)
        var at = 0
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            if byte == 0x5C, at < bytes.count {
                append(literal: [bytes[at] == UInt8(ascii: "t") ? 0x09 : bytes[at]])
                at += 1
            } else if byte != UInt8(ascii: "%") {
                append(literal: [byte])
            } else {
                try appendDirective(bytes, &at)
            }
        }
        close()
        if isEmpty { throw .absent("a directive such as %h") }
    }

    private func appendDirective(_ bytes: [UInt8], _ at: inout Int) throws(ParseError) {
        var parameter = ""
        while at < bytes.count {
            let byte = bytes[at]
            // `%!200,304{Referer}i`, `%>s`, `%<u`.
            if byte == UInt8(ascii: "{") {
                guard let close = bytes[at...].firstIndex(of: UInt8(ascii: "}")) else {
                    throw .expected("}", at: at)
                }
                parameter = String(decoding: bytes[(at + 1)..<close], as: UTF8.self)
                at = close + 1
            } else if byte == 0x21 || byte == 0x2C || byte == 0x3C || byte == 0x3E || byte &- 0x30 < 10 {
                at += 1
            } else {
                break
            }
        }
        guard at < bytes.count else { throw .expected("a directive behind %", at: at) }
        var letter = String(UnicodeScalar(bytes[at]))
        at += 1
        if letter == "^" {
            guard at + 1 < bytes.count else { throw .expected("a directive behind %^", at: at) }
            letter += String(decoding: bytes[at..<(at + 2)], as: UTF8.self)
            at += 2
        }
        try append(directive: letter, parameter, at)
    }

    private func append(directive: String, _ parameter: String, _ at: Int) throws(ParseError) {
        let name = parameter.lowercased().replacing("-", with: "_")
        switch directive {
        case "%": append(literal: [0x25])
        case "h", "a":
            if parameter == "c" || has(.address) { append(.metadata, key: "peer") } else { append(.address) }
        case "l": append(.metadata, key: "ident")
        case "u": append(.user)
        case "t": try appendTime(parameter)
        case "r": append(.request)
        case "m": append(.method)
        case "U": append(.path)
        case "q": append(.metadata, key: "query")
        case "H": append(.protocol)
        case "s": append(.status)
        case "b", "B", "O": if has(.bytes) { append(.metadata, key: "bytes_out") } else { append(.bytes) }
        case "I": append(.metadata, key: "bytes_in")
        case "S": append(.metadata, key: "bytes_all")
        case "D": append(.metadata, key: "request_time_us")
        case "T": append(.metadata, key: parameter.isEmpty ? "request_time" : "request_time_\(parameter)")
        case "v": append(.metadata, key: "vhost")
        case "V": append(.metadata, key: "server_name")
        case "p": append(.metadata, key: "server_port")
        case "P": append(.metadata, key: "pid")
        case "X": append(.metadata, key: "connection_status")
        case "k": append(.metadata, key: "keepalives")
        case "L": append(.metadata, key: "log_id")
        case "A": append(.metadata, key: "local_address")
        case "f": append(.metadata, key: "filename")
        case "R": append(.metadata, key: "handler")
        case "^FB": append(.metadata, key: "first_byte_us")
        case "i", "o", "C", "e", "n", "x", "c", "^ti", "^to":
            guard !parameter.isEmpty else { throw .expected("{…} before \(directive)", at: at - 1) }
            append(.metadata, key: name)
        default: throw .expected("a directive of mod_log_config behind %", at: at - directive.utf8.count)
        }
    }

    /// `%t` in brackets, `%{FORMAT}t` after strftime(3), `%{sec}t`, each with or without `begin:` and `end:`.
    private func appendTime(_ parameter: String) throws(ParseError) {
        var form = Substring(parameter)
        for prefix in ["begin:", "end:"] where form.hasPrefix(prefix) { form = form.dropFirst(prefix.count) }
        switch form {
        case "":
            append(literal: [0x5B])
            append(.commonTime)
            append(literal: [0x5D])
        case "sec", "msec", "usec": append(.epoch)
        case "msec_frac", "usec_frac": append(.ignored)
        default: append(try TimePattern(String(form)))
        }
    }
}
