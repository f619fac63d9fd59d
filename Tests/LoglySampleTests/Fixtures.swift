import Foundation
import LoglyShared

/// The recorded machines under Tests/Fixtures/machines.
enum Machines {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/machines")

    /// A file of one of them, such as `nitro/proc/stat`.
    static func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: folder.appending(path: name)))
    }

    static let names = ["nitro", "xen", "container", "linux-3.10", "server"]
}

/// Calls `parse` on bytes as the parsers get them.
func parsing<Content>(
    _ bytes: [UInt8], _ parse: (Span<UInt8>) throws(ParseError) -> Content
) throws(ParseError) -> Content { try parse(bytes.span) }

func parsing<Content>(
    _ text: String, _ parse: (Span<UInt8>) throws(ParseError) -> Content
) throws(ParseError) -> Content { try parse(Array(text.utf8).span) }

/// Damages bytes in the ways that find parsers wanting, the same for the same seed.
struct Mutation: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func damaged(_ original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...8, using: &self) {
            let at = Int.random(in: 0...bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes.removeSubrange(at...)
            case 1: bytes.insert(UInt8.random(in: 0...255, using: &self), at: at)
            case 2: bytes.insert(contentsOf: Array("99999999999999999999999".utf8), at: at)
            case 3:
                bytes.insert(
                    contentsOf: Array(
                        [" ", "\n", ":", "\\", "-", ".", "\\04"].randomElement(using: &self)!.utf8), at: at)
            case 4: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &self)))
            default: if at < bytes.count { bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &self) }
            }
        }
        return bytes
    }
}
