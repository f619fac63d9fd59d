import Glibc

/// A failure that ends a program: what to tell the user, and the exit status.
public struct ToolError: Error, Equatable, Sendable, CustomStringConvertible {
    public let status: ExitStatus
    /// One line, lower case, no full stop; the program's name is put before it.
    public let description: String

    public init(_ status: ExitStatus, _ description: String) {
        (self.status, self.description) = (status, description)
    }

    /// A system call failed: `cannot open /var/log/x: Permission denied`.
    ///
    /// - Parameters:
    ///   - action: what could not be done, with its object: `open /var/log/x`.
    ///   - code: `errno` as the call left it.
    public init(_ status: ExitStatus, cannot action: String, errno code: Int32) {
        self.init(status, "cannot \(action): \(String(cString: strerror(code)))")
    }

    /// A read or write failed on something that is open.
    public init(cannot action: String, errno code: Int32) {
        self.init(.inputOutput, cannot: action, errno: code)
    }
}

/// Why bytes are not what a parser expects, and at which of them it gave up.
public struct ParseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What should have been there: `a number`, `MemTotal`.
    public let expected: String
    /// The byte's offset from the start of what was parsed; nil where no one byte is to blame.
    public let offset: Int?

    public static func expected(_ what: String, at offset: Int) -> ParseError {
        ParseError(expected: what, offset: offset)
    }

    /// Something required is nowhere.
    public static func absent(_ what: String) -> ParseError {
        ParseError(expected: what, offset: nil)
    }

    public var description: String {
        if let offset { "expected \(expected) at byte \(offset + 1)" } else { "\(expected) is missing" }
    }
}
