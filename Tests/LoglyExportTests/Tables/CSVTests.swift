import Foundation
import LoglyShared
import Testing

@testable import logly_export

@Suite struct CSVTests {
    private func cell(_ text: String, guarded: Bool = true) -> String { cell(Array(text.utf8), guarded) }

    private func cell(_ bytes: [UInt8], _ guarded: Bool = true) -> String {
        var out = OutputBuffer()
        bytes.withUnsafeBufferPointer { out.append(csvCell: $0, guarded: guarded) }
        return out.string
    }

    @Test(arguments: [
        ("plain", "plain"), ("", "\"\""), (" spaces ", " spaces "), ("a,b", "\"a,b\""),
        ("say \"hi\"", "\"say \"\"hi\"\"\""), ("two\nlines", "\"two\nlines\""), ("a\rb", "\"a\rb\""),
        ("äöü, 漢字", "\"äöü, 漢字\""), ("0123456", "0123456"), ("01234567,", "\"01234567,\""),
        ("nul \0 inside", "nul \0 inside"),
    ])
    func quotes(text: String, expected: String) { #expect(cell(text) == expected) }

    @Test(arguments: [
        "=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "-", "+", "-.", "-1e", "-1.2.3", "+49 89",
    ])
    func guardsFormulas(text: String) {
        #expect(cell(text) == "'" + text)
        #expect(cell(text, guarded: false) == text)
    }

    @Test(arguments: ["\t=1", "\r=1"])
    func guardsLeadingControls(text: String) {
        #expect(cell(text).contains("'" + text))
        #expect(!cell(text, guarded: false).contains("'"))
    }

    @Test(arguments: ["-1", "+1", "-1.5", "-.5", "-5.", "+1e9", "-1.5E-3", "1=2", "a+b", "192.0.2.1"])
    func leavesNumbersAndTheRest(text: String) { #expect(cell(text) == text) }

    @Test func guardsWithinQuotes() { #expect(cell("=A1,\"x\"") == "\"'=A1,\"\"x\"\"\"") }

    @Test func repairsWhatIsNoUTF8() {
        #expect(cell([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(cell([0x61, 0x2C, 0xE2, 0x82]) == "\"a,\u{FFFD}\"")
        #expect(cell([0x3D, 0xC0]) == "'=\u{FFFD}")
    }

    /// Every text of cells comes back from a reader that follows RFC 4180.
    @Test(arguments: 0..<200)
    func readsBack(seed: UInt64) {
        var random = SplitMix(state: seed)
        let alphabet = Array("ab,\"\n\r =+-@\t é漢1".unicodeScalars)
        let cells = (0..<8).map { _ in
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                text.append(alphabet.randomElement(using: &random)!)
            }
            return String(text)
        }
        let line = cells.map { cell($0, guarded: false) }.joined(separator: ",")
        #expect(parseCSVLine(line).map { Array($0.utf8) } == cells.map { Array($0.utf8) })
    }
}

/// RFC 4180, section 2, read as plainly as it is written.
private func parseCSVLine(_ line: String) -> [String] {
    var cells: [String] = []
    var text = String.UnicodeScalarView()
    var quoted = false
    let scalars = Array(line.unicodeScalars)
    var at = 0
    while at < scalars.count {
        let scalar = scalars[at]
        if quoted {
            if scalar == "\"" {
                if at + 1 < scalars.count, scalars[at + 1] == "\"" {
                    text.append("\"")
                    at += 1
                } else {
                    quoted = false
                }
            } else {
                text.append(scalar)
            }
        } else if scalar == "\"" {
            quoted = true
        } else if scalar == "," {
            cells.append(String(text))
            text.removeAll()
        } else {
            text.append(scalar)
        }
        at += 1
    }
    return cells + [String(text)]
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
