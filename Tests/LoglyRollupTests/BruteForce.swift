import Foundation

/// Hours and days computed from all raw rows at once, by the definitions alone: what a rollup must come to.
struct BruteForce {
    /// The row of a period, as the texts of its columns; averages are kept as numbers.
    struct Row: Equatable {
        var cpu: [Double] = []
        var memory: [Double] = []
        var disk: [Double] = []
        var totals: [Int64?] = [nil, nil, nil, nil]
        var events: Int64 = 0
        var failedLogins: Int64 = 0
        var bans: Int64 = 0
        var errors: Int64 = 0
        var warnings: Int64 = 0
        var banned: Set<String> = []
        var users: Set<String> = []
        /// Events by source, level and action, and by address.
        var sources: [String: Int64] = [:]
        var addresses: [String: Int64] = [:]
    }

    var rows: [String: Row] = [:]

    /// - Parameter period: the beginning of the period of a moment.
    init(_ raw: [RawRow], period: (Double) -> Int64) {
        // A sample is stored once for its host and time.
        var seen: Set<String> = []
        var chains: [String: [(time: Double, counters: [Int64?])]] = [:]
        for row in raw {
            let key = "\(row.host)|\(period(row.time))"
            switch row {
            case .system(let host, let time, let cpu, let memory, let disk):
                guard seen.insert("s\(host)\(time)").inserted else { continue }
                if let cpu { rows[key, default: Row()].cpu.append(cpu) }
                if let memory { rows[key, default: Row()].memory.append(memory) }
                if let disk { rows[key, default: Row()].disk.append(disk) }
                rows[key, default: Row()].events += 0
            case .network(let host, let time, let counters):
                guard seen.insert("n\(host)\(time)").inserted else { continue }
                chains[host, default: []].append((time, counters))
                rows[key, default: Row()].events += 0
            case .event(_, _, let level, let action, let count, let address, let user):
                rows[key, default: Row()].add(level, action, count ?? 1, address, user)
                rows[key]?.sources["\(row.source)|\(level)|\(action ?? "")", default: 0] += count ?? 1
                if let address { rows[key]?.addresses[address, default: 0] += count ?? 1 }
            }
        }
        for (host, chain) in chains {
            for counter in 0..<4 {
                var last: Int64?
                for sample in chain.sorted(by: { $0.time < $1.time }) {
                    guard let value = sample.counters[counter] else { continue }
                    if let last {
                        let key = "\(host)|\(period(sample.time))"
                        let difference = value < last ? value : value - last
                        let total = rows[key]?.totals[counter] ?? 0
                        rows[key]?.totals[counter] = total + difference
                    }
                    last = value
                }
            }
        }
    }
}

extension BruteForce.Row {
    mutating func add(_ level: String, _ action: String?, _ count: Int64, _ address: String?, _ user: String?)
    {
        events += count
        if ["ERROR", "CRITICAL"].contains(level) { errors += count }
        if level == "WARNING" { warnings += count }
        if action == "failed_login" {
            failedLogins += count
            if let user { users.insert(user) }
        }
        if action == "ban" {
            bans += count
            if let address { banned.insert(address) }
        }
    }

    /// Whether a stored row says the same: the columns of daily_aggregates after host and timestamp.
    func matches(_ columns: [String]) -> Bool {
        func mean(_ values: [Double]) -> Double? {
            values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        let shares = [mean(cpu), cpu.max(), mean(memory), memory.max(), mean(disk)]
        for (share, column) in zip(shares, columns) {
            guard let share else {
                if column != "NULL" { return false }
                continue
            }
            guard let stored = Double(column), abs(stored - share) < 1e-8 else { return false }
        }
        let counts = totals + [events, failedLogins, bans, errors, warnings].map { $0 }
        for (count, column) in zip(counts, columns.dropFirst(5))
        where column != (count.map { "\($0)" } ?? "NULL") { return false }
        return columns.count < 15 || columns[14...].elementsEqual(["\(banned.count)", "\(users.count)"])
    }
}
