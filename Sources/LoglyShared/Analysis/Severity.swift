import Glibc

/// How bad an issue is, 0 to 100.
public struct Severity: Comparable, Hashable, Sendable {
    public let value: Int

    /// Values beyond 0 to 100 are taken for the nearest of these.
    public init(_ value: Double) {
        self.value = value.isNaN ? 0 : Int(min(100, max(0, value.rounded())))
    }

    /// `base` at `limit`, and `perDoubling` more each time that `amount` doubles.
    ///
    /// Never falls when `amount` grows, which the health score rests on.
    public init(_ base: Double, _ amount: Double, per limit: Double, perDoubling: Double) {
        let ratio = amount / max(limit, .leastNormalMagnitude)
        self.init(base + perDoubling * max(0, log2(max(ratio, 1))))
    }

    public var level: SeverityLevel {
        switch value {
        case ...30: .low
        case ...60: .medium
        case ...80: .high
        default: .critical
        }
    }

    public static func < (left: Severity, right: Severity) -> Bool { left.value < right.value }
}

/// A severity in one word: low to 30, medium to 60, high to 80, critical above.
public enum SeverityLevel: String, Sendable, CaseIterable, Comparable {
    case low, medium, high, critical

    public static func < (left: SeverityLevel, right: SeverityLevel) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}
