import Foundation
import LoglyShared
import Testing

@Suite struct LineReaderTests {
    struct Read: Equatable {
        var text: String
        var number: Int
        var oversized = false
        var terminated = true
    }

    /// What the reader makes of `input`, which arrives in chunks of the given size through a pipe.
    func lines(_ input: String, limit: Int, chunk: Int) throws -> [Read] {
        let pipe = Pipe()
        let bytes = Array(input.utf8)
        let writer = Thread {
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                pipe.fileHandleForWriting.write(Data(bytes[start..<min(start + chunk, bytes.count)]))
            }
            try? pipe.fileHandleForWriting.close()
        }
        writer.start()
        var reader = LineReader(
            descriptor: pipe.fileHandleForReading.fileDescriptor, name: "a pipe", limit: limit)
        var result: [Read] = []
        while let line = try reader.next() {
            result.append(
                Read(
                    text: String(decoding: line.bytes, as: UTF8.self), number: line.number,
                    oversized: line.isOversized, terminated: line.isTerminated))
        }
        return result
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func takesTheSameLinesInAnyChunks(chunk: Int) throws {
        #expect(
            try lines("one\n\n1234567890\n12345678901\nlast", limit: 10, chunk: chunk) == [
                Read(text: "one", number: 1), Read(text: "", number: 2), Read(text: "1234567890", number: 3),
                Read(text: "1234567890", number: 4, oversized: true),
                Read(text: "last", number: 5, terminated: false),
            ])
        #expect(try lines("", limit: 10, chunk: chunk) == [])
        #expect(try lines("\n", limit: 10, chunk: chunk) == [Read(text: "", number: 1)])
    }

    /// The first form of the reader lost the lines behind an oversized one.
    @Test(arguments: [100, 65_536, 200_001])
    func goesOnBehindAnOversizedLine(length: Int) throws {
        let long = String(repeating: "x", count: length)
        #expect(
            try lines("a\n\(long)\nb\n\(long)", limit: 50, chunk: 4096) == [
                Read(text: "a", number: 1), Read(text: String(long.prefix(50)), number: 2, oversized: true),
                Read(text: "b", number: 3),
                Read(text: String(long.prefix(50)), number: 4, oversized: true, terminated: false),
            ])
    }

    /// The whole of an oversized line is handed over, and nothing of other lines.
    @Test(arguments: [51, 100, 65_536, 200_001])
    func handsOverAnOversizedLine(length: Int) throws {
        let long = (0..<length).map { String($0 % 10) }.joined()
        for end in ["\nb\n", "\n", ""] {
            let pipe = Pipe()
            let writer = Thread {
                pipe.fileHandleForWriting.write(Data("a\n\(long)\(end)".utf8))
                try? pipe.fileHandleForWriting.close()
            }
            writer.start()
            var reader = LineReader(
                descriptor: pipe.fileHandleForReading.fileDescriptor, name: "a pipe", limit: 50)
            var pieces: [UInt8] = []
            while try reader.next(oversized: { pieces.append(contentsOf: $0) }) != nil {}
            #expect(String(decoding: pieces, as: UTF8.self) == long)
        }
    }

    /// Half a line is nothing that `next()` could give without waiting; poll(2) alone says it is.
    @Test func halfALineIsNotReady() throws {
        let pipe = Pipe()
        var reader = LineReader(descriptor: pipe.fileHandleForReading.fileDescriptor, name: "a pipe")
        var ready: Bool
        ready = try reader.isReady()
        #expect(!ready)
        pipe.fileHandleForWriting.write(Data("one\ntw".utf8))
        ready = try reader.isReady()
        #expect(ready)
        let first = try reader.next().map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(first == "one")
        ready = try reader.isReady(within: 0.01)
        #expect(!ready)
        pipe.fileHandleForWriting.write(Data("o".utf8))
        ready = try reader.isReady()
        #expect(!ready)
        try pipe.fileHandleForWriting.close()
        ready = try reader.isReady(within: 5)
        #expect(ready)
        let last = try reader.next().map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(last == "two")
        ready = try reader.isReady()
        #expect(ready)
        let end = try reader.next().map(\.number)
        #expect(end == nil)
    }
}
