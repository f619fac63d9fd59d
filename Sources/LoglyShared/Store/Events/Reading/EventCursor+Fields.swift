extension EventCursor {
    /// Kept within what calendars can show; by hand anything can be inserted.
    public var timestamp: Timestamp {
        let range = Timestamp.range
        return Timestamp(seconds: min(max(seconds, range.lowerBound.seconds), range.upperBound.seconds))
    }

    /// nil where it is none of Logly's, written by hand.
    public var level: Level? {
        let cell = cell(Place.level)
        guard cell.text == nil, let code = UInt8(exactly: cell.number) else { return nil }
        return Level(rawValue: code)
    }

    /// nil where it has none, or one that this program does not know.
    public var action: Action? {
        let cell = cell(Place.action)
        if cell.text == nil { return EventsTable.action(code: cell.number) }
        return Action(rawValue: String(decoding: cell.bytes, as: UTF8.self))
    }

    /// nil where it has none, or a text that is no address.
    public var address: IPAddress? {
        let cell = cell(Place.address)
        if cell.text != nil { return IPAddress(cell.bytes) }
        return cell.isNull ? nil : IPAddress(ipv4: UInt32(truncatingIfNeeded: cell.number))
    }

    /// How many events the line stands for; nil where it does not say.
    public var count: Int64? { rows.integer(Int(Place.count)) }

    /// The bytes of a field as `log_events` shows it; nil where it is NULL.
    public func bytes(_ column: EventColumn) -> Bytes? {
        switch column {
        case .timestamp: text(of: cell(Place.timestamp))
        case .host: stream.host
        case .source: stream.source
        case .level: name(of: cell(Place.level), in: EventsTable.levelNames)
        case .message: message
        case .ipAddress: addressText
        case .user: text(of: resolvedCell(Place.user))
        case .service: shape.service
        case .action: name(of: cell(Place.action), in: EventsTable.actionNames)
        case .count: text(of: cell(Place.count))
        case .metadata: metadata
        }
    }

    public func text(_ column: EventColumn) -> String? {
        bytes(column).map { String(decoding: $0, as: UTF8.self) }
    }

    private var message: Bytes? {
        guard let template = shape.message else { return value(0) }
        return template.filled(&room) { valueCell($0) }
    }

    /// The value in one of the places `v1` to `v6`; nil where it is NULL.
    func value(_ place: Int) -> Bytes? { text(of: valueCell(place)) }

    private var metadata: Bytes? { shape.metadata?.filled(&room) { valueCell($0) } }

    private func valueCell(_ place: Int) -> EventCell { resolvedCell(Place.values + Int32(place)) }

    func text(of cell: EventCell) -> Bytes? {
        if cell.text != nil { return cell.bytes }
        if cell.isNull { return nil }
        let start = room.take(20)
        return Bytes(start: start, count: cell.write(to: start))
    }

    private func name(of cell: EventCell, in names: EventsTable.Names) -> Bytes? {
        guard cell.text == nil, let name = names[cell.number] else { return text(of: cell) }
        return Bytes(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }

    /// `a.b.c.d` of the number that most are stored as.
    private var addressText: Bytes? {
        let cell = cell(Place.address)
        guard cell.text == nil, !cell.isNull else { return text(of: cell) }
        let start = room.take(15)
        var end = start
        for shift in stride(from: Int64(24), through: 0, by: -8) {
            end += EventCell(cell.number >> shift & 255).write(to: end)
            if shift > 0 {
                end[0] = UInt8(ascii: ".")
                end += 1
            }
        }
        return Bytes(start: start, count: end - start)
    }
}
