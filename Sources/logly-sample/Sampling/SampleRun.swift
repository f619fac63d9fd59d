import Glibc
import LoglyCommand
import LoglyShared

/// The samples of one run of the program.
struct SampleRun: ~Copyable {
    private var machine: Machine
    private let host: String
    private let kinds: Kinds
    private let state: StateFile?
    private let messages: Messages
    private var out = OutputBuffer(descriptor: STDOUT_FILENO, name: "stdout")
    /// The reading that the next sample's shares begin at.
    private var earlier: CounterReading?

    init(
        of machine: consuming Machine, host: String, kinds: Kinds, state: StateFile?, messages: Messages
    ) {
        self.machine = machine
        (self.host, self.kinds, self.state, self.messages) = (host, kinds, state, messages)
        guard kinds.contains(.system), let state else { return }
        do throws(ToolError) {
            earlier = try state.load()
        } catch {
            messages.note("\(error.description); starting anew")
        }
    }

    /// One sample.
    mutating func once() throws(ToolError) {
        try sample(counters: firstCounters(within: 0.5))
    }

    /// A sample every `interval` seconds, `count` times or for ever.
    ///
    /// The first comes as soon as it can have shares. The others keep their distance to it, not to each other,
    /// so that the time a sample takes does not add up; one that would be late is left out.
    mutating func every(_ interval: Double, count: Int?) throws(ToolError) {
        let counters = firstCounters(within: min(0.5, interval))
        let step = Int64((interval * 1e9).rounded())
        var due = monotonicNanoseconds()
        try sample(counters: counters)
        var done = 1
        while done < count ?? .max {
            let passed = max(0, monotonicNanoseconds() - due)
            due += (passed / step + 1) * step
            sleep(until: due)
            try sample(counters: kinds.contains(.system) ? machine.readCounters() : nil)
            done += 1
        }
    }

    /// The counters for the first sample. Where none were kept that they go on from, they are read twice.
    private mutating func firstCounters(within seconds: Double) -> CounterReading? {
        guard kinds.contains(.system), let first = machine.readCounters() else { return nil }
        if let earlier, earlier.goesOn(in: first) { return first }
        earlier = first
        sleep(until: monotonicNanoseconds() + Int64(seconds * 1e9))
        return machine.readCounters()
    }

    private mutating func sample(counters: CounterReading?) throws(ToolError) {
        let reading = machine.read(kinds, counters: counters)
        guard machine.hasAnswered else {
            throw ToolError(.noInput, "nothing to sample in \(machine.procfsPath)")
        }
        write(reading)
        try out.flush()
        guard let counters else { return }
        earlier = counters
        guard let state else { return }
        do throws(ToolError) { try state.save(counters) } catch { messages.error(error) }
    }

    private mutating func write(_ reading: Reading) {
        for kind in Kind.allCases where kinds.contains(kind) {
            switch kind {
            case .system: out.append(reading.systemRecord(host: host, since: earlier))
            case .network: if let record = reading.networkRecord(host: host) { out.append(record) }
            case .filesystem: for record in reading.filesystemRecords(host: host) { out.append(record) }
            case .interface: for record in reading.interfaceRecords(host: host) { out.append(record) }
            case .disk: for record in reading.diskRecords(host: host) { out.append(record) }
            }
        }
    }
}

private func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

private func sleep(until nanoseconds: Int64) {
    var time = timespec()
    time.tv_sec = Int(nanoseconds / 1_000_000_000)
    time.tv_nsec = Int(nanoseconds % 1_000_000_000)
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
}
