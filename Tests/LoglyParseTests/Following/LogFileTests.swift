import Foundation
import LoglyShared
import Testing

@testable import logly_parse

@Suite struct LogFileTests {
    /// tmpfs keeps any number of seconds as a file's time; it ended the program.
    @Test(arguments: [
        (Int.max, Timestamp.range.upperBound), (.min, Timestamp.range.lowerBound),
        (1_700_000_000, Timestamp(wholeSeconds: 1_700_000_000)),
    ])
    func aTimeIsOneThatCalendarsHave(seconds: Int, time: Timestamp) {
        var status = stat()
        status.st_mtim.tv_sec = seconds
        #expect(status.modified == time)
    }

    @Test func aBirthIsKeptByRenamingAndIsNoOtherFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (log, rotated) = (folder.appending(path: "a.log"), folder.appending(path: "a.log.1"))
        try Data().write(to: log)
        let first = try #require(try LogFile(log.path)).birth
        #expect(Timestamp.birth(of: log.path) == first)
        try FileManager.default.moveItem(at: log, to: rotated)
        usleep(20_000)
        try Data().write(to: log)
        #expect(try LogFile(rotated.path)?.birth == first)
        let second = try LogFile(log.path)?.birth
        // A file system may not tell.
        #expect(first == nil ? second == nil : second != first)
        #expect(try LogFile(log.path + ".2") == nil)
        #expect(Timestamp.birth(of: log.path + ".2") == nil)
    }
}
