import Foundation
import LoglyShared
import Testing

@testable import logly_rollup

/// Random rows of two hosts in random order, rolled up in pieces, at once and again, with old rows removed in between:
/// always what brute force says.
@Suite struct RollupPropertyTests {
    /// The cases of a run, in parts that run side by side; `LOGLY_ROLLUP_CASES` asks for more.
    static let cases = Int(ProcessInfo.processInfo.environment["LOGLY_ROLLUP_CASES"] ?? "") ?? 1_000
    static let parts = 8
    /// The one case to look at: `LOGLY_ROLLUP_SEED`.
    static let only = Int(ProcessInfo.processInfo.environment["LOGLY_ROLLUP_SEED"] ?? "")

    @Test(arguments: 0..<parts)
    func piecesAreTheWholeAndWhatBruteForceSays(part: Int) throws {
        let pieces = try TestStore()
        let whole = try TestStore()
        for seed in stride(from: part, to: Self.cases, by: Self.parts)
        where Self.only == nil || Self.only == seed {
            try check(pieces, whole, seed: UInt64(seed))
            try pieces.clear()
            try whole.clear()
        }
    }

    private static let zones = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/Havana", "Pacific/Apia"].map
    {
        Zone(named: $0)
    }

    private func check(_ pieces: borrowing TestStore, _ whole: borrowing TestStore, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let zone = try #require(Self.zones[Int(seed % 5)])
        let isPruned = seed % 3 == 0
        var rows = Self.rows(&random)
        var rest = rows[...]
        var kept: [RawRow] = []
        var retention: Retention?
        while !rest.isEmpty {
            let count = Int.random(in: 1...max(1, rows.count / 2), using: &random)
            // What comes late for a period whose rows are gone is another matter: see RetentionTests.
            let piece = rest.prefix(count).filter { retention?.wouldChange($0) != true }
            kept += piece
            rest = rest.dropFirst(count)
            try pieces.insert(piece)
            try pieces.rollUp(zone)
            if isPruned, Bool.random(using: &random) {
                let now = (retention?.now ?? 0, piece.map(\.time).max() ?? 0)
                retention = Retention(now: max(now.0, now.1), zone)
                _ = try retention?.cuts.run(pieces.database)
            }
        }
        rows = kept
        _ = try retention?.cuts.run(pieces.database)
        let content = try pieces.content()
        try compare(pieces, rows, zone, hoursFrom: retention?.cuts.events ?? .min, seed)
        #expect(try pieces.rollUp(zone).isEmpty, "seed \(seed): written without new rows")
        if !isPruned {
            try whole.insert(rows)
            // Of some: it takes as long as all the rest.
            let question = seed % 4 == 1 ? Self.question(&random) : nil
            let answers = try question.map { try Self.answers(whole, $0) }
            try whole.rollUp(zone)
            #expect(
                try Self.difference(content, whole.content()) == [],
                "seed \(seed): pieces differ from the whole")
            let again = try question.map { try Self.answers(whole, $0) }
            #expect(
                Self.difference(answers ?? [], again ?? []) == [],
                "seed \(seed): hours tell another story")
        }
        try pieces.rollUp(zone, rebuilds: true)
        let difference = try Self.difference(content, pieces.content())
        #expect(difference == [], "seed \(seed): the rebuild differs")
    }

    private func compare(
        _ store: borrowing TestStore, _ rows: [RawRow], _ zone: Zone, hoursFrom: Int64, _ seed: UInt64
    ) throws {
        var days = CalendarDays(zone: zone)
        let hours = BruteForce(rows) { Int64(($0 / 3600).rounded(.down)) * 3600 }
        let lengths: [(String, BruteForce)] = [
            ("hourly_aggregates", hours),
            ("daily_aggregates", BruteForce(rows) { days.day(of: Int64($0.rounded(.down))) }),
        ]
        for (table, expected) in lengths {
            let from = table == "hourly_aggregates" ? hoursFrom : .min
            let stored = try store.rows("SELECT * FROM \(table)").map { $0.components(separatedBy: "|") }
            let wanted = expected.rows.filter { Self.time(of: $0.key) >= from }
            #expect(stored.count == wanted.count, "seed \(seed) \(table)")
            for columns in stored {
                let key = "\(columns[0])|\(Int64(Double(columns[1]) ?? -1))"
                let isRight = wanted[key]?.matches(Array(columns[2...])) ?? false
                #expect(
                    isRight, "seed \(seed) \(table): \(columns) is not \(String(describing: wanted[key]))")
            }
        }
        var activity: [String] = []
        for (key, row) in hours.rows
        where Self.time(of: key) >= hoursFrom {
            activity += row.sources.map { "\(key)|\($0.key)|\($0.value)" }
            activity += row.addresses.map { "\(key)|\($0.key)|\($0.value)" }
        }
        let stored = try store.rows(
            """
            SELECT host, CAST(timestamp AS INTEGER), source, level, action, events FROM source_activity UNION ALL
            SELECT host, CAST(timestamp AS INTEGER), ip_address, total_events, NULL, NULL FROM ip_activity
            """)
        #expect(
            activity.sorted() == stored.map { $0.replacingOccurrences(of: "|NULL|NULL", with: "") }.sorted(),
            "seed \(seed): sources and addresses")
    }

    /// What only one of both has: all is too much to read.
    private static func difference(_ one: [String], _ other: [String]) -> [String] {
        one == other
            ? []
            : one.filter { !other.contains($0) }.map { "- " + $0 }
                + other.filter { !one.contains($0) }.map { "+ " + $0 } + ["\(one.count) and \(other.count)"]
    }

    private static func time(of key: String) -> Int64 {
        Int64(key.components(separatedBy: "|")[1]) ?? 0
    }

    // MARK: Questions

    private static func question(_ random: inout SeededGenerator) -> AnalysisQuestion {
        let since = Timestamp(seconds: starts[0] + Double.random(in: 0...200_000, using: &random))
        let hours = Double.random(in: 0.5...60, using: &random)
        let until = since.moved(bySeconds: hours * 3600)
        var question = AnalysisQuestion(window: TimeWindow(since: since, until: until, now: until))
        question.host = ["web", nil, nil].randomElement(using: &random)!
        question.source = "auth"
        return question
    }

    /// What is the same before and after a rollup: addresses, and how the counts of a source change.
    private static func answers(
        _ store: borrowing TestStore, _ question: AnalysisQuestion
    ) throws -> [String] {
        var query = AddressQuery()
        (query.window, query.host) = (question.window, question.host)
        var answers: [String] = []
        try query.sql.forEachRow(in: store.database) { row in
            answers.append((0..<row.columnCount).map { row.text($0) ?? "NULL" }.joined(separator: "|"))
        }
        let counts = try TrendReport(question).records(from: store.database).map { "\($0)" }
        return answers + counts
    }

    // MARK: Rows

    /// Days of 25 and 23 hours in Berlin, then in Havana, where midnight itself is skipped or told twice.
    private static let starts = [1_792_800_000.0, 1_774_656_000, 1_793_404_800, 1_772_841_600]

    private static func rows(_ random: inout SeededGenerator) -> [RawRow] {
        let start =
            starts[Int.random(in: 0..<starts.count, using: &random)]
            + Double(Int.random(in: 0...86_400, using: &random))
        let span = Double([7200, 90_000, 250_000][Int.random(in: 0..<3, using: &random)])
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

/// The removal of old rows as of a moment: samples after a day, events after two.
private struct Retention {
    let now: Double
    let cuts: logly_rollup.Retention
    /// Where the first days begin of which nothing is gone; a cut lies at a full hour before it.
    private let samples: Double
    private let events: Double

    init(now: Double, _ zone: Zone) {
        var days = CalendarDays(zone: zone)
        self.now = now
        cuts = logly_rollup.Retention(
            Timestamp(seconds: now), days: days, keepSamples: 1, keepEvents: 2, keepDays: 730)
        samples = Double(days.firstDay(from: cuts.samples))
        events = Double(days.firstDay(from: cuts.events))
    }

    /// A row that no longer counts as it would have: a sample, or what a day counts once.
    func wouldChange(_ row: RawRow) -> Bool {
        switch row {
        case .system, .network: row.time < samples
        case .event(_, _, _, let action, _, _, _):
            row.time < events && (action == "ban" || action == "failed_login")
        }
    }
}
