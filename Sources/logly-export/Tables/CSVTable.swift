import LoglyShared

/// Rows as CSV (RFC 4180) with a header, except that lines end in LF.
///
/// An absent value is an empty cell. Values go from the column's bytes into the output as they are.
struct CSVTable: ~Copyable, TableWriter {
    /// Each with its place in a row.
    private let columns: [(column: ExportColumn, index: Int)]
    private let guarded: Bool
    private var times: TimeText
    private var cell = OutputBuffer()

    /// - Parameter raw: leaves text that a spreadsheet would run as a formula as it is.
    init(_ columns: [ExportColumn], hidden: Set<String> = [], times: TimeText.Style, raw: Bool) {
        self.columns = columns.enumerated().filter { !hidden.contains($1.key.description) }.map { ($1, $0) }
        self.guarded = !raw
        self.times = TimeText(times)
    }

    mutating func begin(_ out: inout OutputBuffer) {
        for (place, (column, _)) in columns.enumerated() {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            out.append(column.key)
        }
        out.append(UInt8(ascii: "\n"))
    }

    mutating func append(_ row: borrowing some TableRow & ~Copyable, to out: inout OutputBuffer) {
        for place in columns.indices {
            if place > 0 { out.append(UInt8(ascii: ",")) }
            let (column, index) = columns[place]
            switch column.kind {
            case .text, .object:
                if let text = row.bytes(index) { out.append(csvCell: text, guarded: guarded) }
            case .time:
                if let time = row.timestamp(index) { append(time, to: &out) }
            case .count:
                if let count = row.integer(index) { out.append(count) }
            case .share:
                if let share = row.double(index) { out.append(share: share) }
            case .number:
                if let number = row.double(index) { out.append(number) }
            }
        }
        out.append(UInt8(ascii: "\n"))
    }

    mutating func end(_ out: inout OutputBuffer) {}

    /// A format of the user's may hold commas.
    private mutating func append(_ time: Timestamp, to out: inout OutputBuffer) {
        cell.removeAll()
        times.append(time, to: &cell)
        out.append(csvCell: cell.bytes, guarded: guarded)
    }
}
