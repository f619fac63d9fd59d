/// A log that `logly-parse` follows: `logs.sources.NAME`.
public struct LogSource: Equatable, Sendable {
    /// What its events carry as `source`.
    public var name: String
    /// A file, or a glob of which each match is a log of its own; nil only for the journal.
    public var path: String?
    public var isEnabled = true
    public var format: LogFormatName
    /// The IANA zone of times that are written without one; nil: the machine's.
    public var timezone: String?
    /// How each line is written, in the format's own notation: nginx's `log_format`, Apache's `LogFormat`, a
    /// Python logging format, PostgreSQL's `log_line_prefix`.
    public var logFormat: String?
    /// A regular expression with named groups, instead of the format's own rules.
    public var pattern: String?
    /// How the group `timestamp` of the pattern is written, after strptime(3).
    public var timeFormat: String?
    /// Names of sources in whose place this one stands: it is read only where none of them has a log.
    public var unless: [String] = []
    /// Of the journal alone, as journalctl(1) takes them: which entries. Empty: all.
    public var units: [String] = []
    public var identifiers: [String] = []
    /// The least grave priority that is read, `emerg` to `debug`; nil: all.
    public var priority: String?
    /// The folder that logrotate's `olddir` moves rotated files to; nil: they stay beside the log.
    public var oldDirectory: String?

    /// Its path stands for any number of logs.
    public var isGlob: Bool { path.map(Self.isGlob) ?? false }

    /// Whether a path is one that matches others.
    public static func isGlob(_ path: String) -> Bool { path.contains { "*?[".contains($0) } }

    /// A source that has a format's name has this format, any other finds its own.
    public init(
        name: String, path: String? = nil, format: LogFormatName? = nil, isEnabled: Bool = true,
        unless: [String] = []
    ) {
        self.name = name
        self.path = path
        self.format = format ?? LogFormatName(rawValue: name) ?? .auto
        self.isEnabled = isEnabled
        self.unless = unless
    }

    /// What is read without a configuration: the logs of a Debian or Ubuntu machine that serves Django with
    /// nginx and PostgreSQL. The journal stands in for the files of rsyslog, which would have the same lines.
    public static let builtIn = [
        LogSource(name: "auth", path: "/var/log/auth.log"),
        LogSource(name: "syslog", path: "/var/log/syslog"),
        LogSource(name: "fail2ban", path: "/var/log/fail2ban.log"),
        LogSource(name: "nginx", path: "/var/log/nginx/access.log"),
        LogSource(name: "nginx-error", path: "/var/log/nginx/error.log"),
        LogSource(name: "django", path: "/var/log/django/django.log"),
        LogSource(name: "postgresql", path: "/var/log/postgresql/*.log"),
        LogSource(name: "journal", unless: ["auth", "syslog"]),
    ]

    static func isValidName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// journald's words for syslog(3)'s priorities.
    static let priorities = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]

    mutating func read(_ section: inout SectionReader) {
        // Whoever writes a source out means it.
        if section.hasKeys { unless = [] }
        section.path("path", &path)
        section.flag("enabled", &isEnabled)
        section.choice("format", &format, among: LogFormatName.allCases.map { ($0.rawValue, $0) })
        section.timeZone("timezone", &timezone)
        section.text("log_format", &logFormat)
        section.text("pattern", &pattern)
        section.text("time_format", &timeFormat)
        section.path("olddir", &oldDirectory)
        section.list("unless", &unless, of: "names of sources") { Self.isValidName($0) ? $0 : nil }
        section.list("units", &units, of: "names of units") { $0.isEmpty ? nil : $0 }
        section.list("identifiers", &identifiers, of: "names of programs") { $0.isEmpty ? nil : $0 }
        section.choice("priority", &priority, among: Self.priorities.map { ($0, Optional($0)) })
        if path == nil, isEnabled, format != .journal { section.refuse("source \"\(name)\" has no path") }
    }
}

/// The log formats that `logly-parse` knows.
public enum LogFormatName: String, CaseIterable, Sendable {
    case auth, syslog, fail2ban, nginx
    case nginxError = "nginx-error"
    case apache
    case apacheError = "apache-error"
    case django, python, postgresql, json, logfmt, journal
    /// Any text, a line at a time: a time and a level where they can be seen.
    case generic
    /// The one of the others that fits the first lines.
    case auto
}
