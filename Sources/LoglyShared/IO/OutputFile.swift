import Glibc

/// Where a program's result goes: stdout, or the FILE of `-o FILE`.
///
/// A regular file appears whole or not at all: it is written without a name (O_TMPFILE, open(2)) in the folder
/// of FILE, or under a hidden name where the file system has no such files, and takes its place in `finish()`. An
/// existing file keeps its mode and owner, a new one has 0666 & ~umask. Pipes, devices and what a symbolic link points to
/// are written as they are; so is a file that could not be replaced without a change of its owner, or in a
/// folder that is not ours to write. What root makes in a shared folder is its owner's (see `SharedFolder`).
///
///     var file = try OutputFile.open(path)
///     file.out.append("hello\n")
///     try file.finish()
public struct OutputFile: ~Copyable {
    /// What is appended here is written; `finish()` flushes it.
    public var out: OutputBuffer

    private let path: String
    private let descriptor: Int32
    private let place: Place
    private var isOpen: Bool
    /// The hidden name that must go if the file never gets its own.
    private var leftover: String?

    private enum Place {
        case stdout
        /// Written where it is.
        case direct
        /// Without a name until `finish()`.
        case unnamed
        /// Beside the path, under a hidden name until `finish()`.
        case hidden(String)
    }

    /// Opens the file, or stdout where `path` is nil or `-`.
    ///
    /// - Parameter named: where the file is written beside its path, that is under a name, so that SQLite can
    ///   write it; a program that is killed without warning leaves it behind.
    /// - Throws: status 73 where it cannot be created.
    public static func open(_ path: String?, named: Bool = false) throws(ToolError) -> OutputFile {
        guard let path, path != "-" else {
            return OutputFile(descriptor: STDOUT_FILENO, path: "stdout", .stdout)
        }
        var status = stat()
        let exists = lstat(path, &status) == 0
        if !exists, errno != ENOENT { throw failure(path, errno) }
        if exists, status.st_mode & S_IFMT != S_IFREG { return try openDirectly(path) }
        // Who may not write a file may not replace it either, though the folder would allow it.
        if exists, faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0 { throw failure(path, errno) }
        do {
            return try create(path, named: named, replacing: exists ? status : nil)
        } catch {
            if exists, [EACCES, EPERM, EROFS].contains(error.code) { return try openDirectly(path) }
            throw failure(path, error.code)
        }
    }

    private init(descriptor: Int32, path: String, _ place: Place) {
        (self.descriptor, self.path, self.place) = (descriptor, path, place)
        self.out = OutputBuffer(descriptor: descriptor, name: path)
        if case .stdout = place { self.isOpen = false } else { self.isOpen = true }
        if case .hidden(let name) = place {
            self.leftover = name
            Leftover.remove(name)
        }
    }

    deinit {
        if isOpen { Glibc.close(descriptor) }
        if let leftover { unlink(leftover) }
    }

    /// The name under which it is written until it is finished; nil where it is written in place or has none.
    public var temporaryName: String? { leftover }

    /// Writes what is left and puts the file in its place.
    ///
    /// A file that is dropped without it, or after an error, leaves what was there before.
    public consuming func finish() throws(ToolError) {
        try out.flush()
        switch place {
        case .stdout: break
        case .direct: try close()
        case .unnamed:
            try giveName()
            try close()
        case .hidden(let name):
            try close()
            if rename(name, path) != 0 { throw Self.failure(path, errno) }
            leftover = nil
        }
    }

    private mutating func close() throws(ToolError) {
        isOpen = false
        // Network file systems tell of a full disk only here.
        if Glibc.close(descriptor) != 0 { throw ToolError(cannot: "write \(path)", errno: errno) }
    }

