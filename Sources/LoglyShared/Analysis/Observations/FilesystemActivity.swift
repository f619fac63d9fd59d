/// How full the file systems of one machine are, and become.
public struct FilesystemActivity: Sendable {
    public struct Mount: Sendable {
        public let mountPoint: String
        public var latest: FilesystemRecord
        /// What is available over time, since the size last changed.
        public var available = Series()
    }

    public let host: Int
    public private(set) var mounts: [Mount] = []
    private var places: [String: Int] = [:]

    /// File systems that are full by their nature.
    private static let readOnlyTypes: Set<String> = [
        "iso9660", "udf", "squashfs", "erofs", "cramfs", "romfs", "ramfs",
    ]

    init(host: Int) { self.host = host }

    mutating func take(_ sample: FilesystemRecord) {
        if let type = sample.fsType, Self.readOnlyTypes.contains(type) { return }
        let place: Int
        if let known = places[sample.mountPoint] {
            place = known
            if mounts[place].latest.total != sample.total { mounts[place].available = Series() }
            mounts[place].latest = sample
        } else {
            place = mounts.count
            places[sample.mountPoint] = place
            mounts.append(Mount(mountPoint: sample.mountPoint, latest: sample))
        }
        if let available = sample.available {
            mounts[place].available.add(sample.timestamp.seconds, Double(available))
        }
    }

    /// The mounts that are still there: one that the newest samples do not tell of was unmounted.
    ///
    /// - Parameter interval: the usual time between two samples, in seconds.
    func current(interval: Double) -> [Mount] {
        guard let newest = mounts.map(\.latest.timestamp).max() else { return [] }
        let oldest = newest.moved(bySeconds: -max(3600, 5 * interval))
        return mounts.filter { $0.latest.timestamp >= oldest }
    }
}
