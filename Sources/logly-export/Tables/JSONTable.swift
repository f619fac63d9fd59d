import LoglyShared

/// Rows as records of the wire: `type` first, absent where unknown, times in seconds; a line each, or one array.
///
/// What it writes as lines, `logly-ingest` stores again as the same rows.
struct JSONTable: ~Copyable, TableWriter {
    private let type: StaticString
    private let columns: [ExportColumn]
    private let isArray: Bool
    private var isFirst = true

    init(_ type: StaticString, _ columns: [ExportColumn], asArray isArray: Bool) {
        (self.type, self.columns, self.isArray) = (type, columns, isArray)
    }

    mutating func begin(_ out: inout OutputBuffer) {
        if isArray { out.append(UInt8(ascii: "[")) }
    }

    mutating func append(_ row: borrowing some TableRow & ~Copyable, to out: inout OutputBuffer) {
        if isArray { out.append(isFirst ? "\n" : ",\n") }
        isFirst = false
        out.append("{\"type\":\"")
        out.append(type)
        out.append(UInt8(ascii: "\""))
        for index in columns.indices { append(row, index, to: &out) }
        out.append(isArray ? "}" : "}\n")
    }

    mutating func end(_ out: inout OutputBuffer) {
        if isArray { out.append(isFirst ? "]\n" : "\n]\n") }
    }

    private func append(
        _ row: borrowing some TableRow & ~Copyable, _ index: Int, to out: inout OutputBuffer
    ) {
        let key = columns[index].key
        switch columns[index].kind {
        case .text:
            guard let text = row.bytes(index) else { return }
            append(key, to: &out)
            out.append(jsonString: text)
        case .object:
            guard let text = row.bytes(index) else { return }
            append(key, to: &out)
            out.append(jsonObject: text)
        case .time:
            guard let time = row.timestamp(index) else { return }
            append(key, to: &out)
            out.append(time)
        case .count:
            guard let count = row.integer(index) else { return }
            append(key, to: &out)
            out.append(count)
        case .share:
            guard let share = row.double(index) else { return }
            append(key, to: &out)
            out.append(share: share)
        case .number:
            guard let number = row.double(index) else { return }
            append(key, to: &out)
            out.append(number)
        }
    }

    private func append(_ key: StaticString, to out: inout OutputBuffer) {
        out.append(",\"")
        out.append(key)
        out.append("\":")
    }
}

extension OutputBuffer {
    /// A share as the wire has it, with at most two decimals.
    mutating func append(share: Double) { append((share * 100).rounded() / 100) }

    /// Appends a JSON object that the database holds as text, on one line.
    ///
    /// What is none (somebody else wrote it) becomes the member `invalid` of one, so that the document
    /// stays valid and nothing is lost.
    mutating func append(jsonObject text: UnsafeBufferPointer<UInt8>) {
        guard isJSONObject(text) else {
            append("{\"invalid\":")
            append(jsonString: text)
            append(UInt8(ascii: "}"))
            return
        }
        if !text.contains(where: { $0 < 0x20 }) { return append(text) }
        // In valid JSON control characters are white space between tokens.
        for byte in text { append(byte < 0x20 ? UInt8(ascii: " ") : byte) }
    }
}

private func isJSONObject(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var at = 0
    JSONScanning.skipSpace(text, at: &at)
    guard at < text.count, text[at] == UInt8(ascii: "{") else { return false }
    guard (try? JSONScanning.skipValue(text, at: &at)) != nil else { return false }
    JSONScanning.skipSpace(text, at: &at)
    return at == text.count
}
