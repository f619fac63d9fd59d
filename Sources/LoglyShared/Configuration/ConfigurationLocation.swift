/// Where the configuration is: a file that was named, or the first of some that may be there.
public enum ConfigurationLocation: Equatable, Sendable {
    /// By `--config` or `$LOGLY_CONFIG`: it must be there. `-` is stdin.
    case named(String)
    /// One that is absent is passed over; without any, the defaults hold.
    case firstOf([String])

    public static let system = "/etc/logly/logly.yaml"

    /// - Parameter option: what `--config` says.
    public init(option: String?, environment: UserEnvironment) {
        if let named = option ?? environment.config {
            // The shell writes out a `~` of an option; in the variable it may have stayed.
            self = .named(option == nil ? environment.expanding(named) : named)
            return
        }
        var paths: [String] = []
        if !environment.isRoot, let folder = environment.folder(environment.configHome, else: ".config") {
            paths.append("\(folder)/logly/logly.yaml")
        }
        self = .firstOf(paths + [Self.system])
    }
}
