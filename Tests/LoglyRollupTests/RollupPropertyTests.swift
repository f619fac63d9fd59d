import Foundation
import LoglyShared
import Testing

@testable import logly_rollup

/// Random rows of two hosts in random order, rolled up in pieces, at once and again: always what brute
/// force says.
@Suite struct RollupPropertyTests {
    /// The cases of a run; `LOGLY_ROLLUP_CASES` asks for more.
    static let cases = Int(ProcessInfo.processInfo.environment["LOGLY_ROLLUP_CASES"] ?? "") ?? 200

    @Test func piecesAreTheWholeAndWhatBruteForceSays() throws {
        for seed in 0..<Self.cases { try check(seed: UInt64(seed)) }
    }

    private func check(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let zone = try #require(
            Zone(
                named: ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Havana", "Pacific/Apia"][
                    Int(seed % 5)]))
        let rows = Self.rows(&random)
        let pieces = try TestStore()
        let whole = try TestStore()
        try whole.insert(rows)
        try whole.rollUp(zone)
        var rest = rows[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...max(1, rows.count / 2), using: &random)
            try pieces.insert(rest.prefix(count))
            rest = rest.dropFirst(count)
            try pieces.rollUp(zone)
        }
        let content = try pieces.content()
        #expect(try content == whole.content(), "seed \(seed): pieces differ from the whole")
        try compare(pieces, rows, zone, seed)
        #expect(try pieces.rollUp(zone).isEmpty, "seed \(seed): written without new rows")
        try pieces.rollUp(zone, rebuilds: true)
        #expect(try pieces.content() == content, "seed \(seed): the rebuild differs")
    }

    private func compare(
        _ store: borrowing TestStore, _ rows: [RawRow], _ zone: Zone, _ seed: UInt64
    ) throws {
        var days = CalendarDays(zone: zone)
        let lengths: [(String, BruteForce)] = [
            ("hourly_aggregates", BruteForce(rows) { Int64(($0 / 3600).rounded(.down)) * 3600 }),
            ("daily_aggregates", BruteForce(rows) { days.day(of: Int64($0.rounded(.down))) }),
        ]
        for (table, expected) in lengths {
            let stored = try store.rows("SELECT * FROM \(table)").map { $0.components(separatedBy: "|") }
            #expect(stored.count == expected.rows.count, "seed \(seed) \(table)")
            for columns in stored {
                let key = "\(columns[0])|\(Int64(Double(columns[1]) ?? -1))"
                let isRight = expected.rows[key]?.matches(Array(columns[2...])) ?? false
                #expect(
                    isRight,
                    "seed \(seed) \(table): \(columns) is not \(String(describing: expected.rows[key]))")
            }
        }
    }

    /// Rows around the change to winter time of 2026 in Berlin (25 October, 01:00 UTC).
    private static func rows(_ random: inout SeededGenerator) -> [RawRow] {
        let start = 1_792_800_000.0 + Double(Int.random(in: 0...86_400, using: &random))
        let span = Double([7200, 90_000, 260_000][Int.random(in: 0..<3, using: &random)])
        var rows: [RawRow] = []
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            let host = ["web", "db"][Int.random(in: 0...1, using: &random)]
            // Tenths of a second, some of them twice.
            let time = start + (Double.random(in: 0..<span, using: &random) * 10).rounded(.down) / 10
            switch Int.random(in: 0...2, using: &random) {
            case 0:
                func share() -> Double? {
                    Int.random(in: 0...9, using: &random) == 0
                        ? nil : Double(Int.random(in: 0...10_000, using: &random)) / 100
                }
                rows.append(.system(host: host, time: time, cpu: share(), memory: share(), disk: share()))
            case 1:
                // Random values fall as often as they rise: each fall is a reset.
                let counters = (0..<4).map { _ -> Int64? in
                    Int.random(in: 0...9, using: &random) == 0
                        ? nil : Int64.random(in: 0...1000, using: &random)
                }
                rows.append(.network(host: host, time: time, counters: counters))
            default:
                rows.append(
                    .event(
                        host: host, time: time,
                        level: ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"].randomElement(
                            using: &random)!,
                        action: ["failed_login", "ban", "unban", "invalid_user", nil].randomElement(
                            using: &random)!,
                        count: [nil, nil, 1, 5].randomElement(using: &random)!,
                        address: ["192.0.2.1", "192.0.2.2", "2001:db8::1", nil].randomElement(
                            using: &random)!,
                        user: ["root", "admin", nil].randomElement(using: &random)!))
            }
        }
        return rows
    }
}
