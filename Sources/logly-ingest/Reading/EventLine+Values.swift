import LoglyShared

extension EventLine {
    func timestamp(_ line: UnsafeBufferPointer<UInt8>) throws(ParseError) -> Timestamp {
        let value = self[.timestamp]
        if value.kind == .absent { throw .absent("timestamp") }
        guard value.kind == .number else {
            throw .expected("a number for timestamp", at: value.range.lowerBound)
        }
        guard let time = JSONNumber.timestamp(UnsafeBufferPointer(rebasing: line[value.range])) else {
            throw .expected("seconds since 1970 for timestamp", at: value.range.lowerBound)
        }
        return time
    }

    func level(_ line: UnsafeBufferPointer<UInt8>) throws(ParseError) -> Level {
        let value = self[.level]
        if value.kind == .absent { throw .absent("level") }
        let level: Level? =
            switch value.kind {
            case .string: Level(bytes: UnsafeBufferPointer(rebasing: line[value.range]))
            case .escapedString: Level(name: JSONScanning.value(line, value.text))
            default: nil
            }
        guard let level else {
            throw .expected("DEBUG, INFO, WARNING, ERROR or CRITICAL for level", at: value.range.lowerBound)
        }
        return level
    }

    func count(_ line: UnsafeBufferPointer<UInt8>) throws(ParseError) -> Int64? {
        let value = self[.count]
        if value.kind == .absent { return nil }
        if value.kind == .number {
            let digits = UnsafeBufferPointer(rebasing: line[value.range])
            if let count = JSONNumber.integer(digits), count >= 0 { return count }
            let number = JSONNumber.double(digits)
            if number >= 0, number == number.rounded(), number < 0x1p53 { return Int64(number) }
        }
        throw .expected("a whole number from 0 for count", at: value.range.lowerBound)
    }

    @inline(__always)
    func checkText(_ field: EventField) throws(ParseError) {
        let value = self[field]
        switch value.kind {
        case .absent, .string, .escapedString: return
        default: throw .expected("a string for \(field.key)", at: value.range.lowerBound)
        }
    }
}

extension Level {
    /// The level of the wire's word.
    @inline(__always)
    fileprivate init?(bytes: UnsafeBufferPointer<UInt8>) {
        guard let first = bytes.first else { return nil }
        let level: Level
        switch first {
        case UInt8(ascii: "D"): level = .debug
        case UInt8(ascii: "I"): level = .info
        case UInt8(ascii: "W"): level = .warning
        case UInt8(ascii: "E"): level = .error
        case UInt8(ascii: "C"): level = .critical
        default: return nil
        }
        let name = level.name
        guard bytes.count == name.utf8CodeUnitCount else { return nil }
        for at in 0..<bytes.count where bytes[at] != name.utf8Start[at] { return nil }
        self = level
    }
}
