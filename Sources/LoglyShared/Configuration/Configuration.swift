/// What `logly.yaml` says, each key that it leaves out at its default.
///
/// `config/logly.yaml` of the distribution explains every key. Keys are read in one place per section, its
/// `read(_:)`: the check for unknown keys, the defaults and the tests over that file all follow from it.
public struct Configuration: Equatable, Sendable {
    /// The name of this machine in records; nil: see `HostName`.
    public var host: String?
    public var database = Database()
    public var collection = Collection()
    public var system = Collector()
    public var network = Collector()
    public var logs = Logs()
    public var aggregation = Aggregation()
    public var export = Export()
    public var tracing = Tracing()
    public var query = Query()
    public var logging = Logging()

    /// The built-in defaults.
    public init() {}

    mutating func read(_ root: inout SectionReader) {
        root.text("host", &host)
        root.section("database") { database.read(&$0) }
        root.section("collection") { collection.read(&$0) }
        root.section("system") { system.read(&$0) }
        root.section("network") { network.read(&$0) }
        root.section("logs") { logs.read(&$0) }
        root.section("aggregation") { aggregation.read(&$0) }
        root.section("export") { export.read(&$0) }
        root.section("tracing") { tracing.read(&$0) }
        root.section("query") { query.read(&$0) }
        root.section("logging") { logging.read(&$0) }
    }
}

/// What a program does with the configuration, which decides how a mistake in a section is taken.
public enum ConfigurationUse: Sendable {
    /// `logly-sample`, `logly-parse` and `logly-ingest`, which never look at `query`, `tracing`, `export` and
    /// `aggregation`: a mistake there is a warning, as it must not stop the collecting.
    case collecting
    /// Every section counts.
    case reporting

    /// Who is stopped by mistakes in a section, given its outermost key.
    init(ofSection key: String) {
        self =
            switch key {
            case "aggregation", "export", "tracing", "query": .reporting
            default: .collecting
            }
    }
}

extension Configuration {
    public struct Database: Equatable, Sendable {
        /// nil: see `DatabaseLocation`. A relative path starts at the current directory.
        public var path: String?
        /// Days that log events and hours are kept.
        public var retentionDays = 90
        /// What the database and its WAL may take after a rollup, in MiB; nil: no cap.
        public var maxSizeMB: Int?

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.path("path", &path)
            section.integer("retention_days", &retentionDays, in: 1...36_500)
            section.integer("max_size_mb", &maxSizeMB, in: 1...1_000_000_000)
        }
    }

    /// How often the timers run the stages, in seconds; `logly-analyze` tells from it that samples are overdue.
    public struct Collection: Equatable, Sendable {
        public var systemMetrics = 60
        public var networkMetrics = 60
        public var logParsing = 300

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.integer("system_metrics", &systemMetrics, in: 1...86_400)
            section.integer("network_metrics", &networkMetrics, in: 1...86_400)
            section.integer("log_parsing", &logParsing, in: 1...86_400)
        }
    }

    /// Whether `logly-sample` without a KIND takes these samples: `system` with file systems and disks,
    /// `network` with interfaces.
    public struct Collector: Equatable, Sendable {
        public var isEnabled = true

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.flag("enabled", &isEnabled)
            section.withoutEffect("metrics")
        }
    }

    public struct Logging: Equatable, Sendable {
        /// `.debug` is `--verbose`, anything above `.info` is `--quiet`; warnings and errors always appear.
        public var level = Level.info

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.choice("level", &level, among: Level.allCases.map { ($0.name.description, $0) })
            section.withoutEffect("log_dir")
        }
    }
}
