import LoglyShared

/// Events that wait to be stored: their lines as they came, and where the columns stand in them.
///
/// Nothing is copied but the line as a whole; only strings with escapes get a copy of their own, behind it.
struct EventRows: ~Copyable {
    /// A text column; `count` is −1 where it is absent.
    struct Piece {
        var start: UInt32 = 0
        var count: Int32 = -1
    }

    struct Row {
        var timestamp = Timestamp.epoch
        var level = Level.info
        /// How many events the line stands for; nil for one.
        var count: Int64?
        var host = Piece()
        var source = Piece()
        var message = Piece()
        var ipAddress = Piece()
        var user = Piece()
        var service = Piece()
        var action = Piece()
        var metadata = Piece()
    }

    /// More than a buffer of this many bytes is given back when it is empty again.
    private static let kept = 4 << 20

    private(set) var rows: [Row] = []
    private var bytes = OutputBuffer()

    var count: Int { rows.count }
    var isEmpty: Bool { rows.isEmpty }
    /// Bytes of memory in use.
    var size: Int { bytes.count + rows.count * MemoryLayout<Row>.stride }

    mutating func removeAll() {
        if bytes.count > Self.kept {
            bytes = OutputBuffer()
            rows = []
        } else {
            bytes.removeAll()
            rows.removeAll(keepingCapacity: true)
        }
    }

    func text(_ piece: Piece) -> UnsafeBufferPointer<UInt8>? {
        guard piece.count >= 0 else { return nil }
        return UnsafeBufferPointer(
            start: bytes.bytes.baseAddress.map { $0 + Int(piece.start) }, count: Int(piece.count))
    }

    /// Takes an event that has been found in `line`.
    ///
    /// Throws, and takes nothing, where a required field is missing or a value is of the wrong kind.
    mutating func append(
        _ event: borrowing EventLine, in line: UnsafeBufferPointer<UInt8>
    ) throws(ParseError) {
        var row = Row()
        row.timestamp = try event.timestamp(line)
        row.level = try event.level(line)
        row.count = try event.count(line)
        if event[.source].kind == .absent { throw .absent("source") }
        if event[.message].kind == .absent { throw .absent("message") }
        let metadata = event[.metadata]
        if metadata.kind != .object, metadata.kind != .absent {
            throw .expected("an object for metadata", at: metadata.range.lowerBound)
        }
        try event.checkText(.host)
        try event.checkText(.source)
        try event.checkText(.message)
        try event.checkText(.ipAddress)
        try event.checkText(.user)
        try event.checkText(.service)
        try event.checkText(.action)

        let base = bytes.count
        bytes.append(line)
        row.host = piece(event[.host], base, line)
        row.source = piece(event[.source], base, line)
        row.message = piece(event[.message], base, line)
        row.ipAddress = piece(event[.ipAddress], base, line)
        row.user = piece(event[.user], base, line)
        row.service = piece(event[.service], base, line)
        row.action = piece(event[.action], base, line)
        row.metadata = piece(metadata, base, line)
        rows.append(row)
    }

    @inline(__always)
    private mutating func piece(
        _ value: EventLine.Value, _ base: Int, _ line: UnsafeBufferPointer<UInt8>
    ) -> Piece {
        if value.kind == .absent { return Piece() }
        guard value.kind == .escapedString else {
            return Piece(start: UInt32(base) + UInt32(value.start), count: value.end - value.start)
        }
        let start = bytes.count
        let length = JSONScanning.unescape(line, value.text, into: bytes.reserve(value.range.count))
        bytes.advance(by: length)
        return Piece(start: UInt32(start), count: Int32(length))
    }
}
