import Glibc

/// `event_streams` as one writer knows it; its rows are never removed.
struct EventStreams: ~Copyable {
    private var ids: [[UInt8]: Int64] = [:]
    private var last: [UInt8] = []
    private var lastID: Int64 = 0
    private var selection: Statement
    private var insertion: Statement

    init(_ database: borrowing Database) throws(ToolError) {
        let selection = try database.prepare(EventStreamsTable.selection)
        let insertion = try database.prepare(EventStreamsTable.insertion)
        self.selection = selection
        self.insertion = insertion
    }

    /// The number of a host and a source; mostly those of the event before.
    @inline(__always)
    mutating func id(
        host: UnsafeBufferPointer<UInt8>, source: UnsafeBufferPointer<UInt8>
    ) throws(ToolError) -> Int64 {
        let isLast =
            last.count == host.count + source.count + 1
            && last.withUnsafeBufferPointer { last in
                guard let base = last.baseAddress else { return false }
                return base[host.count] == 0xFF
                    && (host.count == 0 || memcmp(base, host.baseAddress!, host.count) == 0)
                    && (source.count == 0
                        || memcmp(base + host.count + 1, source.baseAddress!, source.count) == 0)
            }
        return isLast ? lastID : try find(host, source)
    }

    private mutating func find(
        _ host: UnsafeBufferPointer<UInt8>, _ source: UnsafeBufferPointer<UInt8>
    ) throws(ToolError) -> Int64 {
        // UTF-8 has no byte 0xFF.
        last = Array(host) + [0xFF] + Array(source)
        if let id = ids[last] {
            lastID = id
            return id
        }
        selection.bind(1, unowned: host)
        selection.bind(2, unowned: source)
        let found = try selection.step()
        lastID = found ? selection.integer(0) ?? 0 : 0
        selection.reset()
        if !found {
            insertion.bind(1, unowned: host)
            insertion.bind(2, unowned: source)
            try insertion.run()
            lastID = insertion.lastInsertedID
        }
        if ids.count >= 4096 { ids.removeAll() }
        ids[last] = lastID
        return lastID
    }

    mutating func forget() {
        ids.removeAll()
        (last, lastID) = ([], 0)
    }
}
