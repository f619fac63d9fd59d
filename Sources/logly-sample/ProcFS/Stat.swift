import LoglyShared

/// `/proc/stat`: what the processors have done since boot; see proc_stat(5).
struct Stat: Equatable {
    /// All processors together.
    var total: CPUTimes
    /// Each processor that is online, in the kernel's order.
    var processors: [Processor] = []
    /// Processes that run or could.
    var running: Int64?
    /// Processes in uninterruptible sleep.
    var blocked: Int64?
    /// Seconds since the epoch, by the clock as it is now.
    var bootTime: Int64?

    struct Processor: Equatable {
        var number: UInt64
        var times: CPUTimes
    }

    init(total: CPUTimes) { self.total = total }

    /// Parses the content of the file. Without its `cpu` line there is nothing to tell.
    init(parsing file: Span<UInt8>) throws(ParseError) {
        var total: CPUTimes?
        var processors: [Processor] = []
        var rest = Stat(total: CPUTimes())
        var at = 0
        while at < file.count {
            if file.skip("cpu ", at: &at) {
                total = try CPUTimes(parsing: file, at: &at)
            } else if file.skip("cpu", at: &at) {
                guard let number = file.unsigned(at: &at) else {
                    throw .expected("the number of a processor", at: at)
                }
                processors.append(Processor(number: number, times: try CPUTimes(parsing: file, at: &at)))
            } else if file.skip("procs_running ", at: &at) {
                rest.running = file.counter(at: &at)
            } else if file.skip("procs_blocked ", at: &at) {
                rest.blocked = file.counter(at: &at)
            } else if file.skip("btime ", at: &at) {
                rest.bootTime = file.counter(at: &at)
            }
            file.skipLine(at: &at)
        }
        guard let total else { throw .absent("the line of cpu") }
        self = rest
        (self.total, self.processors) = (total, processors)
    }
}

/// The time one or all processors spent in each state, in ticks of USER_HZ.
///
/// `user` and `nice` hold a guest's time too; the kernel's own columns for guests are therefore left out.
struct CPUTimes: Equatable {
    var user: UInt64 = 0
    var nice: UInt64 = 0
    var system: UInt64 = 0
    var idle: UInt64 = 0
    var iowait: UInt64 = 0
    var irq: UInt64 = 0
    var softirq: UInt64 = 0
    /// nil where the kernel does not count it.
    var steal: UInt64?

    init() {}

    fileprivate init(parsing file: Span<UInt8>, at position: inout Int) throws(ParseError) {
        guard let user = file.unsigned(at: &position), let nice = file.unsigned(at: &position),
            let system = file.unsigned(at: &position), let idle = file.unsigned(at: &position)
        else { throw .expected("a count of ticks", at: position) }
        (self.user, self.nice, self.system, self.idle) = (user, nice, system, idle)
        iowait = file.unsigned(at: &position) ?? 0
        irq = file.unsigned(at: &position) ?? 0
        softirq = file.unsigned(at: &position) ?? 0
        steal = file.unsigned(at: &position)
    }
}
