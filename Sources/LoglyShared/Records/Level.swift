/// How grave an event is, after RFC 5424's severities: emerg, alert and crit are `critical`,
/// notice and info are `info`.
public enum Level: UInt8, Sendable, CaseIterable, Comparable {
    case debug, info, warning, error, critical

    /// The wire's word, in capitals.
    public var name: StaticString {
        switch self {
        case .debug: "DEBUG"
        case .info: "INFO"
        case .warning: "WARNING"
        case .error: "ERROR"
        case .critical: "CRITICAL"
        }
    }

    public init?(name: some StringProtocol) {
        guard let level = Self.allCases.first(where: { $0.name.description == name }) else { return nil }
        self = level
    }

    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
}
