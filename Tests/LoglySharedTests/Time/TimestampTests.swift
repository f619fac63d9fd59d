import Foundation
import LoglyShared
import Testing

@Suite struct TimestampTests {
    /// A file that is written after a moment of the clock of files is never older than it.
    @Test func theClockOfFilesIsNotAheadOfThem() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "logly-clock-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        for text in 0..<200 {
            let before = Timestamp.ofFiles
            try "\(text)".write(to: file, atomically: false, encoding: .utf8)
            let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
            let modified = try #require(attributes[.modificationDate] as? Date)
            // Foundation's dates are doubles from 2001 on.
            #expect(modified.timeIntervalSince1970 >= before.seconds - 0.000_002)
            #expect(before <= Timestamp.current)
        }
    }
}
