import Foundation
import LoglyShared
import Testing

@testable import logly_ingest

@Suite struct EventLineTests {
    private static let line =
        #"{"type":"event","timestamp":1763784000.25,"host":"h","source":"auth","level":"ERROR","#
        + #""message":"a \"b\" \u00e9\ud83d\ude00","ip_address":"::1","user":"u","service":"s","action":"sudo","#
        + #""count":3,"metadata":{"pid":7,"x":"y\n","b":true},"unknown":[1,{"a":null}]}"#

    /// The columns as text, or the reason why there are none.
    private func columns(_ line: [UInt8]) -> Result<[String?], ParseError> {
        line.withUnsafeBufferPointer { bytes in
            var event = EventLine()
            var rows = EventRows()
            do throws(ParseError) {
                guard try event.read(bytes) else { return .success(["other"]) }
                try rows.append(event, in: bytes)
            } catch {
                let taken = rows.count
                #expect(taken == 0)
                return .failure(error)
            }
            func text(_ piece: EventRows.Piece) -> String? {
                rows.text(piece).map { String(decoding: $0, as: UTF8.self) }
            }
            let row = rows.rows[0]
            return .success([
                String(row.timestamp.microseconds), row.level.name.description, row.count.map(String.init),
                text(row.host), text(row.source), text(row.message), text(row.ipAddress), text(row.user),
                text(row.service), text(row.action), text(row.metadata),
            ])
        }
    }

    @Test func findsEveryField() throws {
        let expected = [
            "1763784000250000", "ERROR", "3", "h", "auth", "a \"b\" é😀", "::1", "u", "s", "sudo",
            #"{"pid":7,"x":"y\n","b":true}"#,
        ]
        #expect(try columns(Array(Self.line.utf8)).get() == expected)
    }

    /// Members in any order, with white space anywhere, are the same event.
    @Test(arguments: 0..<50)
    func orderAndSpaceMeanNothing(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let members = [
            #""type":"event""#, #""timestamp":1763784000.25"#, #""host":"h""#, #""source":"auth""#,
            #""level":"ERROR""#, #""message":"m""#, #""metadata":{"pid":7}"#, #""foo":{"type":"batch"}"#,
        ]
        let spaces = ["", " ", "\t", " \r "]
        func space() -> String { spaces[Int(random.next() % 4)] }
        var line = "{"
        for (index, member) in members.shuffled(using: &random).enumerated() {
            line +=
                (index == 0 ? "" : ",") + space() + member.replacing("\":", with: "\"\(space()):\(space())")
        }
        line += space() + "}" + space()
        let found = try columns(Array(line.utf8)).get()
        #expect(
            Array(found[..<6]) == ["1763784000250000", "ERROR", nil, "h", "auth", "m"], "\(line)")
    }

    /// A line cut anywhere is refused, never taken for a shorter event.
    @Test func refusesEveryBeginningOfALine() {
        let line = Array(Self.line.utf8)
        for length in 0..<line.count {
            let result = columns(Array(line[..<length]))
            #expect(throws: ParseError.self, "\(length)") { try result.get() }
        }
    }

    /// Whatever the bytes are, reading returns or throws; and what it takes, Foundation takes for JSON too.
    @Test(arguments: 0..<2000)
    func survivesMutation(seed: UInt64) {
        var random = SplitMix(state: seed)
        var line = Array(Self.line.utf8)
        let interesting = Array("\"\\{}[],:0-e.ntfu\u{0}\u{7F}".utf8) + [0xC3, 0xE2, 0xFF, 0xED, 0x80]
        for _ in 0...Int(random.next() % 3) {
            let at = Int(random.next() % UInt64(line.count))
            switch random.next() % 3 {
            case 0: line[at] = interesting[Int(random.next() % UInt64(interesting.count))]
            case 1: line.remove(at: at)
            default: line.insert(interesting[Int(random.next() % UInt64(interesting.count))], at: at)
            }
        }
        guard case .success(let columns) = columns(line), columns.count > 1 else { return }
        // Half of a surrogate pair is valid by RFC 8259's grammar, but Foundation refuses it.
        if line.contains(sequence: "\\ud8") || line.contains(sequence: "\\udE") { return }
        let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
        #expect(object != nil, "\(String(decoding: line, as: UTF8.self))")
    }
}

extension [UInt8] {
    fileprivate func contains(sequence: String) -> Bool {
        String(decoding: self, as: UTF8.self).lowercased().contains(sequence.lowercased())
    }
}

/// Numbers that look random, and are the same for the same seed.
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
