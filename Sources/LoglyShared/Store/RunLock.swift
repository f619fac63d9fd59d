import Glibc

/// Keeps two runs of a kind from overlapping: flock(2) on a file of its own beside what they share.
///
/// It is never the database itself, as closing any descriptor on that would drop SQLite's locks. The file stays.
public struct RunLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock of `path` for one program: the file `PATH.PROGRAM.lock`.
    ///
    /// - Parameter seconds: how long another run is waited for.
    /// - Returns: nil where no lock file can be made, since there is no such folder or it is not this user's.
    /// - Throws: 75 where the other run does not end.
    public static func take(
        beside path: String, program: String, waiting seconds: Double = Database.busyTimeout
    ) throws(ToolError) -> RunLock? {
        guard let descriptor = open(file(beside: path, program: program)) else { return nil }
        let deadline = monotonicSeconds() + seconds
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                // A file system without locks.
                close(descriptor)
                return nil
            }
            if monotonicSeconds() >= deadline {
                close(descriptor)
                throw ToolError(
                    .busy, "another \(program) on \(path) is still running after \(Int(seconds)) s")
            }
            usleep(20_000)
        }
        return RunLock(descriptor: descriptor)
    }

    /// The lock file of `path` for one program; whoever has the lock may keep a few words in it.
    public static func file(beside path: String, program: String) -> String { "\(path).\(program).lock" }

    deinit { close(descriptor) }

    private static func open(_ path: String) -> Int32? {
        // Whoever may only read the folder can still lock a file that is there.
        let existing = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        if existing >= 0 { return existing }
        let made = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        if made < 0 { return nil }
        SharedFolder.share(made, path)
        return made
    }
}
