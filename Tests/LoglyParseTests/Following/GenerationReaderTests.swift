import Foundation
import LoglyShared
import Testing

@testable import logly_parse

/// What happens to a file between the moment when it was recognised and the end of its reading.
@Suite struct GenerationReaderTests {
    private let log = LogName(host: "h", source: "s", path: "a.log")

    private static let first = "header\nNov 22 10:00:00 web app: line 1\n"
    private static let next = "header\nNov 22 10:00:00 web app: line 2 is longer\n"

    /// Recognises `a.log`, has something happen, and reads.
    ///
    /// - Parameter offset: where a known generation stands; a new one where it is 0.
    private func reading(
        from offset: Int, of text: String = first, _ happening: (URL) throws -> Void
    ) throws -> (ending: GenerationReader.Ending, isSent: Bool) {
        let (ending, sent) = try bytesRead(from: offset, of: text, happening)
        return (ending, !sent.isEmpty)
    }

    private func bytesRead(
        from offset: Int, of text: String, _ happening: (URL) throws -> Void
    ) throws -> (ending: GenerationReader.Ending, sent: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "logly-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a.log")
        try Data(text.utf8).write(to: path)
        let family = LogFamily(path: path.path, oldDirectory: nil, known: [])
        let (_, found) = try family.open()
        let candidate = try #require(found.first)
        var generation = Generation(log, number: 1, candidate.content)
        generation.offset = offset
        generation.anchor = try #require(try candidate.content.file.anchor(before: offset))
        try happening(path)
        let reader = try GenerationReader.open(
            candidate.content, opening: generation.checkpoint(run: "r").batch,
            anchor: generation.anchor, isCurrent: true,
            format: LogFormatName.syslog.makeFormat(FormatSettings(zone: .utc, now: .current)))
        reader.mayBeCopied = { family.hasGained(beyond: found) }
        var out = OutputBuffer()
        let ending = try reader.read(marks: true, to: &out)
        return (ending, out.string)
    }

    private func append(_ text: String, to path: URL) throws {
        let file = try FileHandle(forWritingTo: path)
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
    }

    private func empty(_ path: URL) throws { try FileHandle(forWritingTo: path).truncate(atOffset: 0) }

    @Test(arguments: [0, 7, 39])
    func readsWhatIsWrittenToAndRotatedMeanwhile(from offset: Int) throws {
        let result = try reading(from: offset) { path in
            try append("Nov 22 10:00:00 web app: line 2\n", to: path)
            try FileManager.default.moveItem(at: path, to: URL(filePath: path.path + ".1"))
            try Data(Self.next.utf8).write(to: path)
        }
        #expect(result == (.complete, true))
    }

    /// Its first line was finished when it had been recognised; it was stored as a file that has none, for good.
    @Test func knowsTheFirstLineThatIsRead() throws {
        let (_, sent) = try bytesRead(from: 0, of: "Nov 22 10:00:00 web app: li") {
            try append("ne 1\n", to: $0)
        }
        let first = Array("Nov 22 10:00:00 web app: line 1\n".utf8)
        let fingerprint = first.withUnsafeBufferPointer { FileFingerprint(head: $0).text }
        #expect(sent.contains("\"fingerprint\":\"\(fingerprint)\""), "\(sent)")
    }

    /// Read under the copy's number, what the copy has would never be read: all that proved it was the header.
    @Test(arguments: [0, 7])
    func sendsNothingOfAFileThatWasCopiedAndEmptied(from offset: Int) throws {
        let result = try reading(from: offset) { path in
            try FileManager.default.copyItem(at: path, to: URL(filePath: path.path + ".1"))
            try empty(path)
            try append(Self.next, to: path)
        }
        #expect(result == (.changed, false))
    }

    /// What was read before is not there any more, and so the offset is that of no line.
    @Test func sendsNothingBehindBytesThatHaveChanged() throws {
        let result = try reading(from: 39) { path in
            try empty(path)
            try append(Self.next, to: path)
        }
        #expect(result == (.changed, false))
    }
}
