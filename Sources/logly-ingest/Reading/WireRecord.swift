import LoglyShared

/// A line of the wire that is no event.
enum WireRecord {
    case stored(StoredRecord)
    case batch(BatchRecord)
    case checkpoint(CheckpointRecord)
    /// Of a type that the database has no place for.
    case unknown(type: String)

    /// A line that might have opened or closed a batch, had it been valid.
    static func mayBoundBatch(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = line.prefix(256)
        return ["\"batch\"", "\"checkpoint\""].contains { word in
            start.indices.contains { start[$0...].starts(with: word.utf8) }
        }
    }
}

/// A record that has a table of its own and belongs to no batch.
enum StoredRecord {
    case system(SystemRecord)
    case network(NetworkRecord)
    case filesystem(FilesystemRecord)
    case interface(InterfaceRecord)
    case disk(DiskRecord)
    case aggregate(AggregateRecord)
    case run(RunRecord)
}

/// Reads lines that are no events; kept from line to line, so that reading them does not allocate.
struct RecordReader {
    private var object = JSONObject()

    /// - Returns: nil for an event after all: its line gives `type` twice.
    mutating func read(_ line: UnsafeBufferPointer<UInt8>) throws(ParseError) -> WireRecord? {
        try object.read(line)
        guard let member = object.member("type", line) else { throw .absent("type") }
        guard let text = member.text else {
            throw .expected("a string for type", at: member.value.lowerBound)
        }
        switch JSONScanning.value(line, text) {
        case "event": return nil
        case "system": return .stored(.system(try SystemRecord(decoding: object, in: line)))
        case "network": return .stored(.network(try NetworkRecord(decoding: object, in: line)))
        case "filesystem": return .stored(.filesystem(try FilesystemRecord(decoding: object, in: line)))
        case "interface": return .stored(.interface(try InterfaceRecord(decoding: object, in: line)))
        case "disk": return .stored(.disk(try DiskRecord(decoding: object, in: line)))
        case "run": return .stored(.run(try RunRecord(decodingWithSources: object, in: line)))
        case "aggregate":
            let aggregate = try AggregateRecord(decoding: object, in: line)
            guard aggregate.period == "hour" || aggregate.period == "day" else {
                throw .expected(
                    "hour or day for period", at: object.member("period", line)?.value.lowerBound ?? 0)
            }
            return .stored(.aggregate(aggregate))
        case "batch":
            let batch = try BatchRecord(decoding: object, in: line)
            try check(batch, line)
            return .batch(batch)
        case "checkpoint":
            let checkpoint = try CheckpointRecord(decoding: object, in: line)
            try check(checkpoint.batch, line)
            if checkpoint.to < checkpoint.batch.from {
                throw .expected("an offset not before from", at: offset(of: "to", line))
            }
            return .checkpoint(checkpoint)
        case let type: return .unknown(type: type)
        }
    }

    private func check(
        _ batch: BatchRecord, _ line: UnsafeBufferPointer<UInt8>
    ) throws(ParseError) {
        if batch.generation < 1 {
            throw .expected("a generation from 1", at: offset(of: "generation", line))
        }
    }

    private func offset(of key: StaticString, _ line: UnsafeBufferPointer<UInt8>) -> Int {
        object.member(key, line)?.value.lowerBound ?? 0
    }
}
