/// Stretches of time in which a value stayed above a limit.
///
/// A stretch lasts from its first to its last high sample. A sample that is not high ends it, and so does a gap
/// in the samples, in which nothing is known: more than three times the usual interval. A sample that does not
/// know the value is a gap too.
public struct SustainedRuns: Sendable {
    public struct Run: Sendable, Equatable {
        public var begin: Timestamp
        public var end: Timestamp
        public var peak: Double
        public var sum: Double
        public var samples: Int

        public var seconds: Double { Double(end.microseconds - begin.microseconds) / 1_000_000 }
        public var mean: Double { sum / Double(samples) }
    }

    /// How many intervals may pass between two samples of a stretch.
    public static let gapIntervals = 3.0

    public let limit: Double
    public let atLeast: Double
    private let longestGap: Double
    private var finished: [Run] = []
    private var open: Run?

    public init(above limit: Double, atLeast seconds: Double, interval: Double) {
        self.limit = limit
        atLeast = seconds
        longestGap = Self.gapIntervals * interval
    }

    public mutating func take(_ time: Timestamp, _ value: Double?) {
        guard let value else { return }
        if let run = open, Double(time.microseconds - run.end.microseconds) / 1_000_000 > longestGap {
            close()
        }
        guard value > limit else { return close() }
        var run = open ?? Run(begin: time, end: time, peak: value, sum: 0, samples: 0)
        run.end = time
        run.peak = max(run.peak, value)
        run.sum += value
        run.samples += 1
        open = run
    }

    private mutating func close() {
        if let run = open, run.seconds >= atLeast { finished.append(run) }
        open = nil
    }

    /// The stretches that lasted long enough, the one that goes on still included.
    public var all: [Run] {
        guard let run = open, run.seconds >= atLeast else { return finished }
        return finished + [run]
    }
}
