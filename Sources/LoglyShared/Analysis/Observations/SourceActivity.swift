/// How regularly each source writes, and how much of it is understood.
public struct SourceActivity {
    public struct Record: Sendable {
        public let host: Int
        public let source: Int
        /// Rows in the window.
        public var lines = 0
        public var lastSeen: Timestamp
        /// Clock hours in a row, up to the last event, in each of which it wrote.
        public var hoursInARow = 1
        /// When they began.
        public var rowBegan: Timestamp
        /// The longest time without an event in these hours, in seconds.
        public var longestGap = 0.0
        /// The hour with the greatest share of unparsed lines, among those with enough lines.
        public var worstHour: Hour?
        var minutes = MinuteRing()

        var lastHour: Int64
    }

    /// An hour, and how many of its lines were not understood.
    public struct Hour: Sendable, Equatable {
        public var begin: Timestamp
        public var end: Timestamp
        public var lines: Int
        public var unparsed: Int
        public var percent: Double { Double(unparsed) / Double(max(lines, 1)) * 100 }
    }

    public private(set) var records: [Record] = []
    private var places: [Int: Int] = [:]
    private var metadata = EventMetadata()
    private let leastLines: Int

    init(leastLines: Int) { self.leastLines = leastLines }

    private static func hour(of time: Timestamp) -> Int64 {
        Int64((time.seconds / 3600).rounded(.down))
    }

    /// An event before the window tells how regularly its source wrote.
    mutating func takeTime(_ time: Timestamp, host: Int, source: Int) -> Int {
        let key = host << 32 | source
        let hour = Self.hour(of: time)
        guard let place = places[key] else {
            places[key] = records.count
            records.append(
                Record(host: host, source: source, lastSeen: time, rowBegan: time, lastHour: hour))
            return records.count - 1
        }
        if hour > records[place].lastHour + 1 {
            records[place].hoursInARow = 1
            records[place].rowBegan = time
            records[place].longestGap = 0
        } else {
            records[place].hoursInARow += hour > records[place].lastHour ? 1 : 0
            records[place].longestGap = max(
                records[place].longestGap, time.seconds - records[place].lastSeen.seconds)
        }
        records[place].lastHour = max(hour, records[place].lastHour)
        records[place].lastSeen = max(time, records[place].lastSeen)
        return place
    }

    mutating func take(_ event: EventRow) {
        let place = takeTime(event.time, host: event.host, source: event.source)
        records[place].lines += 1
        var isUnparsed = false
        if event.metadata.mayHave("unparsed") {
            metadata.read(event.metadata)
            isUnparsed = metadata.isTrue("unparsed")
        }
        let minute = Int64((event.time.seconds / 60).rounded(.down))
        records[place].minutes.add(minute: minute, isUnparsed: isUnparsed)
        guard isUnparsed || records[place].minutes.hasUnparsed else { return }
        let (lines, unparsed) = records[place].minutes.total
        guard lines >= leastLines else { return }
        let hour = Hour(
            begin: Timestamp(wholeSeconds: (minute - 59) * 60), end: event.time, lines: lines,
            unparsed: unparsed)
        if hour.percent > records[place].worstHour?.percent ?? 0 { records[place].worstHour = hour }
    }
}

/// Lines of the last sixty minutes, minute by minute.
struct MinuteRing: Sendable {
    private var lines: [Int32] = []
    private var unparsed: [Int32] = []
    private var newest = Int64.min
    private(set) var total = (lines: 0, unparsed: 0)

    var hasUnparsed: Bool { total.unparsed > 0 }

    mutating func add(minute: Int64, isUnparsed: Bool) {
        if lines.isEmpty {
            lines = Array(repeating: 0, count: 60)
            unparsed = lines
            newest = minute
        }
        if minute - newest >= 60 {
            for at in 0..<60 { (lines[at], unparsed[at]) = (0, 0) }
            total = (0, 0)
            newest = minute
        }
        while newest < minute {
            newest += 1
            let at = Self.slot(newest)
            total.lines -= Int(lines[at])
            total.unparsed -= Int(unparsed[at])
            (lines[at], unparsed[at]) = (0, 0)
        }
        let at = Self.slot(minute)
        lines[at] += 1
        total.lines += 1
        if isUnparsed {
            unparsed[at] += 1
            total.unparsed += 1
        }
    }

    private static func slot(_ minute: Int64) -> Int { Int(((minute % 60) + 60) % 60) }
}
