import LoglyShared

extension OutputBuffer {
    /// Appends text as one cell of CSV, in quotes where RFC 4180 wants them.
    ///
    /// Empty text is `""`, so that it differs from an absent value. Invalid UTF-8 becomes U+FFFD; nothing else is changed.
    ///
    /// - Parameter guarded: text that a spreadsheet would run as a formula gets a leading `'`.
    mutating func append(csvCell text: UnsafeBufferPointer<UInt8>, guarded: Bool) {
        let guarded = guarded && isSpreadsheetFormula(text)
        switch csvNeed(of: text) {
        case .nothing:
            if guarded { append(UInt8(ascii: "'")) }
            append(text)
        case .quotes:
            append(UInt8(ascii: "\""))
            if guarded { append(UInt8(ascii: "'")) }
            appendDoublingQuotes(text)
            append(UInt8(ascii: "\""))
        case .repair:
            // Bytes that no program of Logly's stores; the detour costs only them.
            var repaired = String(decoding: text, as: UTF8.self)
            repaired.withUTF8 { append(csvCell: $0, guarded: guarded) }
        }
    }

    private mutating func appendDoublingQuotes(_ text: UnsafeBufferPointer<UInt8>) {
        let start = reserve(text.count * 2 + 1)
        var end = start
        // Without a branch: the second quote is written after every byte, and kept after a quote only.
        for byte in text {
            end[0] = byte
            end[1] = UInt8(ascii: "\"")
            end += byte == UInt8(ascii: "\"") ? 2 : 1
        }
        advance(by: end - start)
    }
}

enum CSVNeed {
    case nothing, quotes, repair
}

/// What a text needs to be a cell: quotes around commas, quotes and line ends, or another text where
/// it is no UTF-8.
func csvNeed(of text: UnsafeBufferPointer<UInt8>) -> CSVNeed {
    guard let base = text.baseAddress, !text.isEmpty else { return .quotes }
    let raw = UnsafeRawPointer(base)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var need = CSVNeed.nothing
    var at = 0
    while at < text.count {
        if at + 8 <= text.count {
            let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            if word & highs == 0 {
                // A borrow marks too many bytes at worst in a word that has a true mark.
                let marks =
                    ((word ^ (ones &* 0x22)) &- ones) | ((word ^ (ones &* 0x2C)) &- ones)
                    | ((word ^ (ones &* 0x0A)) &- ones) | ((word ^ (ones &* 0x0D)) &- ones)
                if marks & highs != 0 { need = .quotes }
                at += 8
                continue
            }
        }
        let byte = text[at]
        if byte < 0x80 {
            if byte == 0x22 || byte == 0x2C || byte == 0x0A || byte == 0x0D { need = .quotes }
            at += 1
        } else {
            let length = utf8SequenceLength(text, at: at)
            if length == 0 { return .repair }
            at += length
        }
    }
    return need
}

/// Whether a spreadsheet would take the cell for a formula: `=`, `+`, `-`, `@`, a tab or CR comes first, and it is
/// no number.
func isSpreadsheetFormula(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch text.first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): !isDecimalNumber(text.dropFirst())
    default: false
    }
}

/// Digits with at most one point, then perhaps an exponent.
private func isDecimalNumber(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
    let whole = text.prefix(while: isDigit)
    var rest = text[whole.endIndex...]
    var digits = whole.count
    if rest.first == UInt8(ascii: ".") {
        let fraction = rest.dropFirst().prefix(while: isDigit)
        digits += fraction.count
        rest = rest[fraction.endIndex...]
    }
    guard digits > 0 else { return false }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
        rest = rest.dropFirst()
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            rest = rest.dropFirst()
        }
        return !rest.isEmpty && rest.allSatisfy(isDigit)
    }
    return rest.isEmpty
}
