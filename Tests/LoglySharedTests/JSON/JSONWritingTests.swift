import Foundation
import LoglyShared
import Testing

@Suite struct JSONWritingTests {
    func encoded(_ bytes: [UInt8]) -> String {
        var out = OutputBuffer()
        bytes.withUnsafeBufferPointer { out.append(jsonString: $0) }
        return out.string
    }

    @Test func appendsNumbers() {
        var out = OutputBuffer()
        for value in [Int64.min, -10, -1, 0, 9, 10, 99, 100, .max] {
            out.append(value)
            out.append(UInt8(ascii: " "))
        }
        for value in [0.5, 12.0, 0.07, -3.25, 1e16, 1e-7, .infinity, .nan] {
            out.append(value)
            out.append(UInt8(ascii: " "))
        }
        #expect(
            out.string == "-9223372036854775808 -10 -1 0 9 10 99 100 9223372036854775807 "
                + "0.5 12 0.07 -3.25 1e+16 1e-07 0 0 ")
    }

    @Test(arguments: [
        (1_763_784_000_000_000, "1763784000"), (1_763_784_000_123_456, "1763784000.123456"),
        (1_763_784_000_100_000, "1763784000.1"), (1_763_784_000_000_001, "1763784000.000001"),
        (-1_500_000, "-1.5"), (0, "0"),
    ])
    func appendsTimes(microseconds: Int64, text: String) {
        var out = OutputBuffer()
        out.append(Timestamp(microseconds: microseconds))
        #expect(out.string == text)
    }

    @Test(arguments: [
        (Array("plain".utf8), #""plain""#), ([], #""""#), (Array("a\"b\\c/".utf8), #""a\"b\\c/""#),
        ([0, 1, 8, 9, 10, 12, 13, 31, 127], #""\u0000\u0001\b\t\n\f\r\u001f"# + "\u{7F}\""),
        (Array("12345678é€😀".utf8), "\"12345678é€😀\""),
        // One U+FFFD for each maximal part of a sequence that breaks off (Unicode 3.9, table 3-8).
        (
            [0x61, 0xF1, 0x80, 0x80, 0xE1, 0x80, 0xC2, 0x62, 0x80, 0x63],
            "\"a\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}c\""
        ),
        ([0xC0, 0xAF], "\"\u{FFFD}\u{FFFD}\""), ([0xED, 0xA0, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\""),
        ([0xF4, 0x90, 0x80, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\""), ([0xE2, 0x82], "\"\u{FFFD}\""),
    ])
    func appendsStrings(bytes: [UInt8], json: String) { #expect(encoded(bytes) == json) }

    /// Swift's own decoder replaces invalid UTF-8 by the same rule.
    @Test(arguments: 0..<300)
    func anyBytesBecomeTheSameText(seed: UInt64) throws {
        var random = Random(seed: seed)
        let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
            Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : UInt8(ascii: "a")
        }
        let json = encoded(bytes)
        let object = try JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)
        #expect(object as? String == String(decoding: bytes, as: UTF8.self))
    }
}
