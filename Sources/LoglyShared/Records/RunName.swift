/// The text that names one process in the batches it writes: when it began, and its number.
///
/// Microseconds since 1970 to the base 36, and the process: `dl5rwm3k2p-4711`. What a process read, it read after it
/// began; so a file that was written since then may have more than is stored of it, however late that was stored.
public struct RunName {
    public let start: Timestamp
    public let text: String

    public init(start: Timestamp, process: Int32) {
        self.start = start
        text = "\(String(start.microseconds, radix: 36))-\(process)"
    }

    /// When the process of that name began; nil where the name is of another form, for any text may name a run.
    public static func start(of text: String) -> Timestamp? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == digits, Int32(parts[1]) != nil,
            let microseconds = Int64(parts[0], radix: 36)
        else { return nil }
        return Timestamp(microseconds: microseconds)
    }

    /// From 1973 to 2085.
    private static let digits = 10
}
