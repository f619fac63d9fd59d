import ArgumentParser

/// What is exported: the word on the command line.
enum ExportKind: String, CaseIterable, ExpressibleByArgument {
    case system, network, filesystem, interface, disk, logs, hourly, daily, ips
    case report, status, backup

    /// The formats that it can be written in; the first is taken where neither the command line nor the
    /// configuration names one of them.
    var formats: [ExportFormat] {
        switch self {
        case .system, .network, .filesystem, .interface, .disk: [.csv, .json, .ndjson, .prometheus]
        case .logs: [.csv, .json, .ndjson, .text]
        case .hourly, .daily, .ips: [.csv, .json, .ndjson]
        case .report: [.text, .html, .json]
        case .status: [.text, .json]
        // SQLite's own.
        case .backup: []
        }
    }

    /// Whether `--source` means something.
    var hasSources: Bool { self == .logs || self == .ips || self == .report }

    /// Whether `--level` means something.
    var hasLevels: Bool { self == .logs || self == .ips }
}

enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
    case csv, json, ndjson, text, html, prometheus
}
