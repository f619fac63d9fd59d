import CSQLite

/// Binds each field of a record to the next parameter.
struct RecordBinder: FieldVisitor {
    let handle: OpaquePointer
    private var index: Int32 = 0

    init(handle: OpaquePointer) { self.handle = handle }

    private mutating func next() -> Int32 {
        index += 1
        return index
    }

    mutating func time(_ key: StaticString, _ value: inout Timestamp) {
        sqlite3_bind_double(handle, next(), value.seconds)
    }

    mutating func text(_ key: StaticString, _ value: inout String) {
        var text: String? = value
        self.text(key, &text)
    }

    mutating func text(_ key: StaticString, _ value: inout String?) {
        let index = next()
        guard var text = value else {
            sqlite3_bind_null(handle, index)
            return
        }
        text.withUTF8 { bytes in
            _ = bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text64(
                    handle, index, $0.baseAddress, UInt64($0.count), logly_sqlite_transient(),
                    UInt8(SQLITE_UTF8))
            }
        }
    }

    mutating func count(_ key: StaticString, _ value: inout Int64?) {
        let index = next()
        if let count = value {
            sqlite3_bind_int64(handle, index, count)
        } else {
            sqlite3_bind_null(handle, index)
        }
    }

    mutating func share(_ key: StaticString, _ value: inout Double?) { number(key, &value) }

    mutating func number(_ key: StaticString, _ value: inout Double?) {
        let index = next()
        if let number = value {
            sqlite3_bind_double(handle, index, number)
        } else {
            sqlite3_bind_null(handle, index)
        }
    }
}

/// Reads each field of a record from the next column.
struct RowReader: FieldVisitor {
    let handle: OpaquePointer
    private var index: Int32 = -1

    init(handle: OpaquePointer) { self.handle = handle }

    private mutating func next() -> Int32 {
        index += 1
        return index
    }

    /// The next column, or nil where it is NULL.
    private mutating func nextKnown() -> Int32? {
        let index = next()
        return sqlite3_column_type(handle, index) == SQLITE_NULL ? nil : index
    }

    mutating func time(_ key: StaticString, _ value: inout Timestamp) {
        value = Timestamp(seconds: sqlite3_column_double(handle, next()))
    }

    mutating func text(_ key: StaticString, _ value: inout String) {
        var text: String?
        self.text(key, &text)
        value = text ?? ""
    }

    mutating func text(_ key: StaticString, _ value: inout String?) {
        value = nextKnown().flatMap { index in
            sqlite3_column_text(handle, index).map {
                let count = Int(sqlite3_column_bytes(handle, index))
                return String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
            }
        }
    }

    mutating func count(_ key: StaticString, _ value: inout Int64?) {
        value = nextKnown().map { sqlite3_column_int64(handle, $0) }
    }

    mutating func share(_ key: StaticString, _ value: inout Double?) { number(key, &value) }

    mutating func number(_ key: StaticString, _ value: inout Double?) {
        value = nextKnown().map { sqlite3_column_double(handle, $0) }
    }
}
