import LoglyCommand
import LoglyShared

/// One of the forms that rows are written in, a row at a time.
protocol TableWriter: ~Copyable {
    mutating func begin(_ out: inout OutputBuffer)
    mutating func append(_ row: borrowing Statement, to out: inout OutputBuffer)
    mutating func end(_ out: inout OutputBuffer)
}

extension TableWriter where Self: ~Copyable {
    /// Writes all rows that are left of a statement, in as much memory as one of them takes.
    mutating func write(
        _ rows: inout Statement, to out: inout OutputBuffer, progress: Progress? = nil
    ) throws(ToolError) {
        progress?.begin()
        begin(&out)
        var count = 0
        while try rows.step() {
            append(rows, to: &out)
            count += 1
            if count & 0x0FFF == 0 { progress?.show { pace(count, "row", in: $0) } }
        }
        end(&out)
    }
}
