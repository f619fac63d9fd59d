import Glibc

/// What decides where the configuration and the database of a user are.
public struct UserEnvironment: Equatable, Sendable {
    /// `$LOGLY_CONFIG`
    public var config: String?
    /// `$LOGLY_DATABASE`
    public var database: String?
    /// `$HOME`
    public var home: String?
    /// `$XDG_CONFIG_HOME`
    public var configHome: String?
    /// `$XDG_STATE_HOME`
    public var stateHome: String?
    public var isRoot: Bool

    public init(
        config: String? = nil, database: String? = nil, home: String? = nil, configHome: String? = nil,
        stateHome: String? = nil, isRoot: Bool = false
    ) {
        (self.config, self.database, self.home) = (config, database, home)
        (self.configHome, self.stateHome, self.isRoot) = (configHome, stateHome, isRoot)
    }

    /// That of this process. A variable that is empty counts as unset.
    public static var current: UserEnvironment {
        func variable(_ name: String) -> String? {
            guard let value = getenv(name), value.pointee != 0 else { return nil }
            return String(cString: value)
        }
        return UserEnvironment(
            config: variable("LOGLY_CONFIG"), database: variable("LOGLY_DATABASE"), home: variable("HOME"),
            configHome: variable("XDG_CONFIG_HOME"), stateHome: variable("XDG_STATE_HOME"),
            isRoot: geteuid() == 0)
    }

    /// A path with its leading `~/` written out.
    public func expanding(_ path: String) -> String {
        guard let home, path == "~" || path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    /// A folder of the XDG Base Directory specification, which says to ignore a variable that is no absolute path.
    func folder(_ variable: String?, else path: String) -> String? {
        if let variable, variable.hasPrefix("/") { return variable }
        return home.map { "\($0)/\(path)" }
    }
}
