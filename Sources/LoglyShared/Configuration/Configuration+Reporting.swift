extension Configuration {
    public struct Aggregation: Equatable, Sendable {
        /// False: `logly-rollup` computes no aggregates, and then prunes nothing either.
        public var isEnabled = true
        /// Which aggregates are computed.
        public var intervals: [Interval] = [.hourly, .daily]
        /// Days that samples are kept.
        public var keepRawDataDays = 7
        /// Days that the daily aggregates are kept.
        public var keepDailyDays = 730
        /// The IANA zone in which days begin; nil: UTC.
        public var timezone: String?

        public enum Interval: String, Sendable, CaseIterable { case hourly, daily }

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.flag("enabled", &isEnabled)
            section.list("intervals", &intervals, of: "hourly or daily") { Interval(rawValue: $0) }
            section.integer("keep_raw_data_days", &keepRawDataDays, in: 1...36_500)
            section.integer("keep_daily_days", &keepDailyDays, in: 1...36_500)
            section.timeZone("timezone", &timezone)
        }
    }

    public struct Export: Equatable, Sendable {
        /// What `logly-export` writes tables in without `--format`.
        public var defaultFormat = Format.csv
        /// Times in CSV and text, after strftime(3).
        public var timestampFormat = "%Y-%m-%d %H:%M:%S"
        /// The IANA zone of those times.
        public var timezone = "UTC"

        public enum Format: String, Sendable, CaseIterable { case csv, json, ndjson }

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.choice("default_format", &defaultFormat, among: Format.allCases.map { ($0.rawValue, $0) })
            section.text("timestamp_format", &timestampFormat)
            section.timeZone("timezone", &timezone)
        }
    }

    public struct Tracing: Equatable, Sendable {
        /// Addresses that are never held a threat.
        public var ipWhitelist = [IPNetwork(IPAddress(ipv4: 0x7F00_0001)), IPNetwork(IPAddress(bits: 1))]
        /// Addresses that always are.
        public var ipBlacklist: [IPNetwork] = []
        /// The threat score, 0 to 100, from which an address counts as blacklisted.
        public var autoBlacklistThreshold = 70.0

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.list("ip_whitelist", &ipWhitelist, of: "an address or CIDR") { IPNetwork($0) }
            section.list("ip_blacklist", &ipBlacklist, of: "an address or CIDR") { IPNetwork($0) }
            section.number("auto_blacklist_threshold", &autoBlacklistThreshold, in: 0...100)
            for key in [
                "enabled", "trace_processes", "trace_network", "trace_ips", "trace_errors", "store_traces",
                "trace_high_severity_only", "min_severity_to_store",
            ] { section.withoutEffect(key) }
        }
    }

    public struct Query: Equatable, Sendable {
        /// The window of `logly-analyze` and `logly-export` without `--hours` and the like, in hours.
        public var defaultTimeWindow = 24.0
        /// The window of `logly-analyze --trends`, in days.
        public var trendAnalysisDays = 7.0
        public var thresholds = Thresholds()

        public init() {}

        mutating func read(_ section: inout SectionReader) {
            section.number("default_time_window", &defaultTimeWindow, in: 0.01...876_000)
            section.number("trend_analysis_days", &trendAnalysisDays, in: 0.01...36_500)
            section.section("thresholds") { thresholds.read(&$0) }
            section.withoutEffect("enabled")
            section.withoutEffect("alert_cooldown")
        }
    }
}
