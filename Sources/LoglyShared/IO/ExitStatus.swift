/// How a program ends, in the numbers of sysexits.h.
///
/// A script decides by it whether to try again (`busy`), to look at its data
/// (`badData`) or at its configuration (`configuration`).
public enum ExitStatus: Int32, Sendable, CaseIterable {
    case success = 0
    /// The answer was no: `logly-analyze --fail-on LEVEL` found something.
    case no = 1
    case usage = 64
    /// At least one input line was rejected, or a file is no database.
    case badData = 65
    /// A named input is missing or unreadable; the rest was done.
    case noInput = 66
    /// No source, or no data at all.
    case unavailable = 69
    case cannotCreate = 73
    case inputOutput = 74
    /// The database is busy, or a batch was refused: try again.
    case busy = 75
    case noPermission = 77
    case configuration = 78

    /// Several things went wrong: the one that a script must know first.
    private static let precedence: [ExitStatus] = [
        .usage, .configuration, .inputOutput, .noPermission, .busy, .cannotCreate, .badData, .noInput,
        .unavailable, .no, .success,
    ]

    /// The status that wins where both apply.
    public func combined(with other: ExitStatus) -> ExitStatus {
        Self.precedence.first { $0 == self || $0 == other } ?? self
    }
}
