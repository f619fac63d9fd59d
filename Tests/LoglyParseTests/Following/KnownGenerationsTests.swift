import Foundation
import LoglyShared
import Testing

@testable import logly_parse

/// How many of all that is stored a file is compared with, and how often a folder is listed: a run over many logs costs
/// what they are, and not the square of it.
@Suite struct KnownGenerationsTests {
    private func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "logly-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func log(_ path: String) -> LogName { LogName(host: "web", source: "app", path: path) }

    /// Files of the same first line, each read to its end.
    private func store(_ count: Int, lines: Int, in folder: URL) throws -> StoredOffsets {
        var offsets = StoredOffsets()
        for index in 0..<count {
            let path = folder.appending(path: "\(index).log").path
            var text = "# header\n"
            for line in 0..<lines { text += "line \(line) of \(index): some words that fill a KiB in time\n" }
            try Data(text.utf8).write(to: URL(filePath: path))
            let family = LogFamily(path: path, oldDirectory: nil, known: [])
            let candidate = try #require(try family.open().candidates.first)
            var generation = Generation(log(path), number: 1, candidate.content)
            generation.offset = text.utf8.count
            generation.anchor = try #require(try candidate.content.file.anchor(before: generation.offset))
            while generation.anchor.trail.next <= generation.offset {
                let next = try #require(
                    try candidate.content.file.anchor(before: generation.anchor.trail.next))
                generation.anchor.trail.append(next)
            }
            offsets.add(generation)
        }
        return offsets
    }

    /// Long ones are told by their first KiB, short ones by their inodes.
    @Test(arguments: [2, 100])
    func aFileIsComparedWithWhatItCanBeAlone(lines: Int) throws {
        try inFolder { folder in
            let stored = KnownGenerations(try store(50, lines: lines, in: folder))
            for index in 0..<50 {
                let path = folder.appending(path: "\(index).log").path
                let found = try LogFamily(path: path, oldDirectory: nil, known: []).open().candidates
                #expect(stored.relatives(of: log(path), among: found) == [])
                let renamed = stored.relatives(of: log(folder.path + "/other.log"), among: found)
                #expect(renamed == stored[log(path)])
            }
        }
    }

    /// An older generation of another log comes with that log's newest, which tells that it is older.
    @Test func theNewestOfTheOtherLogComesToo() throws {
        try inFolder { folder in
            var offsets = try store(1, lines: 100, in: folder)
            let path = folder.appending(path: "0.log").path
            var newer = try #require(offsets.all.first)
            (newer.number, newer.inode, newer.fingerprint) = (2, "1", .none)
            offsets.add(newer)
            let found = try LogFamily(path: path, oldDirectory: nil, known: []).open().candidates
            let relatives = KnownGenerations(offsets).relatives(of: log("/other.log"), among: found)
            #expect(Set(relatives.map(\.number)) == [1, 2])
        }
    }

    /// What is renamed, added or removed is seen, however recently the folder was listed.
    @Test func aListingHoldsUntilTheFolderChanges() throws {
        try inFolder { folder in
            let folders = LogFolders()
            func names(_ log: String) throws -> [String] {
                try folders.entries(of: folder.path + "/", besides: log, inodes: []).map(\.name).sorted()
            }
            try Data().write(to: folder.appending(path: "a.log"))
            try Data().write(to: folder.appending(path: "ab.log"))
            try Data().write(to: folder.appending(path: "b.log"))
            // As if nothing had happened there for an hour.
            let past = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -3600.5)]
            for index in 1...20 {
                if index.isMultiple(of: 2) {
                    try FileManager.default.setAttributes(past, ofItemAtPath: folder.path)
                }
                let (old, new) = index == 1 ? ("a.log", "a.log.1") : ("a.log.\(index - 1)", "a.log.\(index)")
                #expect(try names("a.log") == [old])
                try FileManager.default.moveItem(
                    at: folder.appending(path: old), to: folder.appending(path: new))
                #expect(try names("a.log") == [new])
                #expect(try names("b.log") == ["b.log"])
            }
        }
    }
}
