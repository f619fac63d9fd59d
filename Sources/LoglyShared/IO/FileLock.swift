import Glibc

/// A lock that one program holds while it runs, on a file of its own; see flock(2).
///
/// The system drops it when the process ends, however it ends; the file stays. It is never the file of a
/// database itself: closing a descriptor there would drop SQLite's own locks.
public struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock, and makes the file where it is missing.
    ///
    /// - Parameters:
    ///   - patience: seconds to wait for whoever has it.
    ///   - holder: who else could have it, for the message: `logly-rollup`.
    /// - Throws: status 75 where it stays taken, 77 or 73 where the file cannot be opened or made.
    public static func take(
        _ path: String, patience: Double = Database.busyTimeout, from holder: String
    ) throws(ToolError) -> FileLock {
        let descriptor = try openFile(path)
        let deadline = monotonicSeconds() + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            guard code == EWOULDBLOCK else {
                close(descriptor)
                throw ToolError(cannot: "lock \(path)", errno: code)
            }
            if monotonicSeconds() >= deadline {
                close(descriptor)
                throw ToolError(
                    .busy, "another \(holder) is at work: \(path) still locked after \(Int(patience)) s")
            }
            usleep(10_000)
        }
        return FileLock(descriptor: descriptor)
    }

    deinit { close(descriptor) }

    private static func openFile(_ path: String) throws(ToolError) -> Int32 {
        var descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT {
            try DatabaseFile.create(path)
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
        }
        if descriptor < 0 {
            throw ToolError(
                errno == EACCES ? .noPermission : .cannotCreate, cannot: "open \(path)", errno: errno)
        }
        return descriptor
    }
}
