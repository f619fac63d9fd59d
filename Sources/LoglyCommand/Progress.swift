import Glibc
import LoglyShared

/// How far work is that takes over a second: one line on the terminal that is written over and over, and erased
/// before anything else is said and at the end.
///
/// `show` is for a hot loop only every few thousand rows, or once a buffer: it reads the clock, and nothing
/// at all where nobody looks. No escape sequences, so that it works on any terminal.
public final class Progress {
    private let program: String
    private var isWanted: Bool
    /// When `show` was called first.
    private var start: Double?
    private var nextTime = 0.0
    /// Columns of the line on the terminal; 0 where there is none.
    private var shown = 0

    /// Seconds before the first line, and between two.
    private static let (patience, pace) = (1.0, 0.25)

    init(program: String, isWanted: Bool) { (self.program, self.isWanted) = (program, isWanted) }

    /// This descriptor carries records: where that is a terminal, they and progress would mix.
    public func giveWay(to descriptor: Int32) {
        if isatty(descriptor) == 1 { isWanted = false }
    }

    func follow(isWanted: Bool) { self.isWanted = self.isWanted && isWanted }

    /// Starts the clock where work begins whose first `show` may be long in coming.
    public func begin() { show { _ in "" } }

    /// Shows how far the work is, if it has taken over a second and some time has passed since the last line.
    ///
    /// - Parameter text: gets the seconds since the first call; asked only where it is shown.
    public func show(_ text: (_ seconds: Double) -> String) {
        guard isWanted else { return }
        let now = monotonicSeconds()
        guard let start else {
            (start, nextTime) = (now, now + Self.patience)
            return
        }
        guard now >= nextTime else { return }
        nextTime = now + Self.pace
        if shown == 0, !takeLine() { return }
        write(text(now - start))
    }

    /// Takes the line away, for a message or the end; the next `show` brings it back.
    func erase() {
        if shown == 0 { return }
        put("\r" + String(repeating: " ", count: shown) + "\r")
        shown = 0
    }

    private func write(_ text: String) {
        // The last column stays free: a full line moves some terminals on.
        let line = "\(program): \(text)".replacingControlCharacters().prefix(Self.columns() - 1)
        let columns = line.count
        put("\r" + line + String(repeating: " ", count: max(0, shown - columns)))
        if columns < shown { put("\r" + line) }
        shown = columns
    }

    private func put(_ text: String) {
        var out = OutputBuffer(descriptor: STDERR_FILENO, name: "stderr")
        out.append(text)
        try? out.flush()
    }

    /// The programs of a pipeline have one terminal: who shows progress first keeps the line until it ends.
    private func takeLine() -> Bool {
        var line = flock()
        (line.l_type, line.l_whence, line.l_len) = (Int16(F_WRLCK), Int16(SEEK_SET), 1)
        return fcntl(STDERR_FILENO, F_SETLK, &line) == 0 || (errno != EAGAIN && errno != EACCES)
    }

    /// Of the terminal; 80 where it doesn't tell.
    private static func columns() -> Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 80 }
        return Int(size.ws_col)
    }
}

/// Work that counts: `1,234,567 rows, 456,789 rows/s`; no rate while it is below one.
public func pace(_ count: Int, _ thing: String, in seconds: Double) -> String {
    let rate = Double(count) / max(seconds, 0.001)
    let things = "\(grouped(Int64(count))) \(thing)" + (count == 1 ? "" : "s")
    return rate < 1 ? things : "\(things), \(grouped(Int64(rate))) \(thing)s/s"
}
