import LoglyCommand
import LoglyShared

/// Records as text for people.
struct ReportText {
    private var page: TextPage
    private let times: TimeFormat

    init(style: TerminalStyle, zone: Zone) {
        page = TextPage(style: style)
        times = TimeFormat("%Y-%m-%d %H:%M:%S", zone: zone)
    }

    mutating func text(of answer: Answer) -> String {
        var last = ""
        for (at, record) in answer.records.enumerated() {
            let type = record.string("type")
            if at > 0, type != last || answer.isSummary { page.line() }
            switch type {
            case "health": health(record)
            case "security": security(record)
            case "performance": performance(record)
            case "errors": errors(record)
            case "issue": issue(record)
            case "ip": address(record, isFirst: type != last)
            case "trend": trend(record, isFirst: type != last)
            case "trace": trace(record)
            default: event(record)
            }
            last = type
        }
        if answer.records.isEmpty { page.line("Nothing found.") }
        return page.text
    }

    private func time(_ value: JSONValue?) -> String {
        if case .time(let time) = value { times.string(time) } else { "" }
    }

    private mutating func title(_ what: String, of record: JSONValue) {
        let host = record.string("host")
        page.heading((host.isEmpty ? "" : "\(host): ") + what)
        page.line("\(record.number("hours")) hours up to \(time(record["timestamp"]))")
        page.line()
    }

    private mutating func health(_ record: JSONValue) {
        let score = record["health_score"].map { _ in ", \(record.number("health_score")) of 100" } ?? ""
        title(record.string("status") + score, of: record)
        guard case .object(let components) = record["components"] else { return }
        for component in components.members {
            let value = component.value.double ?? 0
            let bar = String(repeating: "#", count: Int(value / 2.5))
            page.row([(component.key, 12), (component.value.plain, -6), (bar, 40)])
        }
        let missing = record["coverage"]?["missing"]?.strings ?? []
        if !missing.isEmpty { page.line("  no data on: " + missing.joined(separator: ", ")) }
        issues(record, "top_issues")
        recommendations(record)
    }

    private mutating func security(_ record: JSONValue) {
        title("security posture \(record.string("security_posture"))", of: record)
        numbers(
            record,
            [
                ("risk_score", "risk score, of 100"), ("total_threats", "threats"),
                ("high_threat_ips", "high-threat addresses"),
                ("failed_login_attempts", "failed login attempts"), ("successful_bans", "bans"),
            ])
        for (at, ip) in (record["top_threat_ips"]?.elements ?? []).enumerated() {
            if at == 0 { page.line() }
            address(ip, isFirst: at == 0)
        }
        issues(record, "top_issues")
        recommendations(record)
    }

    private mutating func performance(_ record: JSONValue) {
        title("performance", of: record)
        numbers(
            record,
            [
                ("avg_cpu_percent", "% of CPU on average"), ("max_cpu_percent", "% of CPU at most"),
                ("avg_memory_percent", "% of memory on average"),
                ("max_memory_percent", "% of memory at most"), ("samples", "samples"),
            ])
        for mount in record["filesystems"]?.elements ?? [] {
            page.row([(mount.number("percent"), -8), ("% of " + mount.string("mount_point"), 60)])
        }
        issues(record, "issues")
        recommendations(record)
    }

    private mutating func errors(_ record: JSONValue) {
        title("\(record.number("total_errors")) errors, \(record.string("trend"))", of: record)
        numbers(
            record, [("error_rate", "an hour"), ("unique_error_types", "different errors")])
        if case .object(let sources) = record["errors_by_source"] {
            for source in sources.members {
                page.row([(source.value.plain, -8), ("in " + source.key, 60)])
            }
        }
        let top = record["top_errors"]?.elements ?? []
        if !top.isEmpty { page.line() }
        for error in top { page.item(error.number("count"), nil, error.string("message")) }
        recommendations(record)
    }

    private mutating func issues(_ record: JSONValue, _ key: String) {
        let issues = record[key]?.elements ?? []
        page.line()
        if let counts = record["issue_counts"] {
            let levels = ["critical", "high", "medium", "low"].map { "\(counts.number($0)) \($0)" }
            page.heading("Issues: " + levels.joined(separator: ", "))
        } else if issues.isEmpty {
            page.line("No issues.")
        }
        for found in issues { issue(found) }
    }

    private mutating func issue(_ record: JSONValue) {
        let level = record.string("severity_level")
        page.item(
            "\(level) \(record.number("severity"))", TextPage.ink(of: level),
            "\(record.string("title")). \(record.string("description")) (\(time(record["last_seen"])))")
    }

    private mutating func recommendations(_ record: JSONValue) {
        let all = record["recommendations"]?.strings ?? []
        if all.isEmpty { return }
        page.line()
        page.heading("What to do")
        for recommendation in all { page.item("-", nil, recommendation, indent: 4) }
    }

    private mutating func numbers(_ record: JSONValue, _ keys: [(key: String, name: String)]) {
        for (key, name) in keys where record[key] != nil {
            page.row([(record.number(key), -8), (name, 60)])
        }
    }

    private mutating func address(_ record: JSONValue, isFirst: Bool) {
        if isFirst {
            page.row([("score", -5), ("address", 24), ("last seen", 19), ("why", 20)])
        }
        page.row([
            (record.number("threat_score"), -5), (record.string("ip_address"), 24),
            (time(record["last_seen"]), 19),
            ((record["reasons"]?.strings ?? []).joined(separator: ", "), 20),
        ])
    }

    private mutating func trend(_ record: JSONValue, isFirst: Bool) {
        if isFirst {
            page.row([("host", 16), ("measure", 15), ("before", -10), ("after", -10), ("", 20)])
        }
        page.row([
            (record.string("host"), 16), (record.string("metric"), 15),
            (record.number("first_half"), -10), (record.number("second_half"), -10),
            (record.string("direction"), 20),
        ])
    }

    private mutating func trace(_ record: JSONValue) {
        page.heading("\(record.string("what")): \(record.number("total_events")) events")
        if record["first_seen"] != nil {
            page.line("from \(time(record["first_seen"])) to \(time(record["last_seen"]))")
        }
        for key in ["hosts", "sources", "users", "ip_addresses"] {
            let names = record[key]?.strings ?? []
            if !names.isEmpty {
                page.item(key == "ip_addresses" ? "addresses" : key, nil, names.joined(separator: ", "))
            }
        }
    }

    private mutating func event(_ record: JSONValue) {
        page.row([
            (time(record["timestamp"]), 19), (record.string("host"), 10), (record.string("source"), 8),
            (record.string("message"), 40),
        ])
    }
}
