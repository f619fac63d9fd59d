import Glibc

/// Colours of text on a terminal: none where the output is no terminal, with `$NO_COLOR` (no-color.org) or on a
/// terminal that calls itself dumb.
public struct TerminalStyle: Sendable {
    public enum Ink: Sendable {
        case red, yellow, green, dim, bold
    }

    public let isColoured: Bool

    public init(descriptor: Int32) {
        func value(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
        isColoured = isatty(descriptor) == 1 && value("NO_COLOR").isEmpty && value("TERM") != "dumb"
    }

    public init(isColoured: Bool) { self.isColoured = isColoured }

    /// What is written before coloured text; nothing where there are no colours.
    public func begin(_ ink: Ink) -> StaticString {
        if !isColoured { return "" }
        return switch ink {
        case .red: "\u{1B}[31m"
        case .yellow: "\u{1B}[33m"
        case .green: "\u{1B}[32m"
        case .dim: "\u{1B}[2m"
        case .bold: "\u{1B}[1m"
        }
    }

    /// What is written after it.
    public var end: StaticString { isColoured ? "\u{1B}[0m" : "" }
}
