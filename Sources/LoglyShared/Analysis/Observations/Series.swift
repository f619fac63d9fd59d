/// Values over time, in bounded memory: where there are too many, neighbours are averaged.
public struct Series: Sendable {
    public private(set) var points: [(time: Double, value: Double)] = []
    /// How many values a point stands for, and those that are gathered for the next.
    private var width = 1
    private var pending = (count: 0, time: 0.0, value: 0.0)
    private static let most = 2048

    public init() {}

    public mutating func add(_ time: Double, _ value: Double) {
        pending.count += 1
        pending.time += time
        pending.value += value
        guard pending.count == width else { return }
        points.append((pending.time / Double(width), pending.value / Double(width)))
        pending = (0, 0, 0)
        guard points.count == Self.most else { return }
        for at in 0..<(Self.most / 2) {
            let (left, right) = (points[2 * at], points[2 * at + 1])
            points[at] = ((left.time + right.time) / 2, (left.value + right.value) / 2)
        }
        points.removeLast(Self.most / 2)
        width *= 2
    }

    /// A straight line through the points; nil with fewer than two moments.
    public var line: Line? { Line(points[...]) }

    /// The lines through the earlier and the later half.
    public var halves: (earlier: Line, later: Line)? {
        let middle = points.count / 2
        guard let earlier = Line(points[..<middle]), let later = Line(points[middle...]) else { return nil }
        return (earlier, later)
    }

    public struct Line: Sendable {
        /// Change for each second.
        public let slope: Double
        /// The share of the variance that the line explains, 0 to 1.
        public let fit: Double
        /// How far the slope may be off: its standard error.
        public let slopeError: Double
        /// Seconds from the first to the last point.
        public let span: Double
        public let count: Int

        /// Least squares.
        init?(_ points: ArraySlice<(time: Double, value: Double)>) {
            guard let first = points.first, let last = points.last, last.time > first.time else {
                return nil
            }
            let count = Double(points.count)
            let meanTime = points.reduce(0) { $0 + ($1.time - first.time) } / count
            let meanValue = points.reduce(0) { $0 + ($1.value - first.value) } / count
            var times = 0.0
            var values = 0.0
            var both = 0.0
            for point in points {
                let time = point.time - first.time - meanTime
                let value = point.value - first.value - meanValue
                times += time * time
                values += value * value
                both += time * value
            }
            guard times > 0 else { return nil }
            slope = both / times
            fit = values > 0 ? min(1, both * both / (times * values)) : 0
            let rest = max(0, values - slope * both)
            slopeError = points.count > 2 ? (rest / (count - 2) / times).squareRoot() : .infinity
            span = last.time - first.time
            self.count = points.count
        }
    }
}
