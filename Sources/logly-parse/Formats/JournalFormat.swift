import LoglyShared

/// The journal as `journalctl -o json` writes it: an entry a line; see systemd.journal-fields(7).
///
/// The message goes through the rules that read it in `auth` and `syslog`, since it is the same.
final class JournalFormat: LogFormat {
    private var attempts = PAMAttempts()

    init(_ settings: FormatSettings) {}

    private struct Entry {
        var message: Bytes?
        var identifier = Bytes("")
        var command = Bytes("")
        var pid = Bytes("")
        var hostname = Bytes("")
        var unit = Bytes("")
        var priority: Int?
    }

    func read(_ text: Bytes, into event: inout LogEvent) {
        event.rule = "journal"
        var entry = Entry()
        do {
            try readMembers(text, into: &event, &entry)
        } catch {
            return event.fail(text, expected: "a JSON object", at: min(error.offset ?? 0, text.count))
        }
        guard event.timestamp != nil else {
            return event.fail(text, expected: "__REALTIME_TIMESTAMP", at: 0)
        }
        event.service = entry.identifier.count > 0 ? entry.identifier : entry.command
        event.add("hostname", entry.hostname)
        event.add("pid", number: entry.pid)
        if let priority = entry.priority { event.level = SyslogLine.level(ofSeverity: priority) }
        // journald leaves out what is too large for JSON's readers; the entry is told all the same.
        guard let message = entry.message, message.count > 0 else {
            event.add("unit", entry.unit)
            event.message = text
            return
        }
        event.message = message
        let told = event.level
        ProgramRules.read(message, into: &event)
        attempts.settle(&event)
        if entry.priority != nil, told > event.level, !event.isLevelSure { event.level = told }
        event.add(key: Bytes("unit"), entry.unit)
    }

    private func readMembers(
        _ text: Bytes, into event: inout LogEvent, _ entry: inout Entry
    ) throws(ParseError) {
        var at = 0
        try JSONScanning.expect(UInt8(ascii: "{"), "an object", text, at: &at)
        JSONScanning.skipSpace(text, at: &at)
        if text[safe: at] == UInt8(ascii: "}") { return }
        while true {
            JSONScanning.skipSpace(text, at: &at)
            let name = try JSONScanning.string(text, at: &at)
            try JSONScanning.expect(UInt8(ascii: ":"), "a colon", text, at: &at)
            let value = try JSONScanning.skipValue(text, at: &at)
            take(text.part(name.range.lowerBound, name.range.upperBound), text, value, into: &event, &entry)
            JSONScanning.skipSpace(text, at: &at)
            if text[safe: at] == UInt8(ascii: "}") { break }
            try JSONScanning.expect(UInt8(ascii: ","), "a comma", text, at: &at)
        }
        at += 1
        JSONScanning.skipSpace(text, at: &at)
        if at < text.count { throw .expected("one object", at: at) }
    }

    private func take(
        _ key: Bytes, _ text: Bytes, _ value: Range<Int>, into event: inout LogEvent, _ entry: inout Entry
    ) {
        switch key.count {
        case 7 where key.equals("MESSAGE"): entry.message = content(text, value, &event)
        case 20 where key.equals("__REALTIME_TIMESTAMP"):
            if let text = content(text, value, &event), let time = text.integer, time < 1 << 56 {
                event.timestamp = Timestamp(microseconds: Int64(time))
            }
        case 8 where key.equals("PRIORITY"):
            if let priority = content(text, value, &event)?.integer, priority < 8 {
                entry.priority = priority
            }
        case 17 where key.equals("SYSLOG_IDENTIFIER"):
            entry.identifier = content(text, value, &event) ?? Bytes("")
        case 5 where key.equals("_COMM"): entry.command = content(text, value, &event) ?? Bytes("")
        case 4 where key.equals("_PID"): entry.pid = content(text, value, &event) ?? Bytes("")
        case 10 where key.equals("SYSLOG_PID"):
            if entry.pid.count == 0 { entry.pid = content(text, value, &event) ?? Bytes("") }
        case 9 where key.equals("_HOSTNAME"): entry.hostname = content(text, value, &event) ?? Bytes("")
        case 13 where key.equals("_SYSTEMD_UNIT"): entry.unit = content(text, value, &event) ?? Bytes("")
        default: break
        }
    }

    /// A field's bytes: a string, a number, or an array of numbers where they are no UTF-8; of a field that is there
    /// several times the first; nil where it is null.
    private func content(_ text: Bytes, _ value: Range<Int>, _ event: inout LogEvent) -> Bytes? {
        switch text[value.lowerBound] {
        case UInt8(ascii: "\""):
            let body = text.part(value.lowerBound + 1, value.upperBound - 1)
            guard body.find(UInt8(ascii: "\\")) != nil else { return body }
            let start = event.reserve(body.count)
            let range = value.lowerBound + 1..<value.upperBound - 1
            let count = JSONScanning.unescape(text, JSONText(range: range, isEscaped: true), into: start)
            return Bytes(start: start, count: count)
        case UInt8(ascii: "["): return byteArray(text.part(value.lowerBound, value.upperBound), &event)
        case UInt8(ascii: "n"): return nil
        default: return text.part(value.lowerBound, value.upperBound)
        }
    }

    private func byteArray(_ array: Bytes, _ event: inout LogEvent) -> Bytes? {
        var at = 1
        JSONScanning.skipSpace(array, at: &at)
        if array[safe: at] == UInt8(ascii: "\"") {
            guard let text = try? JSONScanning.string(array, at: &at) else { return nil }
            return content(array, text.range.lowerBound - 1..<text.range.upperBound + 1, &event)
        }
        // Two bytes of the array are at least one of the text.
        let start = event.reserve(array.count)
        var count = 0
        while at < array.count, array[at] != UInt8(ascii: "]") {
            let first = at
            while at < array.count, array[at] &- 0x30 < 10 { at += 1 }
            guard let byte = array.part(first, at).integer, byte <= 255 else { return nil }
            start[count] = UInt8(byte)
            count += 1
            while at < array.count, array[at] == 0x2C || array[at] <= 0x20 { at += 1 }
        }
        return Bytes(start: start, count: count)
    }
}
