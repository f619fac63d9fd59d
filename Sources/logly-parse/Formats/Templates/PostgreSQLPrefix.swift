import LoglyShared

/// PostgreSQL's `log_line_prefix`, compiled; see error reporting and logging in its documentation.
final class PostgreSQLPrefix {
    /// Up to `%q`, and what only sessions write behind it.
    private let always: LineTemplate
    private let session: LineTemplate?

    /// - Throws: why it is none.
    init(_ text: String) throws(ParseError) {
        let bytes = Array(text.utf8)
        let always = LineTemplate()
        var template = always
        var at = 0
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "%") else {
                template.append(literal: [bytes[at]])
                at += 1
                continue
            }
            at += 1
            let start = at
            while at < bytes.count, bytes[at] == 0x2D || bytes[at] &- 0x30 < 10 { at += 1 }
            guard at < bytes.count else { throw .expected("an escape behind %", at: at) }
            if bytes[at] == UInt8(ascii: "q") {
                template.close()
                template = LineTemplate()
            } else {
                try template.append(prefix: bytes[at], isPadded: at > start, at: at)
            }
            at += 1
        }
        template.close()
        self.always = always
        session = template === always ? nil : template
    }

    /// Reads the prefix of a line and returns where it ends; nil where the line has none.
    func read(_ line: Bytes, clock: inout LogClock, into event: inout LogEvent) -> Int? {
        var parts = LineTemplate.Parts()
        var at = 0
        do {
            try always.read(line, at: &at, isPrefix: true, clock: &clock, parts: &parts, into: &event)
        } catch {
            return nil
        }
        guard let session else { return at }
        // Processes without a session write nothing behind `%q`: a severity comes at once.
        if let colon = line.find(":  ", at), PostgreSQLFormat.isSeverity(line.part(at, colon)) { return at }
        var end = at
        do {
            try session.read(line, at: &end, isPrefix: true, clock: &clock, parts: &parts, into: &event)
            return end
        } catch {
            return at
        }
    }
}

extension LineTemplate {
    fileprivate func append(prefix letter: UInt8, isPadded: Bool, at: Int) throws(ParseError) {
        func add(_ key: String) { append(.metadata, key: key, isPadded: isPadded) }
        switch letter {
        case UInt8(ascii: "%"): append(literal: [letter])
        case UInt8(ascii: "m"), UInt8(ascii: "t"): append(.time, isPadded: isPadded)
        case UInt8(ascii: "n"): append(.epoch, isPadded: isPadded)
        case UInt8(ascii: "s"): append(.time, isPadded: isPadded)
        case UInt8(ascii: "u"): append(.user, isPadded: isPadded)
        case UInt8(ascii: "d"): add("database")
        case UInt8(ascii: "a"): add("application")
        case UInt8(ascii: "h"), UInt8(ascii: "r"): append(.address, isPadded: isPadded)
        case UInt8(ascii: "p"): add("pid")
        case UInt8(ascii: "P"): add("leader_pid")
        case UInt8(ascii: "b"): add("backend_type")
        case UInt8(ascii: "i"): add("command_tag")
        case UInt8(ascii: "e"): add("sqlstate")
        case UInt8(ascii: "c"): add("session_id")
        case UInt8(ascii: "l"): add("session_line")
        case UInt8(ascii: "v"): add("vxid")
        case UInt8(ascii: "x"): add("xid")
        case UInt8(ascii: "Q"): add("query_id")
        case UInt8(ascii: "L"): add("local_address")
        default: throw .expected("an escape of log_line_prefix behind %", at: at)
        }
    }
}
