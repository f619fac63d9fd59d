import Foundation
import LoglyShared
import Testing

@Suite struct OutputBufferTests {
    @Test func aFullDiskIsToldOnceAtTheFlush() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        var out = OutputBuffer(descriptor: full.fileDescriptor, name: "/dev/full", capacity: 16)
        for _ in 0..<100 { out.append("0123456789" as StaticString) }
        #expect {
            try out.flush()
        } throws: {
            ($0 as? ToolError)?.status == .inputOutput
                && "\($0)" == "cannot write /dev/full: No space left on device"
        }
    }

    /// Pieces smaller and larger than the buffer come out whole and in order.
    @Test func writesEverythingInOrder() async throws {
        let pipe = Pipe()
        let pieces = (1...200).map { String(repeating: "\($0),", count: $0) }
        let reader = Task { try pipe.fileHandleForReading.readToEnd() ?? Data() }
        var out = OutputBuffer(
            descriptor: pipe.fileHandleForWriting.fileDescriptor, name: "a pipe", capacity: 64)
        for piece in pieces { out.append(piece) }
        try out.flush()
        try pipe.fileHandleForWriting.close()
        let written = try await reader.value
        #expect(String(decoding: written, as: UTF8.self) == pieces.joined())
    }
}
