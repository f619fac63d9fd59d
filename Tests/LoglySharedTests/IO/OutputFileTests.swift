import Foundation
import LoglyShared
import Testing

@Suite struct OutputFileTests {
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "logly-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String, to path: String) throws {
        var file = try OutputFile.open(path)
        file.out.append(text)
        try file.finish()
    }

    private func content(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func status(_ path: String) -> stat {
        var status = stat()
        lstat(path, &status)
        return status
    }

    @Test func makesANewFileAsTheUmaskSays() throws {
        let old = umask(0o027)
        defer { umask(old) }
        try write("a\n", to: folder + "/new")
        #expect(try content(folder + "/new") == "a\n")
        #expect(status(folder + "/new").st_mode & 0o7777 == 0o640)
        #expect(try names() == ["new"])
    }

    @Test func replacesAFileWithItsModeAndOwner() throws {
        let path = folder + "/old"
        try "a longer content\n".write(toFile: path, atomically: false, encoding: .utf8)
        chmod(path, 0o604)
        let isRoot = geteuid() == 0
        if isRoot { #expect(chown(path, 12, 34) == 0) }
        let before = status(path)
        try write("b\n", to: path)
        let after = status(path)
        #expect(try content(path) == "b\n")
        #expect(after.st_mode == before.st_mode)
        #expect(after.st_uid == before.st_uid && after.st_gid == before.st_gid)
        #expect(after.st_ino != before.st_ino)
        #expect(try names() == ["old"])
    }

    @Test func leavesTheOldFileWhereItIsNotFinished() throws {
        let path = folder + "/old"
        try write("a\n", to: path)
        do {
            var file = try OutputFile.open(path)
            file.out.append(String(repeating: "b", count: 200_000))
            try file.out.flush()
            #expect(try content(path) == "a\n")
        }
        #expect(try content(path) == "a\n")
        #expect(try names() == ["old"])
    }

    @Test func writesThroughALink() throws {
        try write("a\n", to: folder + "/target")
        symlink("target", folder + "/link")
        let before = status(folder + "/target").st_ino
        try write("b\n", to: folder + "/link")
        #expect(try content(folder + "/target") == "b\n")
        #expect(status(folder + "/target").st_ino == before)
        #expect(status(folder + "/link").st_mode & S_IFMT == S_IFLNK)

        symlink("absent", folder + "/dangling")
        try write("c\n", to: folder + "/dangling")
        #expect(try content(folder + "/absent") == "c\n")
    }

    @Test func writesIntoAPipe() throws {
        let path = folder + "/pipe"
        mkfifo(path, 0o600)
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        defer { close(reader) }
        try write("a\n", to: path)
        var bytes = [UInt8](repeating: 0, count: 10)
        #expect(read(reader, &bytes, 10) == 2)
        #expect(status(path).st_mode & S_IFMT == S_IFIFO)
    }

    @Test func reportsAFullDisk() throws {
        #expect {
            try write("a\n", to: "/dev/full")
        } throws: {
            ($0 as? ToolError)
                == ToolError(.inputOutput, "cannot write /dev/full: No space left on device")
        }
    }

    @Test(arguments: ["", "/", "/proc/new", "absent/new", "folder", "folder/"])
    func refusesWhatCannotBeCreated(name: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder + "/folder", withIntermediateDirectories: true)
        let path = name.isEmpty || name.hasPrefix("/") ? name : folder + "/" + name
        #expect {
            try write("a\n", to: path)
        } throws: {
            ($0 as? ToolError)?.status == .cannotCreate
        }
        #expect(try names() == ["folder"])
    }

    @Test(arguments: [9, 200])
    func takesNamesOfAnyLength(length: Int) throws {
        let name = String(repeating: "n", count: length + 55)
        for text in ["a\n", "b\n"] { try write(text, to: folder + "/" + name) }
        #expect(try content(folder + "/" + name) == "b\n")
    }
}
