import Foundation
import LoglyShared
import Testing

@Suite struct JSONReadingTests {
    func read(_ bytes: [UInt8]) throws(ParseError) {
        var failure: ParseError?
        bytes.withUnsafeBufferPointer { line in
            var object = JSONObject()
            do throws(ParseError) { try object.read(line) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// From RFC 8259 and the cases that parsers are known to disagree on.
    @Test(arguments: [
        "{}", " {\t}\r\n", #"{"a":1}"#, #"{ "a" : [ 1 , 2 ] , "b" : { } }"#, #"{"a":-0}"#, #"{"a":0.5e-3}"#,
        #"{"a":1E+2,"a":2}"#, #"{"a":[]}"#, #"{"a":[[[{"b":null}]]]}"#, #"{"a":true,"b":false,"c":null}"#,
        #"{"\u0061":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#, "{\"é\":\"€😀\u{7F}\"}", #"{"a":"\ud800"}"#,
        #"{"":0}"#, #"{"a":123456789012345678901234567890}"#,
    ])
    func accepts(json: String) throws { try read(Array(json.utf8)) }

    @Test(arguments: [
        ("", 0), ("[]", 0), ("1", 0), ("{", 1), (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7),
        ("{,}", 1),
        (#"{"a":1}x"#, 7), (#"{"a":01}"#, 6), (#"{"a":+1}"#, 5), (#"{"a":1.}"#, 7), (#"{"a":.5}"#, 5),
        (#"{"a":1e}"#, 7), (#"{"a":-}"#, 6), (#"{"a":tru}"#, 5), (#"{"a":NaN}"#, 5), (#"{'a':1}"#, 1),
        (#"{"a":"x}"#, 8), (#"{"a":"\x"}"#, 7), (#"{"a":"\u12g4"}"#, 10), ("{\"a\":\"\n\"}", 6),
        (#"{"a":[1 2]}"#, 8), (#"{"a":[1,]}"#, 8), (#"{a:1}"#, 1), (#"{"a":1 "b":2}"#, 7),
        ("{\"a\":\u{00A0}1}", 5),
        (#"{"a":[1}}"#, 7), ("\u{FEFF}{}", 0), (#"{"a":"\"#, 7),
    ])
    func refuses(json: String, at offset: Int) {
        #expect {
            try read(Array(json.utf8))
        } throws: {
            ($0 as? ParseError)?.offset == offset
        }
    }

    @Test func refusesInvalidUTF8AtItsByte() {
        for bad: [UInt8] in [
            [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82],
        ] {
            let line = Array(#"{"a":"ab"#.utf8) + bad + Array(#""}"#.utf8)
            #expect {
                try read(line)
            } throws: {
                ($0 as? ParseError)?.offset == 8
            }
        }
    }

    @Test func boundsTheNesting() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (#"{"a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}")
                    .utf8)
        }
        try read(nested(JSONScanning.depthLimit - 1))
        #expect(throws: ParseError.self) { try read(nested(JSONScanning.depthLimit)) }
        #expect(throws: ParseError.self) { try read(nested(500_000)) }
    }

    /// Damaged lines are judged as Foundation judges them, and never trap.
    @Test(arguments: 0..<2000)
    func agreesWithFoundation(seed: UInt64) throws {
        var random = Random(seed: seed)
        var line = Array(#"{"type":"event","n":-12.5e3,"m":{"a":[true,null,"é\u0041"]},"t":"x\\y"}"#.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let at = Int.random(in: 0..<line.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: line[at] = UInt8.random(in: 0...255, using: &random)
            case 1: line.remove(at: at)
            default: line.insert(Array(#"{}[]",:\0eE.-"#.utf8).randomElement(using: &random)!, at: at)
            }
        }
        let theirs = (try? JSONSerialization.jsonObject(with: Data(line))) as? [String: Any]
        // Foundation takes bytes of another encoding, and has no opinion on NUL: not our subject.
        guard String(validating: line, as: UTF8.self) != nil, !line.contains(0) else { return }
        let ours = (try? read(line)) != nil
        #expect(ours == (theirs != nil), "\(String(decoding: line, as: UTF8.self))")
    }

    @Test func findsMembersInAnyOrderAndTheLastOfARepeatedKey() throws {
        let line = Array(#"{"b":"\u00e9x","a":1,"c":null,"a":2,"\u0064":3}"#.utf8)
        try line.withUnsafeBufferPointer { line in
            var object = JSONObject()
            try object.read(line)
            let a = try #require(object.member("a", line))
            #expect(JSONNumber.integer(UnsafeBufferPointer(rebasing: line[a.value])) == 2)
            let b = try #require(object.member("b", line)?.text)
            #expect(JSONScanning.value(line, b) == "éx")
            #expect(object.member("c", line) == nil)
            #expect(object.member("d", line) != nil)
            #expect(object.member("e", line) == nil)
        }
    }

    @Test(
        arguments: [
            ("1763784000", 1_763_784_000_000_000), ("1763784000.123456", 1_763_784_000_123_456),
            ("1763784000.1", 1_763_784_000_100_000), ("1.763784e9", 1_763_784_000_000_000),
            ("1763784000.1234567", 1_763_784_000_123_457), ("-1.5", -1_500_000), ("0", 0), ("1e300", nil),
            ("99999999999999", nil),
        ] as [(String, Int64?)])
    func readsTimes(digits: String, microseconds: Int64?) {
        let time = Array(digits.utf8).withUnsafeBufferPointer { JSONNumber.timestamp($0) }
        #expect(time?.microseconds == microseconds)
    }

    @Test func readsIntegersToTheirLimits() {
        func integer(_ text: String) -> Int64? {
            Array(text.utf8).withUnsafeBufferPointer { JSONNumber.integer($0) }
        }
        #expect(integer("9223372036854775807") == .max)
        #expect(integer("-9223372036854775808") == .min)
        #expect(integer("9223372036854775808") == nil)
        #expect(integer("12.0") == nil)
    }
}
