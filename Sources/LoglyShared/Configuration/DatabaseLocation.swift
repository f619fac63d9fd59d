import Glibc

/// Where the database is.
public enum DatabaseLocation {
    /// Where an installed Logly has it.
    public static let system = "/var/lib/logly/logly.db"

    /// `--database`, else `$LOGLY_DATABASE`, else `database.path`, else the system's where it exists or for root,
    /// else the user's own under `$XDG_STATE_HOME`.
    ///
    /// - Parameters:
    ///   - option: what `--database` says.
    ///   - exists: whether a path exists, as far as one can see; by default asks the system.
    public static func path(
        option: String?, configuration: Configuration, environment: UserEnvironment,
        exists: (String) -> Bool = mayExist
    ) -> String {
        if let option { return option }
        if let database = environment.database { return environment.expanding(database) }
        if let path = configuration.database.path { return path }
        if environment.isRoot || exists(system) { return system }
        guard let folder = environment.folder(environment.stateHome, else: ".local/state") else {
            return system
        }
        return "\(folder)/logly/logly.db"
    }

    /// Whether something is there, or behind a folder that this user may not look into: on an installed machine
    /// somebody outside the group is told so, and gets no second database.
    public static func mayExist(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || errno == EACCES
    }
}
