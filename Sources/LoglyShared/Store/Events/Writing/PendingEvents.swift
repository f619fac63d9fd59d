import CSQLite

/// Rows that wait to be written, which SQLite reads as a virtual table.
///
/// `INSERT INTO events SELECT * FROM pending_events` takes a third of the time of as many single statements: a
/// statement opens its cursors and finds the end of the table and of its index each time it is run.
final class PendingEvents {
    static let capacity = 1024

    let rows: UnsafeMutablePointer<EncodedEvent>
    var count = 0

    init() {
        rows = .allocate(capacity: Self.capacity)
        rows.initialize(repeating: EncodedEvent(), count: Self.capacity)
    }

    deinit { rows.deallocate() }

    static let insertion = """
        INSERT INTO events (id, timestamp, stream, shape, level, action, ip_address, user, count, v1, v2, v3, v4,
            v5, v6) SELECT * FROM pending_events
        """

    fileprivate static let columns = """
        CREATE TABLE pending_events (id, timestamp, stream, shape, level, action, ip_address, user, count, v1,
            v2, v3, v4, v5, v6)
        """

    /// Makes the table known to one connection, which keeps the rows alive as long.
    func attach(to database: borrowing Database) throws(ToolError) {
        let code = sqlite3_create_module_v2(
            database.handle, "pending_events", Module.methods, Unmanaged.passRetained(self).toOpaque(),
            { Unmanaged<PendingEvents>.fromOpaque($0!).release() })
        if code != SQLITE_OK { throw database.error(code, doing: "use") }
    }
}

/// The table as SQLite sees it: it begins with SQLite's own part.
private struct PendingTable {
    var base = sqlite3_vtab()
    var events: Unmanaged<PendingEvents>
}

private struct PendingCursor {
    var base = sqlite3_vtab_cursor()
    var row: UnsafePointer<EncodedEvent>
    var end: UnsafePointer<EncodedEvent>
}

private enum Module {
    // Made once, and read by SQLite as long as the program runs.
    nonisolated(unsafe) static let methods: UnsafeMutablePointer<sqlite3_module> = {
        let methods = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        var module = sqlite3_module()
        module.iVersion = 1
        // Without xCreate the table is there under the module's name.
        module.xConnect = { handle, context, _, _, table, _ in
            let made = UnsafeMutablePointer<PendingTable>.allocate(capacity: 1)
            made.initialize(
                to: PendingTable(events: Unmanaged<PendingEvents>.fromOpaque(context!)))
            table!.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
            return sqlite3_declare_vtab(handle, PendingEvents.columns)
        }
        module.xDisconnect = { table in
            UnsafeMutableRawPointer(table!).assumingMemoryBound(to: PendingTable.self).deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { _, info in
            info!.pointee.estimatedCost = 1
            return SQLITE_OK
        }
        module.xOpen = { table, cursor in
            let rows = UnsafeMutableRawPointer(table!).assumingMemoryBound(to: PendingTable.self)
                .pointee.events.takeUnretainedValue().rows
            let made = UnsafeMutablePointer<PendingCursor>.allocate(capacity: 1)
            made.initialize(to: PendingCursor(row: UnsafePointer(rows), end: UnsafePointer(rows)))
            cursor!.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(
                to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { cursor in
            place(cursor).deallocate()
            return SQLITE_OK
        }
        module.xFilter = { cursor, _, _, _, _ in
            let events = UnsafeMutableRawPointer(cursor!.pointee.pVtab!)
                .assumingMemoryBound(to: PendingTable.self).pointee.events.takeUnretainedValue()
            place(cursor).pointee.row = UnsafePointer(events.rows)
            place(cursor).pointee.end = UnsafePointer(events.rows + events.count)
            return SQLITE_OK
        }
        module.xNext = { cursor in
            place(cursor).pointee.row += 1
            return SQLITE_OK
        }
        module.xEof = { cursor in place(cursor).pointee.row >= place(cursor).pointee.end ? 1 : 0 }
        module.xRowid = { cursor, id in
            id!.pointee = place(cursor).pointee.row.pointee.id
            return SQLITE_OK
        }
        module.xColumn = { cursor, result, column in
            let row = place(cursor).pointee.row
            switch column {
            case 0: sqlite3_result_int64(result, row.pointee.id)
            case 1: sqlite3_result_double(result, row.pointee.timestamp)
            case 2: sqlite3_result_int64(result, row.pointee.stream)
            case 3: sqlite3_result_int64(result, row.pointee.shape)
            case 4: give(row.pointee.level, result)
            case 5: give(row.pointee.action, result)
            case 6: give(row.pointee.address, result)
            case 7: give(row.pointee.user, result)
            case 8: give(row.pointee.count, result)
            default: give(row.pointee.values[Int(column) - 9], result)
            }
            return SQLITE_OK
        }
        methods.initialize(to: module)
        return methods
    }()

    @inline(__always)
    private static func place(
        _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?
    ) -> UnsafeMutablePointer<PendingCursor> {
        UnsafeMutableRawPointer(cursor!).assumingMemoryBound(to: PendingCursor.self)
    }

    @inline(__always)
    private static func give(_ cell: EventCell, _ result: OpaquePointer?) {
        if let text = cell.text {
            sqlite3_result_text64(
                result, UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self), UInt64(cell.number),
                logly_sqlite_static(), UInt8(SQLITE_UTF8))
        } else if cell.number != .min {
            sqlite3_result_int64(result, cell.number)
        }
    }
}
