/// A database of Logly's to ask, as another program does.
///
///     let store = try Store("/var/lib/logly/logly.db")
///     let errors = try store.events.last(.hours(24)).errorsOnly().source("django").all()
///     let load = try store.metrics.system.last(.days(7)).average(\.cpuPercent)
///     let attackers = try store.addresses.last(.days(7)).highThreat().sortedByThreat().all()
///
/// A selection is a value: each word narrows a copy of it, and nothing is read before one of the verbs (`stream`,
/// `all`, `count`, `average`, …). It is compiled to one SQL statement with bound values that uses the indexes;
/// `plan()` shows how. Without a window a selection is of all times, without a host of all machines. Reading takes no
/// lock that a writer would wait for.
public final class Store {
    public let database: Database
    /// The moment that windows end at.
    public var now: () -> Timestamp

    /// Opens a database for reading.
    ///
    /// - Parameter now: for questions that can be repeated.
    /// - Throws: status 66 where there is none, 65 where it is no database of Logly's, 78 where its schema is newer, 77
    ///   without permission.
    public init(_ path: String, now: @escaping () -> Timestamp = { .current }) throws(ToolError) {
        database = try Database.open(path, .readOnly)
        self.now = now
    }

    /// The events of the logs.
    public var events: EventSelection { EventSelection(self) }
    /// The samples, hours and days.
    public var metrics: Metrics { Metrics(store: self) }
    /// The addresses of the events.
    public var addresses: AddressSelection { AddressSelection(self) }

    public struct Metrics {
        let store: Store

        public var system: MetricSelection<SystemRecord> { MetricSelection(store, .samples) }
        public var network: MetricSelection<NetworkRecord> { MetricSelection(store, .samples) }
        public var filesystem: MetricSelection<FilesystemRecord> { MetricSelection(store, .samples) }
        public var interface: MetricSelection<InterfaceRecord> { MetricSelection(store, .samples) }
        public var disk: MetricSelection<DiskRecord> { MetricSelection(store, .samples) }
        public var hours: MetricSelection<AggregateRecord> { MetricSelection(store, .hours) }
        public var days: MetricSelection<AggregateRecord> { MetricSelection(store, .days) }
    }
}

/// A length of time: `.hours(24)`.
public struct TimeLength: Equatable, Sendable {
    public var seconds: Double

    public static func minutes(_ count: Double) -> Self { Self(seconds: count * 60) }
    public static func hours(_ count: Double) -> Self { Self(seconds: count * 3600) }
    public static func days(_ count: Double) -> Self { Self(seconds: count * 86_400) }
}

/// What all selections can be narrowed by.
public protocol Selection {
    var store: Store { get }
    var window: TimeWindow? { get set }
    var host: String? { get set }
}

extension Selection {
    /// Only the time up to now.
    public func last(_ length: TimeLength) -> Self {
        with { $0.window = TimeWindow(hours: length.seconds / 3600, before: store.now()) }
    }

    /// Only the time from one moment, it included, up to another, it excluded.
    public func between(_ since: Timestamp, _ until: Timestamp) -> Self {
        with { $0.window = TimeWindow(since: since, until: until, now: store.now()) }
    }

    /// Only this machine.
    public func host(_ name: String) -> Self { with { $0.host = name } }

    func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}
