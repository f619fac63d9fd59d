/// What the samples of one machine say of its network.
public struct NetworkActivity: Sendable {
    /// Differences of the counters over some time.
    public struct Traffic: Sendable, Equatable {
        public var packets: Int64 = 0
        public var errors: Int64 = 0
        public var drops: Int64 = 0
        public var begin: Timestamp
        public var end: Timestamp

        /// Errors and drops in percent of packets; nil without packets.
        public var errorPercent: Double? {
            packets > 0 ? Double(errors + drops) / Double(packets) * 100 : nil
        }

        mutating func add(_ other: Traffic) {
            packets += other.packets
            errors += other.errors
            drops += other.drops
            end = other.end
        }
    }

    /// One kind of connection: how many there usually are, and the most.
    public struct Connections: Sendable {
        /// How often each number was seen.
        private var numbers: [Int64: Int] = [:]
        private var samples = 0
        public private(set) var greatest: Int64 = -1
        public private(set) var greatestTime = Timestamp.epoch

        mutating func take(_ time: Timestamp, _ number: Int64?) {
            guard let number else { return }
            numbers[number, default: 0] += 1
            samples += 1
            if number > greatest { (greatest, greatestTime) = (number, time) }
        }

        /// The lower of the two in the middle where their number is even.
        public var median: Int64? {
            var before = 0
            for (number, times) in numbers.sorted(by: { $0.key < $1.key }) {
                before += times
                if before >= (samples + 1) / 2 { return number }
            }
            return nil
        }

        public var count: Int { samples }
    }

    public let host: Int
    public private(set) var samples = 0
    /// The whole window; nil with less than two samples.
    public private(set) var total: Traffic?
    /// The hour with the greatest share of errors and drops, among those with enough packets.
    public private(set) var worstHour: Traffic?
    public private(set) var timeWait = Connections()
    public private(set) var closeWait = Connections()
    public private(set) var all = Connections()
    private var previous: NetworkRecord?
    private var hour: Traffic?
    private let leastPackets: Int64

    init(host: Int, leastPackets: Int) { (self.host, self.leastPackets) = (host, Int64(leastPackets)) }

    /// The sample before the window, from which the first difference is taken.
    mutating func takeEarlier(_ sample: NetworkRecord) { previous = sample }

    mutating func take(_ sample: NetworkRecord) {
        samples += 1
        timeWait.take(sample.timestamp, sample.connectionsTimeWait)
        closeWait.take(sample.timestamp, sample.connectionsCloseWait)
        all.take(sample.timestamp, sample.connectionsTotal)
        defer { previous = sample }
        guard let previous else { return }
        let (old, new) = (previous.counters, sample.counters)
        let passed = Traffic(
            packets: Self.passed(old.packetsSent, new.packetsSent)
                + Self.passed(old.packetsRecv, new.packetsRecv),
            errors: Self.passed(old.errorsIn, new.errorsIn) + Self.passed(old.errorsOut, new.errorsOut),
            drops: Self.passed(old.dropsIn, new.dropsIn) + Self.passed(old.dropsOut, new.dropsOut),
            begin: previous.timestamp, end: sample.timestamp)
        if total == nil { total = passed } else { total?.add(passed) }
        if let begin = hour?.begin, sample.timestamp.seconds - begin.seconds <= 3600 {
            hour?.add(passed)
        } else {
            hour = passed
        }
        if let hour, hour.packets >= leastPackets,
            hour.errorPercent ?? 0 > worstHour?.errorPercent ?? 0
        {
            worstHour = hour
        }
    }

    /// What a counter grew by; where it fell, it began anew and its value counts. 2^50 at most, which no machine
    /// reaches, so that no sum of nonsense overflows.
    public static func passed(_ old: Int64?, _ new: Int64?) -> Int64 {
        guard let old, let new else { return 0 }
        return min(1 << 50, new >= old ? new - old : new)
    }
}
