import Glibc

extension ConfigurationReading {
    /// What a configuration may have in bytes; a larger one is some other file.
    public static let sizeLimit = 1_048_576

    /// Reads the configuration that a program is to use.
    ///
    /// A file that nobody named and that cannot be read is a warning.
    ///
    /// - Throws: 66 where a named file is missing or cannot be read, 78 where one is too large. What is wrong
    ///   with its content stands in `errors`.
    public init(
        at location: ConfigurationLocation, for use: ConfigurationUse, environment: UserEnvironment
    ) throws(ToolError) {
        switch location {
        case .named(let path):
            try self.init(file: path, for: use, home: environment.home)
        case .firstOf(let paths):
            var warnings: [String] = []
            for path in paths where access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR) {
                do {
                    try self.init(file: path, for: use, home: environment.home)
                    self.warnings = warnings + self.warnings
                    return
                } catch {
                    // Nobody asked for it by name, and its folder may be another user's, as after `su`.
                    if error.status != .noInput { throw error }
                    warnings.append("\(error.description); going on without it")
                }
            }
            self.init()
            self.warnings = warnings
        }
    }

    /// Reads one file; `-` is stdin.
    public init(file path: String, for use: ConfigurationUse, home: String? = nil) throws(ToolError) {
        let name = path == "-" ? "stdin" : path
        let text = try Self.bytes(of: path, name)
        self = text.withUnsafeBufferPointer { ConfigurationReading($0, file: name, for: use, home: home) }
    }

    private static func bytes(of path: String, _ name: String) throws(ToolError) -> [UInt8] {
        let file = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw ToolError(.noInput, cannot: "open \(name)", errno: errno) }
        defer { close(file) }
        var bytes: [UInt8] = []
        while true {
            var failure: Int32 = 0
            let before = bytes.count
            bytes += [UInt8](unsafeUninitializedCapacity: before == 0 ? 16_384 : 262_144) { buffer, got in
                let result = read(file, buffer.baseAddress, buffer.count)
                failure = result < 0 ? errno : 0
                got = max(0, result)
            }
            if failure == EINTR { continue }
            if failure != 0 { throw ToolError(.noInput, cannot: "read \(name)", errno: failure) }
            if bytes.count > sizeLimit {
                throw ToolError(.configuration, "\(name): larger than \(sizeLimit) bytes: no configuration")
            }
            if bytes.count == before { return bytes }
        }
    }
}
