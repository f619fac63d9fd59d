/// What the processors did between two readings, in hundredths of a percent so that sums are exact.
struct CPUShares: Equatable {
    /// user + nice; a guest's time is inside.
    var user: Int
    /// system + irq + softirq.
    var system: Int
    var iowait: Int
    /// nil where the kernel does not count it.
    var steal: Int?

    /// All but idle and iowait.
    var busy: Int { user + system + (steal ?? 0) }

    /// The difference of two readings of one boot; nil where no time has passed.
    ///
    /// While processors come and go the kernel's sum over all jumps, since it counts the idle time of one that is
    /// offline in another way: then those that are in both readings speak for the machine.
    init?(from earlier: Stat, to later: Stat) {
        let before = earlier.processors.map(\.number)
        let after = later.processors.map(\.number)
        var time = ElapsedTime()
        if before == after || before.isEmpty || after.isEmpty {
            time.add(from: earlier.total, to: later.total)
        } else {
            for processor in later.processors {
                guard let known = earlier.processors.first(where: { $0.number == processor.number }) else {
                    continue
                }
                time.add(from: known.times, to: processor.times)
            }
        }
        self.init(of: time, countsSteal: earlier.total.steal != nil && later.total.steal != nil)
    }

    private init?(of time: ElapsedTime, countsSteal: Bool) {
        let total = time.user + time.system + time.idle + time.iowait + time.steal
        guard total > 0 else { return nil }
        func share(_ part: Double) -> Int { Int((part / total * 10_000).rounded()) }
        user = share(time.user)
        system = share(time.system)
        iowait = share(time.iowait)
        steal = countsSteal ? share(time.steal) : nil
        // Four shares that were all rounded up may pass the whole by a hundredth or two: the largest gives way.
        let excess = max(0, busy + iowait - 10_000)
        switch max(user, system, iowait, steal ?? 0) {
        case user: user -= excess
        case system: system -= excess
        case iowait: iowait -= excess
        default: steal = steal.map { $0 - excess }
        }
    }
}

/// Ticks that passed in each state; a counter that ran backwards counts 0.
private struct ElapsedTime {
    // As Double: whatever stands in a file, sums cannot overflow, and ticks are exact for millions of years.
    var user = 0.0
    var system = 0.0
    var idle = 0.0
    var iowait = 0.0
    var steal = 0.0

    mutating func add(from earlier: CPUTimes, to later: CPUTimes) {
        user += passed(earlier.user, later.user) + passed(earlier.nice, later.nice)
        system += passed(earlier.system, later.system) + passed(earlier.irq, later.irq)
        system += passed(earlier.softirq, later.softirq)
        idle += passed(earlier.idle, later.idle)
        iowait += passed(earlier.iowait, later.iowait)
        if let before = earlier.steal, let after = later.steal { steal += passed(before, after) }
    }

    private func passed(_ earlier: UInt64, _ later: UInt64) -> Double {
        later > earlier ? Double(later - earlier) : 0
    }
}
