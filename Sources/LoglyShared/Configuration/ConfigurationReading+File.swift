import Glibc

extension ConfigurationReading {
    /// What a configuration may have in bytes; a larger one is some other file.
    public static let sizeLimit = 1_048_576

    /// Reads the configuration that a program is to use.
    ///
    /// - Throws: 66 where a named file is missing or cannot be read, 78 where it is too large. What is wrong
    ///   with its content stands in `errors`.
    public init(
        at location: ConfigurationLocation, for use: ConfigurationUse, environment: UserEnvironment
    ) throws(ToolError) {
        switch location {
        case .named(let path):
            try self.init(file: path, for: use, home: environment.home)
        case .firstOf(let paths):
            for path in paths where access(path, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR) {
                try self.init(file: path, for: use, home: environment.home)
                return
            }
            self.init()
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
