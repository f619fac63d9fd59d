import Testing

@testable import LoglyShared

/// Every key of the original Logly's own logly.yaml, with its values.
@Suite struct OriginalConfigurationTests {
    private let text = """
        database:
          path: "logly/db/logly.db"
          retention_days: 90
        collection: {system_metrics: 60, network_metrics: 60, log_parsing: 300}
        system:
          enabled: true
          metrics: [cpu_percent, cpu_count, memory_total, disk_usage, disk_io, load_average]
        network:
          enabled: true
          metrics:
            - bytes_sent
            - listening_ports
        logs:
          enabled: true
          sources:
            fail2ban: {path: "/var/log/fail2ban.log", enabled: true}
            django: {path: "/var/log/django/django.log", enabled: false}
        aggregation: {enabled: true, intervals: [hourly, daily], keep_raw_data_days: 7}
        export: {default_format: "csv", timestamp_format: "%Y-%m-%d %H:%M:%S"}
        tracing:
          enabled: true
          trace_processes: true
          trace_network: true
          trace_ips: true
          trace_errors: true
          store_traces: true
          trace_high_severity_only: false
          min_severity_to_store: 30
          ip_whitelist: ["127.0.0.1", "192.168.1.1"]
          ip_blacklist: []
          auto_blacklist_threshold: 70
        query:
          enabled: true
          thresholds:
            high_cpu_percent: 85
            high_memory_percent: 90
            disk_space_critical: 90
            error_spike_multiplier: 3.0
            failed_login_threshold: 5
            threat_score_high: 70
            network_error_rate: 5.0
            sustained_duration_min: 300
          default_time_window: 24
          trend_analysis_days: 7
          alert_cooldown: 3600
        logging: {level: "INFO", log_dir: "logly/logs"}

        """

    @Test func isHonouredOrNamed() {
        let reading = reading(text)
        #expect(reading.errors == [])
        #expect(reading.warnings == [])
        var expected = Configuration()
        expected.database.path = "logly/db/logly.db"
        expected.logs.sources = [
            LogSource(name: "fail2ban", path: "/var/log/fail2ban.log"),
            LogSource(name: "django", path: "/var/log/django/django.log", isEnabled: false),
        ]
        expected.tracing.ipWhitelist = [IPNetwork("127.0.0.1"), IPNetwork("192.168.1.1")].compactMap { $0 }
        #expect(reading.configuration == expected)
        #expect(
            reading.notes == [
                """
                logly.yaml: without effect: system.metrics, network.metrics, tracing.enabled, \
                tracing.trace_processes, tracing.trace_network, tracing.trace_ips, tracing.trace_errors, \
                tracing.store_traces, tracing.trace_high_severity_only, tracing.min_severity_to_store, \
                query.enabled, query.alert_cooldown, logging.log_dir
                """
            ])
    }
}
