@testable import LoglyShared

/// A window of 24 hours in which things happen, told by the seconds before its end.
struct Scene {
    static let now = Timestamp(wholeSeconds: 1_763_800_000)

    /// Something that happened.
    enum Happening: Sendable {
        case event(Event)
        case system(SystemRecord)
        case network(NetworkRecord)
        case filesystem(FilesystemRecord)

        var time: Timestamp {
            switch self {
            case .event(let event): event.time
            case .system(let sample): sample.timestamp
            case .network(let sample): sample.timestamp
            case .filesystem(let sample): sample.timestamp
            }
        }
    }

    struct Event: Sendable {
        var time: Timestamp
        var host = "web1"
        var source = "app"
        var level = Level.info
        var action: Action?
        var count = 1
        var address: String?
        var user: String?
        var message = "something"
        var metadata: String?
    }

    var happenings: [Happening] = []
    var hours: Double? = 24
    var thresholds = Thresholds()
    var lists = AddressLists()
    var knownFingerprints: Set<UInt64>?
    var newestSample: Timestamp?
    var interval = 60.0

    static func ago(_ seconds: Double) -> Timestamp { now.moved(bySeconds: -seconds) }

    mutating func event(
        _ secondsAgo: Double, host: String = "web1", source: String = "app", level: Level = .info,
        action: Action? = nil, count: Int = 1, from address: String? = nil, user: String? = nil,
        _ message: String = "something", metadata: String? = nil
    ) {
        happenings.append(
            .event(
                Event(
                    time: Self.ago(secondsAgo), host: host, source: source, level: level, action: action,
                    count: count, address: address, user: user, message: message, metadata: metadata)))
    }

    mutating func failures(
        _ number: Int, from address: String, user: String = "root", host: String = "web1",
        ago: Double = 5000
    ) {
        for at in 0..<number {
            event(
                ago - Double(at), host: host, source: "auth", level: .warning, action: .failedLogin,
                from: address, user: user)
        }
    }

    mutating func system(_ secondsAgo: Double, host: String = "web1", _ fill: (inout SystemRecord) -> Void) {
        var sample = SystemRecord()
        sample.timestamp = Self.ago(secondsAgo)
        sample.host = host
        fill(&sample)
        happenings.append(.system(sample))
    }

    mutating func network(_ secondsAgo: Double, _ fill: (inout NetworkRecord) -> Void) {
        var sample = NetworkRecord()
        sample.timestamp = Self.ago(secondsAgo)
        sample.host = "web1"
        fill(&sample)
        happenings.append(.network(sample))
    }

    mutating func filesystem(
        _ secondsAgo: Double, _ mount: String = "/", _ fill: (inout FilesystemRecord) -> Void
    ) {
        var sample = FilesystemRecord()
        sample.timestamp = Self.ago(secondsAgo)
        sample.host = "web1"
        sample.mountPoint = mount
        fill(&sample)
        happenings.append(.filesystem(sample))
    }

    /// What the analysis sees of it.
    var seen: Observations {
        var window = TimeWindow(hours: hours ?? 24, before: Self.now)
        if hours == nil { window.since = nil }
        let begin = Self.ago((hours ?? 24) * 3600)
        var seen = Observations(
            window: window, begin: begin, thresholds: thresholds, lists: lists,
            configuredInterval: interval)
        if let newestSample {
            seen.collections[seen.hosts.place(of: "web1")] = Observations.Collection(
                newestSample: newestSample, interval: interval)
        }
        for happening in happenings.sorted(by: { $0.time < $1.time }) {
            switch happening {
            case .event(let event): Self.take(event, into: &seen, begin)
            case .system(let sample): seen.take(sample, isEarlier: sample.timestamp < begin)
            case .network(let sample): seen.take(sample, isEarlier: sample.timestamp < begin)
            case .filesystem(let sample): seen.take(sample)
            }
        }
        seen.knownFingerprints = knownFingerprints
        return seen
    }

    private static func take(_ event: Event, into seen: inout Observations, _ begin: Timestamp) {
        let host = seen.hosts.place(of: event.host)
        let source = seen.sources.place(of: event.source)
        if event.time < begin { return seen.takeEarlier(time: event.time, host: host, source: source) }
        var row = EventRow()
        row.time = event.time
        row.host = host
        row.source = source
        row.level = event.level
        row.action = event.action
        row.count = event.count
        row.address = event.address.flatMap { IPAddress($0) }
        let (message, user, metadata) = (
            Array(event.message.utf8), event.user.map { Array($0.utf8) },
            event.metadata.map { Array($0.utf8) }
        )
        message.withUnsafeBufferPointer { messageBytes in
            (user ?? []).withUnsafeBufferPointer { userBytes in
                (metadata ?? []).withUnsafeBufferPointer { metadataBytes in
                    row.message = messageBytes
                    row.user = user == nil ? nil : userBytes
                    row.metadata = metadata == nil ? .none : .json(metadataBytes)
                    seen.take(row)
                }
            }
        }
    }

    var findings: Findings { Findings(in: seen) }

    func issues(_ kind: IssueKind) -> [Issue] { findings.issues(of: kind) }

    var health: HealthScore {
        var seen = seen
        let host = seen.hosts.place(of: "web1")
        return HealthScore(of: host, Findings(in: seen), in: seen)
    }
}
