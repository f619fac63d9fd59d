import CSQLite

/// A compiled SQL statement. Parameters count from 1 and columns from 0, as in SQLite.
public struct Statement: ~Copyable {
    let handle: OpaquePointer
    private let path: String

    init(handle: OpaquePointer, path: String) { (self.handle, self.path) = (handle, path) }

    deinit { sqlite3_finalize(handle) }

    /// Goes to the next row; false when there is none.
    public mutating func step() throws(ToolError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let error = ToolError(sqlite: sqlite3_db_handle(handle), code, doing: "use", path)
            sqlite3_reset(handle)
            throw error
        }
    }

    /// Runs a statement that returns no rows, and makes it ready for the next time.
    public mutating func run() throws(ToolError) {
        _ = try step()
        sqlite3_reset(handle)
    }

    /// Back to the first row; the bound values stay.
    public mutating func reset() { sqlite3_reset(handle) }

    /// Makes every parameter NULL.
    public mutating func clearBindings() { sqlite3_clear_bindings(handle) }

    // MARK: Parameters

    public mutating func bind(_ index: Int, _ value: Int64?) {
        if let value {
            sqlite3_bind_int64(handle, Int32(index), value)
        } else {
            sqlite3_bind_null(handle, Int32(index))
        }
    }

    public mutating func bind(_ index: Int, _ value: Int?) { bind(index, value.map { Int64($0) }) }

    public mutating func bind(_ index: Int, _ value: Double?) {
        if let value {
            sqlite3_bind_double(handle, Int32(index), value)
        } else {
            sqlite3_bind_null(handle, Int32(index))
        }
    }

    public mutating func bind(_ index: Int, _ value: Timestamp?) { bind(index, value?.seconds) }

    public mutating func bind(_ index: Int, _ value: String?) {
        guard var value else {
            sqlite3_bind_null(handle, Int32(index))
            return
        }
        value.withUTF8 { bytes in
            _ = sqlite3_bind_text64(
                handle, Int32(index), text(of: bytes), UInt64(bytes.count), logly_sqlite_transient(),
                UInt8(SQLITE_UTF8))
        }
    }

    /// Binds text without copying it: the bytes must stay as they are until the statement is run.
    public mutating func bind(_ index: Int, unowned bytes: UnsafeBufferPointer<UInt8>) {
        sqlite3_bind_text64(
            handle, Int32(index), text(of: bytes), UInt64(bytes.count), logly_sqlite_static(),
            UInt8(SQLITE_UTF8))
    }

    /// The same; NULL where there is none.
    mutating func bindUnowned(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>?) {
        if let bytes { bind(index, unowned: bytes) } else { sqlite3_bind_null(handle, Int32(index)) }
    }

    /// The `rowid` of the row that was inserted last, by whatever statement of this connection.
    var lastInsertedID: Int64 { sqlite3_last_insert_rowid(sqlite3_db_handle(handle)) }

    private func text(of bytes: UnsafeBufferPointer<UInt8>) -> UnsafePointer<CChar>? {
        guard let base = bytes.baseAddress, !bytes.isEmpty else {
            // A null pointer would bind NULL instead of the empty text.
            return UnsafeRawPointer(emptyText.utf8Start).assumingMemoryBound(to: CChar.self)
        }
        return UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
    }

    // MARK: Columns

    public var columnCount: Int { Int(sqlite3_column_count(handle)) }

    public func columnName(_ index: Int) -> String {
        String(cString: sqlite3_column_name(handle, Int32(index)))
    }

    public func isNull(_ index: Int) -> Bool { sqlite3_column_type(handle, Int32(index)) == SQLITE_NULL }

    func isInteger(_ index: Int) -> Bool { sqlite3_column_type(handle, Int32(index)) == SQLITE_INTEGER }

    public func integer(_ index: Int) -> Int64? {
        isNull(index) ? nil : sqlite3_column_int64(handle, Int32(index))
    }

    public func double(_ index: Int) -> Double? {
        isNull(index) ? nil : sqlite3_column_double(handle, Int32(index))
    }

    public func timestamp(_ index: Int) -> Timestamp? { double(index).map { Timestamp(seconds: $0) } }

    public func text(_ index: Int) -> String? {
        bytes(index).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A text column's bytes, valid until the next step.
    public func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
        guard let start = sqlite3_column_text(handle, Int32(index)) else { return nil }
        return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, Int32(index))))
    }
}

private let emptyText: StaticString = ""
