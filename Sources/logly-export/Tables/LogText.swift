import LoglyCommand
import LoglyShared

/// Events for reading: one a line, of all sources in the order of time.
///
///     2026-11-22 03:12:00 web1 auth WARNING Failed password for root from 192.0.2.1 port 4711 ssh2
///
/// Further lines of an event are indented. What a terminal would obey is shown and not sent.
struct LogText: ~Copyable, TableWriter {
    private var times: TimeText
    private let style: TerminalStyle

    init(times: TimeText.Style, style: TerminalStyle) {
        self.times = TimeText(times)
        self.style = style
    }

    mutating func begin(_ out: inout OutputBuffer) {}
    mutating func end(_ out: inout OutputBuffer) {}

    mutating func append(_ row: borrowing some TableRow & ~Copyable, to out: inout OutputBuffer) {
        typealias Column = EventQuery.Column
        out.append(style.begin(.dim))
        if let time = row.timestamp(Column.timestamp.rawValue) { times.append(time, to: &out) }
        out.append(style.end)
        for column in [Column.host, .source] {
            out.append(UInt8(ascii: " "))
            if let name = row.bytes(column.rawValue) { out.append(printable: name) }
        }
        out.append(UInt8(ascii: " "))
        if let level = row.bytes(Column.level.rawValue) { append(level: level, to: &out) }
        out.append(UInt8(ascii: " "))
        if let message = row.bytes(Column.message.rawValue) { out.append(printable: message) }
        if let count = row.integer(Column.count.rawValue), count > 1 { out.append(" (\(count) times)") }
        out.append(UInt8(ascii: "\n"))
    }

    private func append(level name: UnsafeBufferPointer<UInt8>, to out: inout OutputBuffer) {
        let ink: TerminalStyle.Ink? =
            switch Level(name: String(decoding: name, as: UTF8.self)) {
            case .critical, .error: .red
            case .warning: .yellow
            case .debug: .dim
            case .info, nil: nil
            }
        if let ink { out.append(style.begin(ink)) }
        out.append(printable: name)
        if ink != nil { out.append(style.end) }
    }
}
