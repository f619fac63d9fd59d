import LoglyShared
import Testing

@Suite struct JSONTests {
    @Test func appendsNumbers() {
        var out = OutputBuffer()
        for value in [Int64.min, -10, -1, 0, 9, 10, 99, 100, .max] {
            out.append(value)
            out.append(UInt8(ascii: " "))
        }
        #expect(out.string == "-9223372036854775808 -10 -1 0 9 10 99 100 9223372036854775807 ")
    }
}
