import Glibc
import LoglyCommand
import LoglyShared

/// A tree of the kernel's files, `/proc` or `/sys`, or one recorded from another machine.
struct KernelFiles: ~Copyable {
    let path: String
    private let directory: Int32
    private let openError: Int32
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity = 16_384
    /// Files that could be read so far.
    private(set) var filesRead = 0
    private let messages: Messages
    /// Files of which a warning has been given: once is enough for a run.
    private var reported: [String] = []

    init(path: String, messages: Messages) {
        self.path = path
        self.messages = messages
        directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        openError = directory < 0 ? errno : 0
        buffer = .allocate(capacity: capacity)
    }

    deinit {
        buffer.deallocate()
        if directory >= 0 { close(directory) }
    }

    /// What a file that is not there means.
    enum Absence {
        /// Every Linux has it: a warning.
        case surprising
        /// A kernel or container without it is an ordinary one: silence.
        case ordinary
    }

    /// Gives the content of a file to `parse`; nil, and a warning that names the file, where it cannot be had.
    mutating func read<Content>(
        _ name: String, absence: Absence = .surprising,
        parse: (Span<UInt8>) throws(ParseError) -> Content
    ) -> Content? {
        let length = load(name)
        if length < 0 {
            reportFailure(name, errno, absence)
            return nil
        }
        filesRead += 1
        do throws(ParseError) {
            return try parse(UnsafeBufferPointer(start: buffer, count: length).span)
        } catch {
            warn(of: name, "cannot make out \(path)/\(name): \(error)")
            return nil
        }
    }

    /// Gives each line of a file to `body`, however long the file is; false where it cannot be read.
    mutating func eachLine(
        of name: String, absence: Absence, body: (Span<UInt8>) -> Void
    ) -> Bool {
        let descriptor = openat(directory, name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            reportFailure(name, directory < 0 ? openError : errno, absence)
            return false
        }
        defer { close(descriptor) }
        filesRead += 1
        var reader = LineReader(descriptor: descriptor, name: "\(path)/\(name)")
        do throws(ToolError) {
            while let line = try reader.next() { body(line.bytes.span) }
            return true
        } catch {
            warn(of: name, error.description)
            return false
        }
    }

    private mutating func reportFailure(_ name: String, _ code: Int32, _ absence: Absence) {
        // A kernel booted with psi=0 has the files and refuses to read them.
        if absence == .ordinary, [ENOENT, ENOTDIR, EOPNOTSUPP].contains(code) { return }
        warn(of: name, "cannot read \(path)/\(name): \(String(cString: strerror(code)))")
    }

    private mutating func warn(of name: String, _ text: String) {
        if reported.contains(name) { return }
        reported.append(name)
        messages.warning(text)
    }

    /// Whether there is a file, directory or link of that name, even one that leads nowhere.
    borrowing func has(_ name: String) -> Bool {
        faccessat(directory, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
    }

    /// Whether this process may read a file of that name.
    borrowing func canRead(_ name: String) -> Bool { faccessat(directory, name, R_OK, 0) == 0 }

    /// The last part of what a link points to; nil where there is no such link.
    borrowing func linkTarget(_ name: String) -> String? {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(PATH_MAX)) { target in
            let length = target.withMemoryRebound(to: CChar.self) {
                readlinkat(directory, name, $0.baseAddress!, $0.count)
            }
            guard length > 0 else { return nil }
            let path = target[..<length]
            let start = path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
            return String(decoding: path[start...], as: UTF8.self)
        }
    }

    /// Whether the tree is there at all.
    borrowing func check() throws(ToolError) {
        if directory < 0 { throw ToolError(.noInput, cannot: "open \(path)", errno: openError) }
    }

    /// Reads a whole file into the buffer. The kernel makes some files anew for each read, so it is read in
    /// as few as it fits; -1 and `errno` where it fails.
    private mutating func load(_ name: String) -> Int {
        if directory < 0 {
            errno = openError
            return -1
        }
        let descriptor = openat(directory, name, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return -1 }
        var length = 0
        var failure: Int32 = 0
        while true {
            let got = Glibc.read(descriptor, buffer + length, capacity - length)
            if got < 0, errno == EINTR { continue }
            if got < 0 { failure = errno }
            if got <= 0 { break }
            length += got
            if length == capacity { grow() }
        }
        close(descriptor)
        if failure != 0 {
            errno = failure
            return -1
        }
        return length
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
        larger.update(from: buffer, count: capacity)
        buffer.deallocate()
        buffer = larger
        capacity *= 2
    }
}
