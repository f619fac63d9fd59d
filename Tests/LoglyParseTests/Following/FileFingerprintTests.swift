import Testing

@testable import logly_parse

@Suite struct FingerprintTests {
    /// The vectors of the paper's reference implementation: key 00…0f, messages 00, 00 01, ….
    @Test(
        arguments: [
            (0, 0x726F_DB47_DD0E_0E31), (1, 0x74F8_39C5_93DC_67FD), (7, 0xAB02_00F5_8B01_D137),
            (8, 0x93F5_F579_9A93_2462), (15, 0xA129_CA61_49BE_45E5), (63, 0x958A_324C_EB06_4572),
        ] as [(Int, UInt64)])
    func hashesAsSipHash24(length: Int, hash: UInt64) {
        let message = (0..<length).map { UInt8($0) }
        #expect(message.withUnsafeBufferPointer { SipHash.hash($0) } == hash)
    }

    private func fingerprint(_ text: String) -> FileFingerprint {
        Array(text.utf8).withUnsafeBufferPointer { FileFingerprint(head: $0) }
    }

    @Test func isOfTheFirstLineWhateverFollows() {
        #expect(fingerprint("a\n") == fingerprint("a\nb"))
        #expect(fingerprint("a\n") != fingerprint("b\n"))
        #expect(fingerprint("a\n") != fingerprint("a\r\n"))
        let long = String(repeating: "x", count: 1024)
        #expect(fingerprint(long) == fingerprint(long + "y\n"))
        #expect(fingerprint(long).length == 1024)
    }

    @Test func isNoneUntilTheFirstLineIsWhole() {
        #expect(fingerprint("") == .none)
        #expect(fingerprint("half a li") == .none)
        #expect(fingerprint(String(repeating: "x", count: 1023)) == .none)
    }

    @Test func survivesTheWire() {
        let one = fingerprint("Nov 22 10:00:00 web app: started\n")
        #expect(FileFingerprint(one.text) == one)
        #expect(one.text.utf8.count == 20)
        var anchor = Anchor.start
        #expect(Anchor(anchor.text) == anchor)
        anchor.isEnd = true
        #expect(Anchor(anchor.text) == anchor)
        for text in ["", "x", String(repeating: "g", count: 20), "0e510530058e2c6a0417"] {
            #expect(FileFingerprint(text) == nil, "\(text)")
        }
    }
}
