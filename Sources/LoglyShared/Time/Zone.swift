/// A time zone: which offset from UTC its clocks showed at each moment.
///
/// The offsets are those of the system's tzdata, beyond its table by the rule that the file ends with.
/// What is looked up costs a binary search; whoever reads many times keeps the hour (`LogClock`).
public struct Zone: Sendable {
    /// A moment at which the clocks were changed.
    struct Change: Hashable, Sendable {
        /// Seconds since the epoch.
        var at: Int64
        /// Seconds east of UTC before and after.
        var from: Int
        var to: Int

        /// The local time from which on the new offset is read: a time told twice is the first, a skipped one
        /// has the offset before the change.
        var localThreshold: Int64 { at + Int64(max(from, to)) }
    }

    /// How it was asked for: `Europe/Berlin`, or the rule of a TZ variable.
    public let name: String
    /// In the order of time.
    let changes: [Change]
    /// The offset before the first change.
    let firstOffset: Int
    /// Holds after the last change.
    let rule: ZoneRule?
    /// What the zone's clocks were and are called, with the offset of each.
    let abbreviations: [String: Int]

    public static let utc = Zone(name: "UTC", rule: ZoneRule(standard: .init(abbreviation: "UTC", offset: 0)))

    init(name: String, rule: ZoneRule) {
        var abbreviations = [rule.standard.abbreviation: rule.standard.offset]
        if let saving = rule.saving { abbreviations[saving.period.abbreviation] = saving.period.offset }
        self.init(
            name: name, changes: [], firstOffset: rule.standard.offset, rule: rule,
            abbreviations: abbreviations)
    }

    init(name: String, changes: [Change], firstOffset: Int, rule: ZoneRule?, abbreviations: [String: Int]) {
        self.name = name
        self.changes = changes
        self.firstOffset = firstOffset
        self.rule = rule
        self.abbreviations = abbreviations
    }

    /// Seconds east of UTC at a moment.
    ///
    /// - Parameter second: since the epoch.
    public func offset(atSecond second: Int64) -> Int {
        offset(at: second, yearOf: second) { $0.at }
    }

    /// Seconds east of UTC for what a clock of this zone showed.
    ///
    /// A time told twice is the first, a skipped one is read with the offset before the change.
    ///
    /// - Parameter local: seconds since 1970-01-01 00:00:00 on that clock.
    public func offset(atLocal local: Int64) -> Int {
        offset(at: local, yearOf: local) { $0.localThreshold }
    }

    /// Seconds since the epoch of a civil time in this zone.
    public func second(of time: CivilTime) -> Int64 {
        let local = time.seconds
        return local - Int64(offset(atLocal: local))
    }

    /// What the clocks of this zone showed at a moment.
    public func civilTime(of time: Timestamp) -> CivilTime {
        let second = time.wholeSeconds
        return CivilTime(seconds: second + Int64(offset(atSecond: second)))
    }

    /// Seconds east of UTC of `CET` or `CEST`, of UTC and GMT, but of no other zone's names: they mean
    /// different things in different countries.
    public func offset(ofAbbreviation name: String) -> Int? {
        switch name {
        case "UTC", "GMT", "Z", "UCT", "Zulu": 0
        default: abbreviations[name]
        }
    }

    /// What the zone is called at a moment: `CET`, `CEST`; its offset where it has no such name.
    public func abbreviation(atSecond second: Int64) -> String {
        let offset = offset(atSecond: second)
        if let rule {
            if rule.standard.offset == offset { return rule.standard.abbreviation }
            if let saving = rule.saving?.period, saving.offset == offset { return saving.abbreviation }
        }
        let names = abbreviations.filter { $0.value == offset }.keys
        return names.min() ?? TimeFormat("%z", zone: self).string(Timestamp(wholeSeconds: second))
    }

    private func offset(at second: Int64, yearOf local: Int64, threshold: (Change) -> Int64) -> Int {
        guard let last = changes.last, second < threshold(last) else {
            return ruleOffset(at: second, threshold: threshold) ?? changes.last?.to ?? firstOffset
        }
        var low = 0
        var high = changes.count
        // The number of changes that lie at or before `second`.
        while low < high {
            let middle = (low + high) / 2
            if threshold(changes[middle]) <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : changes[low - 1].to
    }

    private func ruleOffset(at second: Int64, threshold: (Change) -> Int64) -> Int? {
        guard let rule else { return nil }
        // A change near New Year may belong to the neighbouring year of UTC.
        let year = CivilTime(seconds: second).year
        var offset = rule.standard.offset
        for year in year - 1...year + 1 {
            for change in rule.changes(in: year) where threshold(change) <= second { offset = change.to }
        }
        return offset
    }
}
