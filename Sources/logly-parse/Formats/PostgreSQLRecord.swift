import LoglyShared

/// PostgreSQL's `csvlog` and `jsonlog`: a record of named fields for each message; see write_csvlog and write_jsonlog.
enum PostgreSQLRecord {
    /// The columns of csvlog, by the names that jsonlog has for them. Version 13 added the backend's type, 14 the last two.
    private static let columns: [StaticString] = [
        "timestamp", "user", "dbname", "pid", "connection_from", "session_id", "line_num", "ps",
        "session_start", "vxid", "txid", "error_severity", "state_code", "message", "detail", "hint",
        "internal_query", "internal_position", "context", "statement", "cursor_position", "location",
        "application_name", "backend_type", "leader_pid", "query_id",
    ]

    /// Whether a record of csvlog begins: a time with its zone, right before a comma.
    static func beginsCSV(_ line: Bytes) -> Bool {
        guard line.looksLikeISOTime, let comma = line.part(0, min(line.count, 40)).find(0x2C) else {
            return false
        }
        return line[comma - 1] &- 0x41 < 26 || line[comma - 1] &- 0x30 < 10
    }

    /// Whether a line can only be the first of a record of csvlog: thirteen columns and the quote that opens the message.
    ///
    /// Within a quoted field that quote would be doubled, so that no text of a client's looks like it.
    static func isStart(_ line: Bytes) -> Bool {
        guard beginsCSV(line) else { return false }
        var at = 0
        for column in 0..<13 {
            let start = at
            if line[safe: at] == 0x22 {
                guard let end = endOfQuoted(line, at + 1) else { return false }
                at = end + 1
            } else {
                at = line.find(0x2C, at) ?? line.count
            }
            if column == 11, PostgreSQLFormat.level(line.part(start, at)) == nil { return false }
            guard line[safe: at] == 0x2C else { return false }
            at += 1
        }
        return line[safe: at] == 0x22 && line[safe: at + 1] != 0x22
    }

    static func beginsJSON(_ line: Bytes) -> Bool { line.has("{\"timestamp\":\"") }

    /// Reads a record of csvlog; false, with the event as it was but for the time, where it is none.
    static func readCSV(_ text: Bytes, clock: inout LogClock, into event: inout LogEvent) -> Bool {
        event.rule = "postgresql csvlog"
        var at = 0
        var column = 0
        var hasSeverity = false
        while at <= text.count {
            var value: Bytes
            if text[safe: at] == 0x22 {
                guard let end = endOfQuoted(text, at + 1) else { return fail(&event) }
                value = event.withoutDoubledQuotes(text.part(at + 1, end))
                at = end + 1
                guard at == text.count || text[at] == 0x2C else { return fail(&event) }
            } else {
                let end = text.find(0x2C, at) ?? text.count
                value = text.part(at, end)
                at = end
            }
            if column < columns.count, value.count > 0 {
                guard take(Bytes(columns[column]), value, clock: &clock, into: &event) else {
                    return fail(&event)
                }
                if column == 11 { hasSeverity = true }
            }
            column += 1
            at += 1
        }
        guard column >= 22, hasSeverity else { return fail(&event) }
        PostgreSQLMessage.read(event.message, into: &event)
        return true
    }

    private static func fail(_ event: inout LogEvent) -> Bool {
        event.reset()
        return false
    }

    /// Reads a record of jsonlog; false where it is none.
    static func readJSON(_ text: Bytes, clock: inout LogClock, into event: inout LogEvent) -> Bool {
        event.rule = "postgresql jsonlog"
        do {
            var at = 0
            try JSONScanning.skipValue(text, at: &at)
            guard at == text.count else { return fail(&event) }
            at = 1
            while at < text.count, text[at] != UInt8(ascii: "}") {
                let name = try JSONScanning.string(text, at: &at)
                try JSONScanning.expect(0x3A, "a colon", text, at: &at)
                let range = try JSONScanning.skipValue(text, at: &at)
                var value = text.part(range.lowerBound, range.upperBound)
                if value[0] == 0x22 {
                    let inner = range.lowerBound + 1..<range.upperBound - 1
                    value = text.part(inner.lowerBound, inner.upperBound)
                    if value.find(0x5C) != nil {
                        let start = event.reserve(value.count)
                        let count = JSONScanning.unescape(
                            text, JSONText(range: inner, isEscaped: true), into: start)
                        value = Bytes(start: start, count: count)
                    }
                }
                let key = text.part(name.range.lowerBound, name.range.upperBound)
                guard take(key, value, clock: &clock, into: &event) else { return fail(&event) }
                JSONScanning.skipSpace(text, at: &at)
                if text[safe: at] == 0x2C { at += 1 }
                JSONScanning.skipSpace(text, at: &at)
            }
        } catch {
            return fail(&event)
        }
        guard event.timestamp != nil, event.message.count > 0 else { return fail(&event) }
        PostgreSQLMessage.read(event.message, into: &event)
        return true
    }

    /// Takes a field; false where it holds what it cannot.
    private static func take(
        _ key: Bytes, _ value: Bytes, clock: inout LogClock, into event: inout LogEvent
    ) -> Bool {
        func isKey(_ name: StaticString) -> Bool { key.equals(name) }
        if isKey("timestamp") {
            var at = 0
            event.timestamp = clock.isoWithZoneName(value, at: &at)
            return event.timestamp != nil
        }
        if isKey("error_severity") {
            guard let level = PostgreSQLFormat.level(value) else { return false }
            event.level = level
            event.add("severity", value)
        } else if isKey("message") {
            event.message = value
        } else if isKey("user") {
            event.user = value
        } else if isKey("remote_host") || isKey("connection_from") {
            // The column has the port behind the last colon.
            let colon = isKey("remote_host") ? nil : value.findLast(0x3A, before: value.count)
            let host = value.part(0, colon ?? value.count)
            if !host.equals("[local]") { event.setAddress(host) }
            if let colon { event.add("port", number: value.rest(colon + 1)) }
        } else if isKey("remote_port") {
            event.add("port", number: value)
        } else if isKey("pid") {
            event.add("pid", number: value)
        } else if isKey("dbname") {
            event.add("database", value)
        } else if isKey("application_name") {
            event.add("application", value)
        } else if isKey("state_code") {
            if !value.equals("00000") { event.add("sqlstate", value) }
        } else if isKey("internal_query") {
            event.add("query", value)
        } else if isKey("detail") || isKey("hint") || isKey("context") || isKey("statement")
            || isKey("location") || isKey("session_id") || isKey("backend_type")
        {
            event.add(key: key, value)
        }
        return true
    }

    /// Where the quote is that ends what began before `start`; two of them are one of the value.
    private static func endOfQuoted(_ text: Bytes, _ start: Int) -> Int? {
        var at = start
        while let quote = text.find(0x22, at) {
            if text[safe: quote + 1] != 0x22 { return quote }
            at = quote + 2
        }
        return nil
    }
}

extension LogEvent {
    /// A value of csvlog, its doubled quotes made single.
    fileprivate mutating func withoutDoubledQuotes(_ value: Bytes) -> Bytes {
        guard value.find(0x22) != nil else { return value }
        let start = reserve(value.count)
        var (count, at) = (0, 0)
        while at < value.count {
            start[count] = value[at]
            count += 1
            at += value[at] == 0x22 ? 2 : 1
        }
        return Bytes(start: start, count: count)
    }
}
