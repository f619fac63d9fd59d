import Glibc
import LoglyShared

/// What `--state FILE` keeps from one run to the next: a reading of the processor's counters, as text.
///
///     logly-sample 1
///     time 1795376071.123456
///     boot dad4dc2c-1d93-4919-8c31-7f627bbfd4a6
///     uptime 1234.56
///     btime 1795374837
///     cpu 26714 0 6569 193030 2129 0 94 696
///     cpu0 11579 0 3006 99589 107 0 21 350
///     end
///
/// The lines of `cpu` are those of /proc/stat. `end` proves that the file is whole.
enum SampleState {
    private static let heading: StaticString = "logly-sample 1\n"

    /// Reads a state; throws where the bytes are anything else.
    static func parse(_ file: Span<UInt8>) throws(ParseError) -> CounterReading {
        var at = 0
        guard file.skip(heading, at: &at) else { throw .expected("a state of logly-sample", at: at) }
        var reading = CounterReading(time: .epoch, stat: try Stat(parsing: file))
        var isWhole = false
        while at < file.count {
            if file.skip("time ", at: &at) {
                let digits = file.word(at: &at)
                let time = file.withUnsafeBufferPointer {
                    JSONNumber.timestamp(UnsafeBufferPointer(rebasing: $0[digits]))
                }
                guard let time else { throw .expected("a time", at: digits.lowerBound) }
                reading.time = time
            } else if file.skip("boot ", at: &at) {
                reading.bootID = file.text(file.word(at: &at))
            } else if file.skip("uptime ", at: &at) {
                reading.uptime = file.decimal(at: &at)
            } else if file.skip("end\n", at: &at) {
                isWhole = at == file.count
                break
            }
            file.skipLine(at: &at)
        }
        guard isWhole else { throw .absent("the end") }
        return reading
    }

    static func append(_ reading: CounterReading, to out: inout OutputBuffer) {
        out.append(heading)
        out.append("time ")
        out.append(reading.time)
        if let boot = reading.bootID { out.append("\nboot \(boot)") }
        if let uptime = reading.uptime { out.append("\nuptime \(uptime)") }
        if let boot = reading.stat.bootTime { out.append("\nbtime \(boot)") }
        out.append("\ncpu")
        append(reading.stat.total, to: &out)
        for processor in reading.stat.processors {
            out.append("cpu")
            out.append(processor.number)
            append(processor.times, to: &out)
        }
        out.append("end\n")
    }

    private static func append(_ times: CPUTimes, to out: inout OutputBuffer) {
        for ticks in [
            times.user, times.nice, times.system, times.idle, times.iowait, times.irq, times.softirq,
            times.steal,
        ] {
            guard let ticks else { continue }
            out.append(UInt8(ascii: " "))
            out.append(ticks)
        }
        out.append(UInt8(ascii: "\n"))
    }
}

/// The file of `--state`.
struct StateFile {
    let path: String

    /// The reading kept there; nil on a first run.
    ///
    /// - Throws: where there is a file that does not serve; the caller goes on as on a first run.
    func load() throws(ToolError) -> CounterReading? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0 {
            if errno == ENOENT { return nil }
            throw ToolError(.noInput, cannot: "read \(path)", errno: errno)
        }
        defer { close(descriptor) }
        // A state of 4,096 processors fits. What is larger is none.
        let limit = 1 << 20
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: limit)
        defer { bytes.deallocate() }
        var length = 0
        while length < limit {
            let got = Glibc.read(descriptor, bytes + length, limit - length)
            if got < 0, errno == EINTR { continue }
            if got < 0 { throw ToolError(.noInput, cannot: "read \(path)", errno: errno) }
            if got == 0 { break }
            length += got
        }
        if length == 0 { return nil }
        do throws(ParseError) {
            return try SampleState.parse(UnsafeBufferPointer(start: bytes, count: length).span)
        } catch {
            throw ToolError(.badData, "cannot use \(path): \(error)")
        }
    }

    /// Puts a reading in its place, whole or not at all.
    func save(_ reading: CounterReading) throws(ToolError) {
        var file = try OutputFile.open(path)
        SampleState.append(reading, to: &file.out)
        try file.finish()
    }
}
