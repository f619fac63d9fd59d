import Foundation

/// The built programs, run as a user runs them.
enum Programs {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder of the programs under test: `$LOGLY_BIN`, else where this test was built.
    static let folder: URL = {
        if let named = ProcessInfo.processInfo.environment["LOGLY_BIN"] { return URL(filePath: named) }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }()

    struct Result {
        var stdout: String
        var stderr: String
        /// As a shell tells it: 128 + n after signal n.
        var status: Int32
    }

    /// Runs a line through `sh`, with the programs first on PATH and nothing of this machine's
    /// configuration or databases in reach.
    static func shell(
        _ command: String, in folder: URL, stdin: URL? = nil, environment extra: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = folder
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        process.environment = [
            "PATH": "\(Self.folder.path):\(repository.path)/scripts:\(path)", "TZ": "UTC", "LC_ALL": "C",
            "HOME": folder.path, "LOGLY_CONFIG": "/dev/null", "LOGLY_DATABASE": folder.path + "/logly.db",
            "FIXTURES": "\(repository.path)/Tests/Fixtures",
        ].merging(extra) { $1 }
        let out = folder.appending(path: ".stdout-\(UUID().uuidString)")
        let err = folder.appending(path: ".stderr-\(UUID().uuidString)")
        for file in [out, err] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        process.standardInput = try stdin.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let signal = process.terminationReason == .uncaughtSignal
        let result = Result(
            stdout: String(decoding: try Data(contentsOf: out), as: UTF8.self),
            stderr: String(decoding: try Data(contentsOf: err), as: UTF8.self),
            status: process.terminationStatus + (signal ? 128 : 0))
        for file in [out, err] { try FileManager.default.removeItem(at: file) }
        return result
    }
}

/// A folder of a test's own, removed with it.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "logly-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// A copy of `original`, so that a case cannot change what it came from.
    init(copying original: URL) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "logly-test-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: original, to: folder)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
