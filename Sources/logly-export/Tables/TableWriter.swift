import LoglyCommand
import LoglyShared

/// One of the forms that rows are written in, a row at a time.
protocol TableWriter: ~Copyable {
    mutating func begin(_ out: inout OutputBuffer)
    mutating func append(_ row: borrowing some TableRow & ~Copyable, to out: inout OutputBuffer)
    mutating func end(_ out: inout OutputBuffer)
}

/// The row that an answer stands at, by the places of its columns: of a statement of SQL, or an event of the logs.
protocol TableRow: ~Copyable {
    /// nil where it is NULL; else valid until the next step.
    func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8>?
    func timestamp(_ column: Int) -> Timestamp?
    func integer(_ column: Int) -> Int64?
    func double(_ column: Int) -> Double?
    /// Goes to the next row; false when there is none.
    mutating func step() throws(ToolError) -> Bool
}

extension Statement: TableRow {}

extension TableWriter where Self: ~Copyable {
    /// Writes all rows that are left, in as much memory as one of them takes.
    mutating func write(
        _ rows: inout some TableRow & ~Copyable, to out: inout OutputBuffer, progress: Progress? = nil
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
