/// How many bytes of the well-formed UTF-8 sequence start at `at`; 0 where none does.
///
/// Follows table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing over U+10FFFF.
@inline(__always)
public func utf8SequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at: Int) -> Int {
    let first = bytes[at]
    if first < 0x80 { return 1 }
    let left = bytes.count - at
    func continues(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
        offset < left && range.contains(bytes[at + offset])
    }
    switch first {
    case 0xC2...0xDF:
        return continues(1) ? 2 : 0
    case 0xE0...0xEF:
        let second: ClosedRange<UInt8> =
            first == 0xE0 ? 0xA0...0xBF : first == 0xED ? 0x80...0x9F : 0x80...0xBF
        return continues(1, second) && continues(2) ? 3 : 0
    case 0xF0...0xF4:
        let second: ClosedRange<UInt8> =
            first == 0xF0 ? 0x90...0xBF : first == 0xF4 ? 0x80...0x8F : 0x80...0xBF
        return continues(1, second) && continues(2) && continues(3) ? 4 : 0
    default:
        return 0
    }
}

/// How many bytes from `at` one U+FFFD stands for: the maximal part of a sequence that breaks off.
@inline(__always)
public func brokenUTF8Length(_ bytes: UnsafeBufferPointer<UInt8>, at: Int) -> Int {
    let first = bytes[at]
    guard first >= 0xC2, first <= 0xF4, at + 1 < bytes.count else { return 1 }
    let low: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
    guard bytes[at + 1] >= low, bytes[at + 1] <= high, first >= 0xE0 else { return 1 }
    guard first >= 0xF0, at + 2 < bytes.count, bytes[at + 2] & 0xC0 == 0x80 else { return 2 }
    return 3
}

/// The first byte from `at` that JSON text does not hold as it is: `"`, `\`, a control character
/// or anything beyond ASCII. `bytes.count` where there is none.
///
/// Eight bytes a step; the exact byte is found by the lowest marked bit.
@inline(__always)
public func firstSpecialJSONByte(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var at = start
    guard let base = bytes.baseAddress else { return at }
    let raw = UnsafeRawPointer(base)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    while at + 8 <= bytes.count {
        let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        let quote = word ^ (ones &* 0x22)
        let slash = word ^ (ones &* 0x5C)
        // A byte is marked if it is zero after the xor, below 0x20, or has its high bit set. A borrow can
        // only mark bytes above the first true mark, so the lowest one is exact.
        let marks =
            ((quote &- ones) | (slash &- ones) | (word &- (ones &* 0x20)) | word) & highs
        if marks != 0 {
            let first = at + marks.trailingZeroBitCount / 8
            if isSpecial(bytes[first]) { return first }
            at = first + 1
            continue
        }
        at += 8
    }
    while at < bytes.count, !isSpecial(bytes[at]) { at += 1 }
    return at
}

@inline(__always)
private func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte >= 0x80 || byte == 0x22 || byte == 0x5C
}
