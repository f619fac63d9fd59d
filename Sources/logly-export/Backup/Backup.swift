import Glibc
import LoglyCommand
import LoglyShared

/// `logly-export backup FILE`: the whole database, as it is at one moment.
struct Backup {
    let progress: Progress

    /// - Parameter path: replaced when the copy is whole; where it is `-`, a pipe or a device, the copy is
    ///   made in an unlinked file first, since SQLite doesn't write it from one end to the other.
    func run(_ database: borrowing Database, to path: String) throws(ToolError) {
        try Self.refuseDatabase(in: path, besides: database.path)
        var file = try OutputFile.open(path, named: true)
        if let name = file.temporaryName {
            try copy(database, to: name, as: path)
        } else {
            try stream(database, into: &file.out)
        }
        try file.finish()
    }

    /// A database that is in use must not be replaced: its programs and its WAL know nothing of the new file.
    private static func refuseDatabase(in path: String, besides database: String) throws(ToolError) {
        var (target, own, wal) = (stat(), stat(), stat())
        let isOwn =
            stat(path, &target) == 0 && stat(database, &own) == 0
            && (target.st_dev, target.st_ino) == (own.st_dev, own.st_ino)
        if isOwn { throw ToolError(.cannotCreate, "cannot create \(path): it is the database itself") }
        if stat(path + "-wal", &wal) == 0, wal.st_size > 0 {
            throw ToolError(
                .cannotCreate, "cannot create \(path): it is a database in use, as \(path)-wal shows")
        }
    }

    private func copy(
        _ database: borrowing Database, to path: String, as name: String, unlinked: Bool = false
    ) throws(ToolError) {
        try database.backUp(to: path, as: name, unlinked: unlinked) { done, total in
            progress.show { _ in "copying: \(done * 100 / max(1, total)) % of \(total) pages" }
        }
    }

    private func stream(
        _ database: borrowing Database, into out: inout OutputBuffer
    ) throws(ToolError) {
        let (descriptor, path) = try Self.temporaryFile(beside: database.path)
        defer { close(descriptor) }
        try copy(
            database, to: path, as: "a temporary file in \(SharedFolder.folder(of: path))", unlinked: true)
        var length = -1
        while length != 0 {
            length = read(descriptor, out.reserve(OutputBuffer.defaultCapacity), OutputBuffer.defaultCapacity)
            if length < 0, errno != EINTR { throw ToolError(cannot: "read \(path)", errno: errno) }
            if length > 0 { out.advance(by: length) }
        }
        try out.flush()
    }

    /// In `$TMPDIR`, else beside the database, where there is room for another like it; else in /var/tmp.
    private static func temporaryFile(
        beside database: String
    ) throws(ToolError) -> (descriptor: Int32, path: String) {
        let chosen = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let folders = chosen.isEmpty ? [SharedFolder.folder(of: database), "/var/tmp"] : [chosen]
        var code: Int32 = 0
        for folder in folders {
            let path = "\(folder)/.logly-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (descriptor, path) }
            code = errno
        }
        throw ToolError(.cannotCreate, cannot: "create a file in \(folders.last ?? "")", errno: code)
    }
}
