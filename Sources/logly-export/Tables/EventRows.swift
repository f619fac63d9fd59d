import LoglyShared

/// The events of the logs as rows of a table, with the columns of `EventColumn`.
struct EventRows: TableRow {
    let cursor: EventCursor

    func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
        EventColumn(rawValue: column).flatMap { cursor.bytes($0) }
    }

    func timestamp(_ column: Int) -> Timestamp? { cursor.timestamp }

    /// Only `count` is one.
    func integer(_ column: Int) -> Int64? { cursor.count }

    /// None is a fraction.
    func double(_ column: Int) -> Double? { nil }

    func step() throws(ToolError) -> Bool { try cursor.step() }
}
