import LoglyShared
import Testing

@testable import logly_parse

@Suite struct FuzzTests {
    /// A generator whose numbers are the same in every run.
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    static let seeds: [[UInt8]] =
        FormatName.allCases.map { Array($0.example.utf8) }
        + [
            "<34>1 2003-10-11T22:14:15.003Z host su 12 ID47 [ex@1 a=\"b\\\"c\"] m",
            "Nov 22 03:12:01 h sshd[1]: message repeated 5 times: [ Failed password for a from 192.0.2.1 port 1 ssh2]",
            "Nov 22 03:12:01 h kernel: [1.2] [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP DPT=22",
            "Nov 22 03:12:01 h sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
            "Nov 22 03:12:01 h su: FAILED SU (to root) bob on pts/0",
            "Nov 22 03:12:01 h sshd[1]: User a from b not allowed because c",
            "Nov 22 03:12:01 h useradd[1]: new user: name=bob, UID=1",
            "Nov 22 03:12:01 h systemd[1]: a.service: Failed with result 'b'.",
            "Traceback (most recent call last):\n  File \"x\", line 1, in f\nKeyError: x",
            "2026-11-22 03:12:01 UTC [1] LOG:  duration: 1.5 ms  statement: x\n\ty",
        ].map { Array($0.utf8) }

    static func mutated(_ seed: UInt64) -> [UInt8] {
        var random = Random(state: seed)
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            var line = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 0...6, using: &random) where !line.isEmpty {
                let at = Int.random(in: 0..<line.count, using: &random)
                switch Int.random(in: 0..<7, using: &random) {
                case 0: line[at] = UInt8.random(in: 0...255, using: &random)
                case 1: line.remove(at: at)
                case 2:
                    line.insert(
                        Array("\" []():=,'\\\n-%{}\t\r".utf8).randomElement(using: &random) ?? 0, at: at)
                case 3: line.removeSubrange(at...)
                case 4: line.removeSubrange(..<at)
                case 5:
                    line.insert(contentsOf: (seeds.randomElement(using: &random) ?? []).prefix(30), at: at)
                default: line.insert(contentsOf: line[at...].prefix(20), at: at)
                }
            }
            bytes += line + [0x0A]
        }
        return bytes
    }

    /// No format ever traps; each record is valid JSON in UTF-8; each line that is not blank is in an event.
    @Test(arguments: FormatName.allCases)
    func survivesMutation(format: FormatName) throws {
        for seed in 0..<1000 as Range<UInt64> {
            let input = Self.mutated(seed)
            let (text, progress) = Parsing(format: format).output(input)
            #expect(progress.completed == input.count)
            #expect(progress.lines == input.count { $0 == 0x0A })
            let records = text.split(separator: 0x0A)
            #expect(records.count == progress.events)
            // What `auto` finds may be any of them.
            let asked = format.makeFormat(FormatSettings(zone: .utc, now: .epoch))
            if !asked.hasContinuations, format != .auto {
                let lines = input.split(separator: 0x0A).filter {
                    !$0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
                }
                #expect(progress.events == lines.count)
            }
            for record in records {
                try record.withUnsafeBufferPointer { bytes in
                    var at = 0
                    _ = try JSONScanning.skipValue(bytes, at: &at)
                    #expect(at == bytes.count)
                }
                #expect(String(validating: record, as: UTF8.self) != nil)
            }
        }
    }
}
