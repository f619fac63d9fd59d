/// The errors of the window, grouped by what they say.
public struct ErrorActivity: Sendable {
    /// Which of the three kinds that are always reported an event is.
    public enum Nature: UInt8, Sendable {
        /// ERROR, and none of those below.
        case error
        case critical
        case database
        case outOfMemory
    }

    /// All events of one machine that have the same fingerprint.
    public struct Group: Sendable {
        public let host: Int
        public let fingerprint: UInt64
        public let nature: Nature
        public var count = 0
        public var firstSeen: Timestamp
        public var lastSeen: Timestamp
        public var level: Level
        public var sources = Places()
        /// The first message, cut.
        public let example: String
        /// The fingerprint's text, cut.
        public let pattern: String
    }

    /// The errors of one source on one machine.
    public struct Source: Sendable {
        public let host: Int
        public let source: Int
        public var errors = 0
        /// In the last hour of the window.
        public var lastHour = 0
        public var firstSeen: Timestamp
        public var lastSeen: Timestamp
    }

    public private(set) var groups: [Group] = []
    public private(set) var sources: [Source] = []
    /// Errors in the first and in the second half of the window, by host.
    public private(set) var halves: [Int: (first: Int, second: Int)] = [:]
    private var places: [Key: Int] = [:]
    private var sourcePlaces: [Int: Int] = [:]
    private let lastHour: Timestamp
    private let middle: Timestamp

    private struct Key: Hashable {
        let host: Int
        let nature: Nature
        let fingerprint: UInt64
    }

    init(since: Timestamp, end: Timestamp) {
        lastHour = end.moved(bySeconds: -3600)
        middle = Timestamp(microseconds: since.microseconds + (end.microseconds - since.microseconds) / 2)
    }

    /// The groups, those of one machine that say the same as one, whatever their natures.
    var byFingerprint: [Group] {
        var merged: [Key: Group] = [:]
        for group in groups {
            let key = Key(host: group.host, nature: .error, fingerprint: group.fingerprint)
            guard var known = merged[key] else {
                merged[key] = group
                continue
            }
            known.count += group.count
            known.firstSeen = min(known.firstSeen, group.firstSeen)
            known.lastSeen = max(known.lastSeen, group.lastSeen)
            known.level = max(known.level, group.level)
            known.sources.formUnion(group.sources)
            merged[key] = known
        }
        return Array(merged.values)
    }

    /// What kind of error an event is; nil where it is none.
    static func nature(of event: EventRow) -> Nature? {
        switch event.action {
        case .oomKill: .outOfMemory
        case .dbError: .database
        default: event.level == .critical ? .critical : event.isError ? .error : nil
        }
    }

    mutating func take(_ event: EventRow) {
        guard let nature = Self.nature(of: event) else { return }
        let key = Key(host: event.host, nature: nature, fingerprint: Fingerprint.of(event.message))
        let place: Int
        if let known = places[key] {
            place = known
        } else {
            place = groups.count
            places[key] = place
            groups.append(
                Group(
                    host: event.host, fingerprint: key.fingerprint, nature: nature, firstSeen: event.time,
                    lastSeen: event.time, level: event.level,
                    example: String(decoding: event.message.prefix(300), as: UTF8.self),
                    pattern: Fingerprint.text(
                        of: UnsafeBufferPointer(rebasing: event.message.prefix(300)))))
        }
        groups[place].count += event.count
        groups[place].lastSeen = event.time
        groups[place].level = max(groups[place].level, event.level)
        groups[place].sources.insert(event.source)
        if event.isError { takeForSource(event) }
    }

    private mutating func takeForSource(_ event: EventRow) {
        let key = event.host << 32 | event.source
        let place: Int
        if let known = sourcePlaces[key] {
            place = known
        } else {
            place = sources.count
            sourcePlaces[key] = place
            sources.append(
                Source(
                    host: event.host, source: event.source, firstSeen: event.time, lastSeen: event.time))
        }
        sources[place].errors += event.count
        sources[place].lastSeen = event.time
        if event.time > lastHour { sources[place].lastHour += event.count }
        if event.time < middle {
            halves[event.host, default: (0, 0)].first += event.count
        } else {
            halves[event.host, default: (0, 0)].second += event.count
        }
    }
}
