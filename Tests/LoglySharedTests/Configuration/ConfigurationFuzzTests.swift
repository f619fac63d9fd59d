import Foundation
import Testing

@testable import LoglyShared

/// Whatever the bytes are, reading returns; it never traps.
@Suite struct ConfigurationFuzzTests {
    private let words = [
        "&a ", "*a", "<<: ", "- ", "? ", ": ", "[", "]", "{", "}", "\n", "\n  ", "\"", "'", "|\n", ">\n",
        "!!str ",
        "!x ", "%YAML 1.1\n", "---\n", "...\n", "#", "\t", "\0", "~", "null", "1e999", "-0", "\u{FEFF}",
        "database",
        "logs", "sources", "query", "thresholds", "path", "\u{85}", "\u{2028}",
    ].map { Array($0.utf8) }

    @Test(arguments: 0..<300)
    func survivesMutation(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let root = URL(filePath: #filePath).appending(path: "../../../..").standardized
        var bytes = Array(try Data(contentsOf: root.appending(path: "config/logly.yaml")))
        for _ in 0..<Int.random(in: 1...20, using: &random) {
            let at = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, at + Int.random(in: 0...20, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.replaceSubrange(at..<end, with: words.randomElement(using: &random) ?? [])
            case 1: bytes.removeSubrange(at..<end)
            case 2: bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...at, using: &random))
            default: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &random) }
            }
        }
        expectPlaces(bytes)
    }

    @Test(arguments: 0..<300)
    func survivesNoise(seed: UInt64) {
        var random = SplitMix(state: seed &+ 1_000_000)
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...60, using: &random) {
            bytes += words.randomElement(using: &random) ?? []
            if Int.random(in: 0..<8, using: &random) == 0 {
                bytes.append(.random(in: 0...255, using: &random))
            }
        }
        expectPlaces(bytes)
    }

    /// Each error is of status 78 and in the file.
    private func expectPlaces(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in
            let reading = ConfigurationReading(bytes, file: "f", for: .reporting)
            for error in reading.errors {
                #expect(error.status == .configuration)
                #expect(error.description.hasPrefix("f:"))
            }
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