    private func giveName() throws(ToolError) {
        let own = "/proc/self/fd/\(descriptor)"
        // A name that is free is taken in one step; one that is not needs a rename, which takes names only.
        if linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 { return }
        guard errno == EEXIST else { throw Self.failure(path, errno) }
        let temporary = Self.hiddenName(beside: path)
        guard linkat(AT_FDCWD, own, AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0 else {
            throw Self.failure(path, errno)
        }
        if rename(temporary, path) != 0 {
            let code = errno
            unlink(temporary)
            throw Self.failure(path, code)
        }
    }
}

/// The hidden file that a signal that ends the program must not leave behind.
private enum Leftover {
    nonisolated(unsafe) private static var name: UnsafeMutablePointer<CChar>?

    /// From now on the signals that end a program remove this file first.
    static func remove(_ path: String) {
        free(name)
        name = strdup(path)
        for number in [SIGHUP, SIGINT, SIGTERM] {
            // One that is ignored, as by nohup, stays so. SIG_IGN is 1, and no function to compare with.
            if unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == 1 { continue }
            signal(number) { number in
                if let name = Leftover.name { unlink(name) }
                signal(number, SIG_DFL)
                raise(number)
            }
        }
    }
}

// MARK: Opening

extension OutputFile {
    /// An `errno` on its way to a decision.
    private struct SystemError: Error {
        let code: Int32
    }

    private static func failure(_ path: String, _ code: Int32) -> ToolError {
        ToolError(.cannotCreate, cannot: "create \(path)", errno: code)
    }

    private static func openDirectly(_ path: String) throws(ToolError) -> OutputFile {
        let flags = O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY
        var descriptor = Glibc.open(path, flags)
        if descriptor < 0, errno == ENOENT {
            // A link to what is not there yet. Not O_CREAT at once: fs.protected_fifos refuses it.
            descriptor = Glibc.open(path, flags | O_CREAT, 0o666)
            if descriptor >= 0 { SharedFolder.giveToOwner(descriptor, path) }
        }
        if descriptor < 0 { throw failure(path, errno) }
        return OutputFile(descriptor: descriptor, path: path, .direct)
    }

    private static func create(
        _ path: String, named isNamed: Bool, replacing replaced: stat?
    ) throws(SystemError) -> OutputFile {
        if path.isEmpty { throw SystemError(code: ENOENT) }
        if path.hasSuffix("/") { throw SystemError(code: EISDIR) }
        let mode: mode_t = 0o666
        if !isNamed, access("/proc/self/fd", X_OK) == 0 {
            let unnamed = Glibc.open(
                SharedFolder.folder(of: path), __O_TMPFILE | O_DIRECTORY | O_WRONLY | O_CLOEXEC, mode)
            if unnamed >= 0 {
                let file = OutputFile(descriptor: unnamed, path: path, .unnamed)
                try file.keepModeAndOwner(of: replaced)
                return file
            }
        }
        let temporary = hiddenName(beside: path)
        let named = Glibc.open(temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode)
        guard named >= 0 else { throw SystemError(code: errno) }
        let file = OutputFile(descriptor: named, path: path, .hidden(temporary))
        try file.keepModeAndOwner(of: replaced)
        return file
    }

    private borrowing func keepModeAndOwner(of replaced: stat?) throws(SystemError) {
        guard let replaced else { return SharedFolder.giveToOwner(descriptor, path) }
        var own = stat()
        guard fstat(descriptor, &own) == 0 else { throw SystemError(code: errno) }
        if own.st_uid != replaced.st_uid || own.st_gid != replaced.st_gid,
            fchown(descriptor, replaced.st_uid, replaced.st_gid) != 0
        {
            throw SystemError(code: EPERM)
        }
        guard fchmod(descriptor, replaced.st_mode & 0o7777) == 0 else { throw SystemError(code: errno) }
    }

    /// Its own whatever else runs, hidden, and no longer than any file system takes.
    private static func hiddenName(beside path: String) -> String {
        SharedFolder.folder(of: path) + "/.logly-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).tmp"
    }
}
