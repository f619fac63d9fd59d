import LoglyShared

/// The processor's counters at one moment, and which boot of which machine they belong to.
struct CounterReading: Equatable {
    var time: Timestamp
    /// The kernel's random name for this boot; nil where it cannot be read.
    var bootID: String?
    /// Seconds since boot.
    var uptime: Double?
    var stat: Stat

    /// Whether the counters of `later` go on from these: the same machine, not booted in between.
    ///
    /// Without a boot ID the time of the boot tells, which moves with the clock when that is set.
    func goesOn(in later: CounterReading) -> Bool {
        if let uptime, let now = later.uptime, now < uptime { return false }
        if bootID != nil || later.bootID != nil { return bootID == later.bootID }
        guard let boot = stat.bootTime, let now = later.stat.bootTime else {
            return stat.bootTime == later.stat.bootTime
        }
        return boot > now ? boot &- now <= 60 : now &- boot <= 60
    }
}
