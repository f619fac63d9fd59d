import Foundation
import LoglyShared
import Testing

@testable import logly_parse

@Suite struct EventAssemblerTests {
    static let django = """
        ERROR 2026-11-22 03:12:01,123 a 1 2 one
        Traceback (most recent call last):
          File "x.py", line 1, in f

        KeyError: 1

        INFO 2026-11-22 03:12:02,123 a 1 2 two
        """

    /// In whatever pieces a log is read, its events are the same.
    @Test(arguments: [1, 2, 7, 40, 1000])
    func piecesMakeNoDifference(step: Int) {
        let bytes = Array(Self.django.utf8)
        let whole = Parsing(format: .django).output(bytes)
        let pieces = Parsing(format: .django, step: step).output(bytes)
        #expect(whole.0 == pieces.0)
        #expect(whole.1 == pieces.1)
        #expect(whole.1.lines == 7)
        #expect(whole.1.events == 2)
        #expect(whole.1.completed == bytes.count)
    }

    @Test func theLastEventWaits() {
        let bytes = Array((Self.django + "\n  more").utf8)
        let middle = Parsing(format: .django).output(bytes, at: .middle).1
        #expect(middle.events == 1)
        let quiet = Parsing(format: .django).output(bytes, at: .quiet).1
        #expect(quiet.events == 1, "a part of a line may belong to the event before it")
        let settled = Parsing(format: .django).output(Array((Self.django + "\n").utf8), at: .quiet).1
        #expect(settled.events == 2)
        #expect(Parsing(format: .django).output(bytes, at: .end).1.events == 2)
    }

    @Test func aPartOfALineWaits() {
        let progress = Parsing(format: .generic).output(Array("one\ntwo".utf8), at: .quiet).1
        #expect(progress.events == 1)
        #expect(progress.completed == 4)
    }

    @Test func blankLinesAreCountedAndCRBelongsToTheEnd() throws {
        let outcome = try Parsing(format: .generic).outcome(Array("one\r\n\r\n\n \ntwo\n".utf8))
        #expect(outcome.progress.lines == 5)
        #expect(outcome.records.map { $0["message"] as? String } == ["one", "two"])
    }

    @Test func limitsEndABatch() {
        let text = Array(String(repeating: "line\n", count: 10).utf8)
        var assembler = EventAssembler(
            format: FormatName.generic.makeFormat(FormatSettings(zone: .utc, now: .epoch)), host: "h",
            source: "s",
            fallbackTime: .epoch)
        var out = OutputBuffer()
        text.withUnsafeBufferPointer { bytes in
            #expect(assembler.read(bytes, at: .end, lineLimit: 4, to: &out).consumed == 20)
            #expect(assembler.read(bytes, at: .end, byteLimit: 11, to: &out).consumed == 15)
        }
    }

    /// However long a line is, its record is at most 1 MiB and valid, and the next line is read.
    @Test(
        arguments: [1_048_576, 1_500_000],
        [UInt8(ascii: "x"), 0x01, 0xFF, UInt8(ascii: "\"")])
    func longLinesAreCut(length: Int, byte: UInt8) throws {
        let line = [UInt8](repeating: byte, count: length)
        for format in [FormatName.django, .auth] {
            let outcome = try Parsing(format: format, step: 262_144).outcome(
                line + [0x0A] + Array(format.example.utf8) + [0x0A])
            #expect(outcome.progress.lines == 2)
            #expect(outcome.progress.completed == length + 2 + format.example.utf8.count)
            #expect(outcome.text.split(separator: 0x0A).allSatisfy { $0.count <= 1_048_576 })
            let first = try #require(outcome.records.first?["metadata"] as? [String: Any])
            #expect(first["truncated"] as? Bool == true)
        }
    }

    @Test func aLongEventOfManyLinesIsCut() throws {
        let text =
            "ERROR 2026-11-22 03:12:01,123 a 1 2 one\n" + String(repeating: "  more of it\n", count: 100_000)
        let outcome = try Parsing(format: .django, step: 262_144).outcome(
            Array((text + "INFO 2026-11-22 03:12:02,123 a 1 2 two\n").utf8))
        #expect(outcome.records.count == 2)
        #expect(outcome.progress.lines == 100_002)
        #expect((outcome.records[0]["metadata"] as? [String: Any])?["truncated"] as? Bool == true)
    }

    @Test func invalidUTF8BecomesReplacementCharacters() throws {
        let outcome = try Parsing(format: .generic).outcome([
            0x61, 0xFF, 0xC3, 0xA4, 0xE2, 0x82, 0x62, 0x00, 0x0A,
        ])
        #expect(outcome.records[0]["message"] as? String == "a\u{FFFD}ä\u{FFFD}b\0")
    }

    @Test func aLineOfAMillionKeysIsNoLongerThanAnyOther() throws {
        let line = "<34>1 - h a - - [x" + (0..<100_000).map { " k\($0)=\"v\"" }.joined() + "] m\n"
        let outcome = try Parsing(format: .syslog, step: 262_144).outcome(Array(line.utf8))
        #expect(outcome.records.count == 1)
    }
}
