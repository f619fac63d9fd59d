import LoglyShared

/// What a run saw of its logs, in a record that fits on a line of the wire however many they are.
///
/// The matches of a glob of which nothing is to be told are one entry under the glob itself: a run over thousands of
/// quiet logs would otherwise store thousands of rows each time. That entry takes in the last of those that do not
/// fit, too, so that its source's sums are always those of all its logs.
struct RunLedger {
    private var entries: [RunSource] = []
    private var room: Int

    /// The globs' entries, by source.
    private var globs: [String: RunSource] = [:]

    /// - Parameter room: bytes that the entries may take.
    init(room: Int = LineReader.wireLimit / 2) { self.room = room }

    mutating func add(_ entry: RunSource, of source: LogSource) {
        guard source.isGlob, let path = source.path else { return entries.append(entry) }
        if !entry.isQuiet {
            room -= entry.size
            if room >= 0 { return entries.append(entry) }
        }
        var sum = globs[source.name] ?? RunSource(source.name, path)
        sum.add(entry)
        globs[source.name] = sum
    }

    mutating func add(_ entry: RunSource) { entries.append(entry) }

    var sources: [RunSource] { entries + globs.values.sorted { $0.source < $1.source } }
}

extension RunSource {
    fileprivate init(_ source: String, _ path: String) {
        self.init()
        (self.source, self.path, status) = (source, path, LogFollower.Status.ok.rawValue)
    }

    /// Nothing was new, and nothing was wrong.
    fileprivate var isQuiet: Bool {
        status == LogFollower.Status.ok.rawValue
            && [lines, bytes, parsed, unparsed, skippedBytes].allSatisfy { ($0 ?? 0) == 0 }
    }

    /// Bytes on the wire.
    fileprivate var size: Int {
        var out = OutputBuffer()
        var run = RunRecord()
        run.sources = [self]
        out.append(run: run)
        return out.count
    }

    /// The first status that is not `ok` stays.
    fileprivate mutating func add(_ other: RunSource) {
        if status == LogFollower.Status.ok.rawValue { status = other.status }
        lines = (lines ?? 0) + (other.lines ?? 0)
        bytes = (bytes ?? 0) + (other.bytes ?? 0)
        parsed = (parsed ?? 0) + (other.parsed ?? 0)
        unparsed = (unparsed ?? 0) + (other.unparsed ?? 0)
        skippedBytes = (skippedBytes ?? 0) + (other.skippedBytes ?? 0)
    }
}
