import Glibc
import LoglyShared

/// A compressed log that the system's own program unpacks into a pipe.
struct PackedInput: ~Copyable {
    /// The unpacked bytes; closed with this value.
    let descriptor: Int32
    private let process: pid_t
    private let program: String
    private let path: String

    /// The program that unpacks a file, told by the end of its name; nil where it is not packed.
    static func program(for path: String) -> String? {
        if path.hasSuffix(".gz") { return "gzip" }
        if path.hasSuffix(".xz") { return "xz" }
        if path.hasSuffix(".zst") { return "zstd" }
        if path.hasSuffix(".bz2") { return "bzip2" }
        return nil
    }

    /// Starts the program; the file itself is opened here, so that its absence is told by its own error.
    init(path: String, program: String) throws(ToolError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file < 0 { throw ToolError(.noInput, cannot: "open \(path)", errno: errno) }
        defer { close(file) }
        try self.init(file: file, path: path, program: program)
    }

    /// Starts the program on an open file, from its first byte.
    init(file: Int32, path: String, program: String) throws(ToolError) {
        lseek(file, 0, SEEK_SET)
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw OpenFiles.error(cannot: "read \(path)", errno: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, file, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        let (child, failure) = spawn([program, "-dc"], &actions)
        close(ends[1])
        if failure != 0 {
            close(ends[0])
            throw ToolError(.noInput, cannot: "unpack \(path) with \(program)", errno: failure)
        }
        (descriptor, process, self.program, self.path) = (ends[0], child, program, path)
    }

    /// Waits for the program; throws where it did not end well, and the bytes so far are not all.
    consuming func finish() throws(ToolError) {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // What is behind the end of a file is a warning to gzip(1) and xz(1).
        let warning: Int32 = 2 << 8
        if status != 0, status != warning || !["gzip", "xz"].contains(program) {
            throw ToolError(.noInput, "cannot unpack \(path): \(program) ended with an error")
        }
    }

    /// Ends the program before it is through.
    consuming func abandon() {
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    deinit { close(descriptor) }
}
