import Glibc

/// The name that records carry as `host`.
public struct HostName: Equatable, Sendable {
    public let name: String
    /// What the machine calls itself now, where the records keep the name that the database has recorded.
    public let renamedTo: String?

    /// `--host`, else `host:` of the configuration, else the name that the database recorded at its first run,
    /// else the machine's.
    ///
    /// - Parameter recorded: of `metadata` in the database; nil where there is none yet.
    public init(option: String?, configured: String?, recorded: String?, machine: String) {
        if let chosen = option ?? configured {
            (name, renamedTo) = (chosen, nil)
        } else if let recorded {
            (name, renamedTo) = (recorded, recorded == machine ? nil : machine)
        } else {
            (name, renamedTo) = (machine, nil)
        }
    }

    /// What this machine calls itself; `localhost` where it has no name.
    public static func ofMachine() -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let start = buffer.baseAddress, gethostname(start, 255) == 0 else { return "localhost" }
            buffer[255] = 0
            let name = String(cString: start)
            return name.isEmpty ? "localhost" : name
        }
    }
}
