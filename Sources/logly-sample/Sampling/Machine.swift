import Glibc
import LoglyCommand
import LoglyShared

/// The machine that is sampled: where its files are, and how to read them.
struct Machine: ~Copyable {
    private var procfs: KernelFiles
    private var sysfs: KernelFiles
    /// What its mount points are below, without a slash at the end.
    private let rootfs: String
    /// This machine itself, which can be asked what a recorded tree cannot.
    private let isLive: Bool
    private let messages: Messages
    private var remote = PatientStatvfs()
    /// Mount points whose server did not answer, which is said once and not with each sample.
    private var silent: [[UInt8]] = []

    /// - Parameters:
    ///   - procfs: nil for this machine's own `/proc`; likewise `sysfs` and `rootfs`.
    /// - Throws: status 66 where there is no such folder.
    init(procfs: String?, sysfs: String?, rootfs: String?, messages: Messages) throws(ToolError) {
        self.procfs = KernelFiles(path: procfs ?? "/proc", messages: messages)
        self.sysfs = KernelFiles(path: sysfs ?? "/sys", messages: messages)
        self.rootfs = rootfs ?? ""
        isLive = procfs == nil && rootfs == nil
        self.messages = messages
        try self.procfs.check()
        if sysfs != nil { try self.sysfs.check() }
    }

    /// Where its files are read, for messages.
    var procfsPath: String { procfs.path }

    /// Whether any file could be read so far.
    var hasAnswered: Bool { procfs.filesRead > 0 }

    /// The processor's counters, which shares are differences of; nil where they cannot be read.
    mutating func readCounters() -> CounterReading? {
        let time = Timestamp.current
        guard let stat = procfs.read("stat", parse: Stat.init(parsing:)) else { return nil }
        let uptime = procfs.read("uptime", parse: Uptime.init(parsing:))
        let boot = procfs.read("sys/kernel/random/boot_id", absence: .ordinary, parse: Self.parseBootID)
        return CounterReading(time: time, bootID: boot ?? nil, uptime: uptime?.seconds, stat: stat)
    }

    /// Reads what records of `kinds` need, apart from the processor's counters.
    mutating func read(_ kinds: Kinds, counters: CounterReading?) -> Reading {
        var reading = Reading(time: counters?.time ?? .current, counters: counters)
        // First, so that servers have the time of all the rest to answer.
        let mounts = kinds.contains(.filesystem) ? askedMounts() : []
        if kinds.contains(.system) { readSystem(into: &reading) }
        if kinds.contains(.system) || kinds.contains(.disk) {
            let stats = procfs.read("diskstats", absence: .ordinary, parse: Diskstats.init(parsing:))
            reading.disks = stats.map { WholeDisks.choose(among: $0.devices, sysfs: sysfs) }
        }
        if kinds.contains(.network) || kinds.contains(.interface) {
            reading.interfaces = procfs.read("net/dev", parse: NetDev.init(parsing:))?.interfaces
        }
        if kinds.contains(.network) {
            reading.traffic = TrafficInterfaces.choose(among: reading.interfaces ?? [], sysfs: sysfs)
            reading.connections = connections()
        }
        reading.filesystems = usages(of: mounts)
        return reading
    }

    private mutating func readSystem(into reading: inout Reading) {
        reading.meminfo = procfs.read("meminfo", parse: Meminfo.init(parsing:))
        reading.loadavg = procfs.read("loadavg", parse: Loadavg.init(parsing:))
        reading.pressureCPU = procfs.read("pressure/cpu", absence: .ordinary, parse: Pressure.init(parsing:))
        reading.pressureMemory = procfs.read(
            "pressure/memory", absence: .ordinary, parse: Pressure.init(parsing:))
        reading.pressureIO = procfs.read("pressure/io", absence: .ordinary, parse: Pressure.init(parsing:))
        reading.root = FilesystemUsage.ask(path(of: Array("/".utf8))).flatMap(FilesystemUsage.init)
    }

    private static func parseBootID(_ file: Span<UInt8>) -> String? {
        var at = 0
        let word = file.word(at: &at)
        return word.isEmpty ? nil : file.text(word)
    }

    /// Without IPv6 there is no tcp6; without tcp the count would be a part passed off as the whole.
    private mutating func connections() -> TCPConnections? {
        if isLive, let counted = SocketDiagnosis.tcpConnections() { return counted }
        var counted = TCPConnections()
        guard procfs.eachLine(of: "net/tcp", absence: .surprising, body: { counted.add(line: $0) }) else {
            return nil
        }
        _ = procfs.eachLine(of: "net/tcp6", absence: .ordinary) { counted.add(line: $0) }
        return counted
    }
}

// MARK: File systems

extension Machine {
    /// The mounts worth watching, with the question to each network file system on its way.
    private mutating func askedMounts() -> [Mounts.Mount] {
        // A sandboxed unit sees its own mounts; process 1 sees the machine's.
        let names = ["1/mounts", "self/mounts", "mounts"]
        let name = names.first { procfs.canRead($0) } ?? "mounts"
        guard let table = procfs.read(name, parse: Mounts.init(parsing:)) else { return [] }
        let mounts = MountTable.worthWatching(table.mounts)
        for mount in mounts where mount.isRemote { remote.ask(path(of: mount.mountPoint)) }
        return mounts
    }

    /// One for each device: the first of its mount points that answers. What cannot be read is left out.
    private mutating func usages(of mounts: [Mounts.Mount]) -> [Reading.Filesystem] {
        let deadline = PatientStatvfs.now() + 2000
        var seen: [[UInt8]] = []
        var usages: [Reading.Filesystem] = []
        for mount in mounts where !seen.contains(mount.device) {
            guard let usage = usage(of: mount, deadline: deadline) else { continue }
            seen.append(mount.device)
            usages.append(Reading.Filesystem(mount: mount, usage: usage))
        }
        return usages
    }

    private mutating func usage(of mount: Mounts.Mount, deadline: Int64) -> FilesystemUsage? {
        let place = path(of: mount.mountPoint)
        guard mount.isRemote else {
            if isLive, isCovered(mount, at: place) { return nil }
            guard let answer = FilesystemUsage.ask(place) else { return nil }
            return FilesystemUsage(answer)
        }
        switch remote.answer(place, deadline: deadline) {
        case .usage(let answer):
            silent.removeAll { $0 == mount.mountPoint }
            return FilesystemUsage(answer)
        case .failed: return nil
        case .late:
            if !silent.contains(mount.mountPoint) {
                silent.append(mount.mountPoint)
                let name = String(decoding: mount.mountPoint, as: UTF8.self)
                messages.warning("cannot read the usage of \(name): no answer within 2 s")
            }
            return nil
        }
    }

    /// A unit's sandbox covers what it hides (ProtectHome=) with a tmpfs, whose size is not the disk's. It has no
    /// device number of its own (major 0), as otherwise only file systems over several devices have none.
    private func isCovered(_ mount: Mounts.Mount, at place: [CChar]) -> Bool {
        var status = stat()
        guard stat(place, &status) == 0 else { return true }
        return status.st_dev >> 8 & 0xFFF == 0 && !["btrfs", "zfs", "bcachefs"].contains(mount.type)
    }

    private func path(of mountPoint: [UInt8]) -> [CChar] {
        (Array(rootfs.utf8) + mountPoint + [0]).map { CChar(bitPattern: $0) }
    }
}
