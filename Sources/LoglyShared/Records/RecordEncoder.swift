extension OutputBuffer {
    /// Appends a record as one line of NDJSON: `type` first, then its fields in order, absent where unknown.
    public mutating func append(_ record: some Record) {
        append("{\"type\":\"")
        append(type(of: record).type)
        append(UInt8(ascii: "\""))
        append(fields: record)
        append("}\n")
    }

    /// Appends a run with its sources as one line of NDJSON.
    public mutating func append(run: RunRecord) {
        append("{\"type\":\"run\"")
        append(fields: run)
        append(",\"sources\":[")
        for (index, source) in run.sources.enumerated() {
            append(index == 0 ? "{" : ",{")
            append(fields: source, after: 1)
            append(UInt8(ascii: "}"))
        }
        append("]}\n")
    }

    /// Appends `,"key":value` for each field that is known.
    ///
    /// - Parameter after: 1 leaves the first comma out.
    private mutating func append(fields record: some Record, after dropped: Int = 0) {
        var record = record
        var encoder = RecordEncoder(out: OutputBuffer())
        record.visit(&encoder)
        append(UnsafeBufferPointer(rebasing: encoder.out.bytes.dropFirst(dropped)))
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
