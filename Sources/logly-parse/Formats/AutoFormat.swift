import LoglyShared

/// The one of the other formats that fits a log's first lines, `generic` where none does.
///
/// Each format reads the lines; the one that takes most of them is it, of several the one whose rules are narrower.
/// Where less than half of the lines are taken by any, the log is some other text.
final class AutoFormat: LogFormat {
    private let settings: FormatSettings
    private var chosen: (any LogFormat)?

    init(_ settings: FormatSettings) { self.settings = settings }

    /// From narrow to wide: a line of one format may pass for one of a later.
    private static let candidates: [FormatName] = [
        .journal, .postgresql, .json, .fail2ban, .nginxError, .apacheError, .nginx, .apache, .syslog, .python,
        .logfmt,
    ]

    private static let lineLimit = 200

    var isUndecided: Bool { chosen == nil }

    func decide(from head: Bytes) {
        var best: (score: Int, name: FormatName) = (0, .generic)
        for name in Self.candidates {
            let score = score(of: name, over: head)
            if score > best.score { best = (score, name) }
        }
        chosen = best.name.makeFormat(settings)
    }

    /// Lines that the format takes less those that it doesn't.
    private func score(of name: FormatName, over head: Bytes) -> Int {
        let format = name.makeFormat(settings)
        var event = LogEvent()
        var (score, lines, start) = (0, 0, 0)
        var isOpen = false
        while start < head.count, lines < Self.lineLimit {
            let found = head.find(0x0A, start)
            // The head may end within a line.
            if found == nil, lines > 0 { break }
            let end = found.map { $0 + 1 } ?? head.count
            let line = head.line(start, end)
            start = end
            if line.isBlankLine { continue }
            lines += 1
            if format.hasContinuations, !format.begins(line, isFirst: !isOpen), isOpen {
                score += 1
                continue
            }
            event.reset()
            format.read(line, into: &event)
            isOpen = !event.isUnparsed && isSure(name, line, event)
            score += isOpen ? 1 : -1
        }
        return score
    }

    /// Whether a line that a format takes tells more than that it takes a lot.
    private func isSure(_ name: FormatName, _ line: Bytes, _ event: borrowing LogEvent) -> Bool {
        switch name {
        // Text with a time and two words would be a host and a program.
        case .syslog: event.service.count > 0 && !(line.looksLikeISOTime && line[10] == 0x20)
        // Only a level tells a logger's line from any other with a time.
        case .python: !event.rule.isEqual("logging") || hasLevel(line)
        // One pair alone stands in many a text.
        case .logfmt: line.reduce(0) { $0 + ($1 == 0x3D ? 1 : 0) } > 1
        case .journal: event.message.count > 0
        // A severity alone stands in others' lines too (`INFO:     Started`), a time and a message in any JSON.
        case .postgresql: event.timestamp != nil && event.hasSeverity
        default: true
        }
    }

    private func hasLevel(_ line: Bytes) -> Bool {
        var prefix = PythonPrefix()
        var clock = settings.clock
        _ = prefix.read(line, clock: &clock)
        return prefix.level != nil
    }

    var hasContinuations: Bool { chosen?.hasContinuations ?? false }

    func begins(_ line: Bytes, isFirst: Bool) -> Bool { chosen?.begins(line, isFirst: isFirst) ?? true }

    func read(_ text: Bytes, into event: inout LogEvent) {
        if chosen == nil { decide(from: text) }
        chosen?.read(text, into: &event)
    }
}

extension StaticString {
    fileprivate func isEqual(_ other: StaticString) -> Bool { Bytes(self).equals(other) }
}

extension LogEvent {
    /// PostgreSQL's own, which all its lines have.
    fileprivate var hasSeverity: Bool {
        for at in 0..<metadata.count where metadata.entries[at].key.equals("severity") { return true }
        return false
    }
}
