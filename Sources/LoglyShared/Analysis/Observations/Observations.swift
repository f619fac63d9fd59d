/// All that the analysis has seen of a window: what detectors, scores and reports work on.
///
/// Rows are taken one by one, in the order of their time, and none is kept: memory grows with the number of
/// different things (addresses, messages, sources), not with the number of rows.
public struct Observations {
    public let window: TimeWindow
    public let thresholds: Thresholds
    public let lists: AddressLists
    /// The seconds between two samples that the configuration asks for.
    public let configuredInterval: Double

    public internal(set) var hosts = Names()
    public internal(set) var sources = Names()
    public private(set) var addresses = AddressActivity()
    public private(set) var logins: LoginActivity
    private var attempts = LoginAttempts()
    public private(set) var privileges = PrivilegeActivity()
    public private(set) var errors: ErrorActivity
    public private(set) var logs: SourceActivity
    public internal(set) var systems: [SystemActivity] = []
    public internal(set) var filesystems: [FilesystemActivity] = []
    public internal(set) var networks: [NetworkActivity] = []
    /// What is known of each host's collection, in the order of `hosts`.
    public internal(set) var collections: [Int: Collection] = [:]
    /// The fingerprints of `errors` that the data before the window know; nil where there is no data before.
    public internal(set) var knownFingerprints: Set<UInt64>?
    /// The first moment that the window is known to reach back to.
    public let begin: Timestamp

    /// How a host is watched.
    public struct Collection: Sendable {
        /// The newest sample there is, in the window or not.
        public var newestSample: Timestamp?
        /// The usual time between two samples, in seconds.
        public var interval: Double
        /// Events in the window.
        public var events = 0
        /// `logly-parse` ran within the window: no events means that there was nothing to tell.
        public var hasParsed = false
    }

    /// - Parameter begin: where the window begins, or the first row where it has no beginning.
    public init(
        window: TimeWindow, begin: Timestamp, thresholds: Thresholds, lists: AddressLists,
        configuredInterval: Double = 60
    ) {
        self.window = window
        self.begin = begin
        self.thresholds = thresholds
        self.lists = lists
        self.configuredInterval = configuredInterval
        logins = LoginActivity(threshold: thresholds.failedLogins, lists: lists)
        errors = ErrorActivity(since: begin, end: window.end)
        logs = SourceActivity(leastLines: thresholds.unparsedLines)
    }

    /// The last moment of the window.
    public var end: Timestamp { window.end }

    /// The length of the window in hours.
    public var hours: Double { max(0, end.seconds - begin.seconds) / 3600 }

    /// Whether the window holds any sample or event.
    public var hasData: Bool {
        systems.contains { $0.samples > 0 } || networks.contains { $0.samples > 0 }
            || filesystems.contains { !$0.mounts.isEmpty } || collections.values.contains { $0.events > 0 }
    }

    public func interval(of host: Int) -> Double { collections[host]?.interval ?? configuredInterval }

    public mutating func take(_ row: EventRow) {
        var event = row
        event.failures = attempts.failures(of: row)
        let isCompromise = logins.take(event)
        addresses.take(event, isCompromise: isCompromise)
        privileges.take(event)
        errors.take(event)
        logs.take(event)
        collections[event.host, default: Collection(interval: configuredInterval)].events += event.count
    }

    /// An event before the window, which only tells how regularly its source wrote.
    public mutating func takeEarlier(time: Timestamp, host: Int, source: Int) {
        _ = logs.takeTime(time, host: host, source: source)
    }

    public mutating func take(_ sample: SystemRecord, isEarlier: Bool = false) {
        let host = hosts.place(of: sample.host ?? "")
        let place = systems.lastIndex { $0.host == host } ?? systems.count
        if place == systems.count {
            systems.append(SystemActivity(host: host, interval: interval(of: host), thresholds: thresholds))
        }
        if isEarlier { systems[place].takeEarlier(sample) } else { systems[place].take(sample) }
    }

    public mutating func take(_ sample: NetworkRecord, isEarlier: Bool = false) {
        let host = hosts.place(of: sample.host ?? "")
        let place = networks.lastIndex { $0.host == host } ?? networks.count
        if place == networks.count {
            networks.append(NetworkActivity(host: host, leastPackets: thresholds.networkPackets))
        }
        if isEarlier { networks[place].takeEarlier(sample) } else { networks[place].take(sample) }
    }

    public mutating func take(_ sample: FilesystemRecord) {
        let host = hosts.place(of: sample.host ?? "")
        let place = filesystems.lastIndex { $0.host == host } ?? filesystems.count
        if place == filesystems.count { filesystems.append(FilesystemActivity(host: host)) }
        filesystems[place].take(sample)
    }
}
