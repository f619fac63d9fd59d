import Glibc
import LoglyShared
import Testing

@testable import logly_parse

/// Scanning and copying by 16 bytes, where the text ends at the last byte that may be read.
@Suite struct BytesTests {
    /// Texts of 1 to 40 bytes of which some are special, each at the end of a page behind which nothing may be read.
    private func atPageEnd(_ body: (Bytes) -> Void) throws {
        let page = 4096
        let memory = mmap(nil, page * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        let pages = try #require(memory == MAP_FAILED ? nil : memory)
        defer { munmap(pages, page * 2) }
        try #require(mprotect(pages + page, page, PROT_NONE) == 0)
        let bytes = pages.assumingMemoryBound(to: UInt8.self)
        var random = FuzzTests.Random(state: 7)
        let alphabet = Array("0123456789.:aZ \"\\\t\u{E9}\n".utf8)
        for _ in 0..<20_000 {
            let length = Int.random(in: 1...40, using: &random)
            let start = bytes + page - length
            // Long runs of one kind, so that what is looked for lies in every place.
            let width = Int.random(in: 1...alphabet.count, using: &random)
            for at in 0..<length { start[at] = alphabet[Int.random(in: 0..<width, using: &random)] }
            body(Bytes(start: start, count: length))
        }
    }

    @Test func findsWhatALoopFinds() throws {
        try atPageEnd { text in
            for byte in Array("5.\" ".utf8) {
                for from in [0, text.count / 2, text.count - 1] {
                    #expect(text.find(byte, from) == text[from...].firstIndex(of: byte))
                }
            }
        }
    }

    @Test func countsTheDigitsThatALoopCounts() throws {
        try atPageEnd { text in
            for from in [0, text.count / 2, text.count] {
                let digits = text[from...].prefix { $0 &- 0x30 < 10 }.count
                #expect(text.digits(from: from) == from + digits)
            }
        }
    }

    @Test func writesTheTextThatThePlainEncoderWrites() throws {
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 40 * 6 + Pen.slack)
        defer { room.deallocate() }
        try atPageEnd { text in
            var plain = OutputBuffer()
            plain.append(jsonString: text)
            var pen = Pen(at: room)
            pen.put("\"", text: text)
            #expect(Array(UnsafeBufferPointer(start: room, count: pen.at - room)) == Array(plain.bytes))
        }
    }

    /// Four numbers of 0 to 255 without leading zeros, and nothing else.
    @Test func takesTheIPv4AddressesThatSplittingTakes() throws {
        func isAddress(_ text: String) -> Bool {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts.allSatisfy { UInt8($0).map(String.init) == String($0) }
        }
        var random = FuzzTests.Random(state: 11)
        let parts = [
            "0", "1", "9", "10", "99", "100", "199", "249", "255", "256", "260", "300", "999", "00", "01", "",
            "a", "1000", "-1", "+1",
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 3...5, using: &random)
            var text = (0..<count).map { _ in
                parts[Int.random(in: 0..<(Bool.random(using: &random) ? 9 : parts.count), using: &random)]
            }
            .joined(separator: ".")
            let expected = isAddress(text)
            let taken = text.withUTF8 { AddressText.isIPv4($0) }
            #expect(taken == expected, "\(text)")
        }
    }

    /// What inet_pton takes, of texts that are nearly addresses.
    @Test func takesTheIPv6AddressesThatTheSystemTakes() {
        var random = FuzzTests.Random(state: 13)
        let parts = ["0", "1", "db8", "2001", "ffff", "ABCD", "", "", "12345", "g", "192.0.2.1", "1.2.3"]
        for _ in 0..<50_000 {
            let count = Int.random(in: 1...9, using: &random)
            let range = Bool.random(using: &random) ? 0..<7 : 0..<parts.count
            var text = (0..<count).map { _ in parts[Int.random(in: range, using: &random)] }.joined(
                separator: ":")
            var address = in6_addr()
            let expected = inet_pton(AF_INET6, text, &address) == 1
            let taken = text.withUTF8 { AddressText.isIPv6($0) }
            #expect(taken == expected, "\(text)")
        }
    }

    @Test(
        arguments: [
            0, 1, 99_999_999, 100_000_000, 1_795_317_121_000_000, 1_795_317_121_123_456,
            1_795_317_121_100_000,
            1_795_317_199_000_001, 1_795_317_200_000_000, -1, -1_500_000, -250_000_000_000,
            9_007_199_254_740_991,
        ] as [Int64])
    func writesTimesAsAllOthersDo(microseconds: Int64) {
        var times = TimeWriter()
        let room = UnsafeMutablePointer<UInt8>.allocate(capacity: 64 + Pen.slack)
        defer { room.deallocate() }
        for offset in [0, 1, 1_000_000, -1_000_000, 0] as [Int64] {
            let time = Timestamp(microseconds: microseconds + offset)
            var plain = OutputBuffer()
            plain.append(time)
            var pen = Pen(at: room)
            times.write(time, to: &pen)
            #expect(Array(UnsafeBufferPointer(start: room, count: pen.at - room)) == Array(plain.bytes))
        }
    }
}
