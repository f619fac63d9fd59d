import Testing

@testable import LoglyShared

/// Reads a text as `logly.yaml`; the only zones are UTC and Europe/Berlin.
func reading(_ text: String, for use: ConfigurationUse = .reporting) -> ConfigurationReading {
    var text = text
    return text.withUTF8 { bytes in
        ConfigurationReading(bytes, file: "logly.yaml", for: use, home: "/home/ada") {
            ["UTC", "Europe/Berlin"].contains($0)
        }
    }
}

@Suite struct ConfigurationTests {
    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "--- ~\n", "database:\n", "\u{FEFF}# marked\n"])
    func isAllDefaults(text: String) {
        let reading = reading(text)
        #expect(reading.errors == [])
        #expect(reading.configuration == Configuration())
    }

    @Test func readsEachKind() {
        let reading = reading(
            """
            host: "12"
            database: {path: ~/logly.db, retention_days: 30, max_size_mb: 512}
            system: {enabled: off}
            aggregation:
              intervals: hourly
              timezone: Europe/Berlin
            export: {default_format: JSON}
            tracing:
              ip_whitelist: [10.1.2.3/8, "2001:db8::1"]
              auto_blacklist_threshold: 55.5
            query: {thresholds: {high_cpu_percent: 70}}
            logging: {level: warning}

            """)
        var expected = Configuration()
        expected.host = "12"
        expected.database.path = "/home/ada/logly.db"
        expected.database.retentionDays = 30
        expected.database.maxSizeMB = 512
        expected.system.isEnabled = false
        expected.aggregation.intervals = [.hourly]
        expected.aggregation.timezone = "Europe/Berlin"
        expected.export.defaultFormat = .json
        expected.tracing.ipWhitelist = [IPNetwork("10.0.0.0/8"), IPNetwork("2001:db8::1")].compactMap { $0 }
        expected.tracing.autoBlacklistThreshold = 55.5
        expected.query.thresholds.highCPUPercent = 70
        expected.logging.level = .warning
        #expect(reading.errors == [])
        #expect(reading.configuration == expected)
    }

    @Test func readsSources() {
        let reading = reading(
            """
            logs:
              sources:
                nginx:
                shop: &shop
                  path: /srv/shop.log
                  format: nginx
                  log_format: '$remote_addr [$time_local]'
                  timezone: UTC
                shop2:
                  <<: *shop
                  path: /srv/shop2.log
                python: {path: /srv/app.log, enabled: false}
                notes: {path: /srv/notes.log}
                journal: {enabled: true}

            """)
        var shop = LogSource(name: "shop", path: "/srv/shop.log", format: .nginx)
        shop.logFormat = "$remote_addr [$time_local]"
        shop.timezone = "UTC"
        var second = shop
        second.name = "shop2"
        second.path = "/srv/shop2.log"
        #expect(reading.errors == [])
        #expect(
            reading.configuration.logs.sources == [
                LogSource(name: "nginx", path: "/var/log/nginx/access.log"), shop, second,
                LogSource(name: "python", path: "/srv/app.log", format: .python, isEnabled: false),
                LogSource(name: "notes", path: "/srv/notes.log", format: .auto),
                LogSource(name: "journal", format: .journal),
            ])
    }

    @Test(arguments: [
        (
            "aggregation:\n  intervall: hourly\n",
            "2:3: unknown key \"intervall\"; did you mean \"intervals\"?"
        ),
        ("databse: {}\n", "1:1: unknown key \"databse\"; did you mean \"database\"?"),
        ("logs:\n  retention-days: 3\n", "2:3: unknown key \"retention-days\" in logs"),
        (
            "aggregation:\n  retention_days: 3\n",
            "2:3: unknown key \"retention_days\"; did you mean \"database.retention_days\"?"
        ),
        ("zzz: 1\n", "1:1: unknown key \"zzz\""),
        (
            "logs:\n  sources:\n    web:\n      path: /x\n      fromat: nginx\n",
            "5:7: unknown key \"fromat\"; did you mean \"format\"?"
        ),
        ("database: 5\n", "1:11: database must hold keys of its own, not \"5\""),
        ("database: {retention_days: 0}\n", nil),
        (
            "database:\n  retention_days: \"90\"\n",
            "2:19: database.retention_days must be a whole number from 1 to 36500, not the text \"90\""
        ),
        ("database: {path: 5}\n", "1:18: database.path must be a text (put it in quotes), not \"5\""),
        ("host: [a]\n", "1:7: host must be a text, not a list"),
        ("system: {enabled: 1}\n", "1:19: system.enabled must be true or false, not \"1\""),
        (
            "logs: {sources: {web: {path: /x, format: ngnix}}}\n",
            """
            1:42: logs.sources.web.format must be one of auth, syslog, fail2ban, nginx, nginx-error, apache, \
            apache-error, django, python, postgresql, json, logfmt, journal, generic, auto, not "ngnix"; \
            did you mean "nginx"?
            """
        ),
        ("logs: {sources: {web: {}}}\n", "1:23: source \"web\" has no path"),
        ("logs: {sources: {web}}\n", "1:18: source \"web\" has no path"),
        ("logs: {sources: [web]}\n", "1:17: logs.sources must be a mapping of names, not a list"),
        ("logs: {sources: {web: 1}}\n", "1:23: logs.sources.web must be a mapping, not \"1\""),
        (
            "logs: {sources: {a b: {path: /x}}}\n",
            "1:23: a source's name has 1 to 64 letters, digits, \"-\", \"_\" or \".\""
        ),
        (
            "export: {timezone: Mars/Olympus}\n",
            "1:20: export.timezone must be a time zone such as UTC or Europe/Berlin, not \"Mars/Olympus\""
        ),
        (
            "tracing:\n  ip_whitelist: [10.0.0.0/33]\n",
            "2:18: tracing.ip_whitelist must be an address or CIDR, not \"10.0.0.0/33\""
        ),
        (
            "query: {thresholds: {high_cpu_percent: 101}}\n",
            "1:40: query.thresholds.high_cpu_percent must be a number from 0 to 100, not \"101\""
        ),
        ("host: a\nhost: b\n", "2:1: key \"host\" is given twice, first in line 1"),
        ("- a\n", "1:1: a configuration is a mapping of keys, not a list"),
        ("just text\n", "1:1: a configuration is a mapping of keys, not \"just text\""),
    ])
    func refuses(text: String, because reason: String?) {
        let errors = reading(text).errors
        #expect(errors.count == 1)
        #expect(errors.first?.status == .configuration)
        if let reason { #expect(errors.first?.description == "logly.yaml:\(reason)") }
    }

    @Test func reportsEveryMistakeInOrder() {
        let reading = reading("system: {enabled: maybe}\nhots: a\ndatabase: {retention_days: x}\n")
        #expect(
            reading.errors.map(\.description) == [
                "logly.yaml:1:19: system.enabled must be true or false, not \"maybe\"",
                "logly.yaml:2:1: unknown key \"hots\"; did you mean \"host\"?",
                "logly.yaml:3:28: database.retention_days must be a whole number from 1 to 36500, not \"x\"",
            ])
    }

    @Test func countsMistakesBeyondTheFirst() {
        let text = (0..<100).map { "unheard_\($0): 1\n" }.joined()
        let errors = reading(text).errors
        #expect(errors.count == 21)
        #expect(errors.last?.description == "logly.yaml: and 80 more")
    }

    /// A typing error in what the collecting programs never look at must not stop them.
    @Test(arguments: [
        "query: {thresholds: {hgih_cpu_percent: 1}}", "query: 5", "tracing: {ip_whitelist: [x]}",
        "export: {timezone: Nowhere}", "aggregation: {enabled: 1, enabled: 2}", "query: {}\nquery: {}",
    ])
    func warnsThoseWhoCollect(text: String) {
        let collecting = reading(text + "\n", for: .collecting)
        #expect(collecting.errors == [])
        #expect(!collecting.warnings.isEmpty)
        #expect(reading(text + "\n").errors.map(\.description) == collecting.warnings)
    }

    @Test(arguments: [
        "host: [a]", "logs: {enabled: 3}", "queri: {}", "database: {path: a, path: b}", "a: *b",
    ])
    func stopsThoseWhoCollect(text: String) {
        #expect(reading(text + "\n", for: .collecting).errors.count == 1)
    }

    @Test func placesWhatItsUserRefuses() {
        let reading = reading("logs:\n  sources:\n    app: {path: /x, pattern: '('}\n")
        let error = reading.error("a group is not closed", with: ["logs", "sources", "app", "pattern"])
        #expect(
            error
                == ToolError(
                    .configuration,
                    "logly.yaml:3:30: logs.sources.app.pattern: a group is not closed"))
    }
}
