extension OutputBuffer {
    /// Appends a record as one line of NDJSON: `type` first, then its fields in order, absent where unknown.
    public mutating func append(_ record: some Record) {
        var record = record
        append("{\"type\":\"")
        append(type(of: record).type)
        append(UInt8(ascii: "\""))
        var encoder = RecordEncoder(out: OutputBuffer())
        record.visit(&encoder)
        append(encoder.out.bytes)
        append("}\n")
    }
}

/// Writes `,"key":value` for each field that is known.
private struct RecordEncoder: FieldVisitor, ~Copyable {
    var out: OutputBuffer

    mutating func key(_ key: StaticString) {
        out.append(",\"")
        out.append(key)
        out.append("\":")
    }

    mutating func time(_ key: StaticString, _ value: inout Timestamp) {
        self.key(key)
        out.append(value)
    }

    mutating func text(_ key: StaticString, _ value: inout String) {
        self.key(key)
        out.append(jsonString: value)
    }

    mutating func text(_ key: StaticString, _ value: inout String?) {
        guard let text = value else { return }
        self.key(key)
        out.append(jsonString: text)
    }

    mutating func count(_ key: StaticString, _ value: inout Int64?) {
        guard let value else { return }
        self.key(key)
        out.append(value)
    }

    mutating func share(_ key: StaticString, _ value: inout Double?) {
        guard let share = value, share.isFinite else { return }
        self.key(key)
        out.append((share * 100).rounded() / 100)
    }

    mutating func number(_ key: StaticString, _ value: inout Double?) {
        guard let number = value, number.isFinite else { return }
        self.key(key)
        out.append(number)
    }
}
