/// What the samples of one machine say of its load.
public struct SystemActivity: Sendable {
    public let host: Int
    public private(set) var samples = 0
    public private(set) var firstSeen: Timestamp?
    public private(set) var lastSeen: Timestamp?
    public private(set) var cpu = Mean()
    public private(set) var memory = Mean()
    public private(set) var cpuRuns: SustainedRuns
    public private(set) var memoryRuns: SustainedRuns
    public private(set) var stealRuns: SustainedRuns
    public private(set) var pressureRuns: SustainedRuns
    /// Samples in which memory was high while the machine swapped or waited for memory.
    public private(set) var exhausted: [Exhaustion] = []
    /// When memory was high, for OOM kills near to it.
    public private(set) var highMemoryTimes: [Timestamp] = []
    /// When the uptime was less than before, and since when the machine is up.
    public private(set) var reboots: [Reboot] = []
    /// The root file system of the last sample that knows it.
    public private(set) var root: (total: Int64?, available: Int64?, percent: Double, time: Timestamp)?

    public struct Exhaustion: Sendable {
        public let time: Timestamp
        public let memoryPercent: Double
        public let swapPercent: Double?
        public let pressurePercent: Double?
    }

    public struct Reboot: Sendable {
        /// The first sample after it.
        public let seen: Timestamp
        public let bootTime: Timestamp
        public let uptimeBefore: Double
    }

    /// Swap used above this many percent, and memory pressure above that many, go with exhaustion.
    static let swapLimit = 50.0
    static let pressureLimit = 10.0

    private var uptime: Double?
    private let memoryLimit: Double

    /// - Parameter interval: the usual time between two samples, in seconds.
    init(host: Int, interval: Double, thresholds: Thresholds) {
        self.host = host
        memoryLimit = thresholds.highMemoryPercent
        func runs(_ limit: Double) -> SustainedRuns {
            SustainedRuns(above: limit, atLeast: thresholds.sustainedDuration, interval: interval)
        }
        cpuRuns = runs(thresholds.highCPUPercent)
        memoryRuns = runs(thresholds.highMemoryPercent)
        stealRuns = runs(thresholds.cpuStealPercent)
        pressureRuns = runs(thresholds.ioPressurePercent)
    }

    /// The sample before the window: only a reboot since then is of interest.
    mutating func takeEarlier(_ sample: SystemRecord) { uptime = sample.uptimeSeconds }

    mutating func take(_ sample: SystemRecord) {
        let time = sample.timestamp
        samples += 1
        firstSeen = firstSeen ?? time
        lastSeen = time
        cpu.add(sample.cpuPercent)
        memory.add(sample.memoryPercent)
        cpuRuns.take(time, sample.cpuPercent)
        memoryRuns.take(time, sample.memoryPercent)
        stealRuns.take(time, sample.cpuStealPercent)
        pressureRuns.take(time, sample.pressureIOPercent)
        takeMemory(sample)
        if let percent = sample.diskPercent {
            root = (sample.diskTotal, sample.diskAvailable, percent, time)
        }
        if let now = sample.uptimeSeconds {
            if let before = uptime, now < before {
                reboots.append(
                    Reboot(seen: time, bootTime: time.moved(bySeconds: -now), uptimeBefore: before))
            }
            uptime = now
        }
    }

    private mutating func takeMemory(_ sample: SystemRecord) {
        guard let memory = sample.memoryPercent, memory > memoryLimit else { return }
        highMemoryTimes.append(sample.timestamp)
        var swap: Double?
        if let total = sample.swapTotal, total > 0, let used = sample.swapUsed {
            swap = Double(used) / Double(total) * 100
        }
        guard swap ?? 0 > Self.swapLimit || sample.pressureMemoryPercent ?? 0 > Self.pressureLimit else {
            return
        }
        exhausted.append(
            Exhaustion(
                time: sample.timestamp, memoryPercent: memory, swapPercent: swap,
                pressurePercent: sample.pressureMemoryPercent))
    }
}

/// A plain mean of what is known, with the extremes.
public struct Mean: Sendable, Equatable {
    public private(set) var count = 0
    public private(set) var sum = 0.0
    public private(set) var least = Double.infinity
    public private(set) var greatest = -Double.infinity

    public init() {}

    public mutating func add(_ value: Double?) {
        guard let value else { return }
        count += 1
        sum += value
        least = min(least, value)
        greatest = max(greatest, value)
    }

    /// nil where nothing is known.
    public var value: Double? { count == 0 ? nil : sum / Double(count) }
}
