import Glibc

/// The name that records carry, so that streams of several machines can meet in one database.
enum HostName {
    /// `--host`, else this machine's name.
    static func choose(option: String?) -> String { option ?? machineName() }

    private static func machineName() -> String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, 255) == 0, name[0] != 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
