import LoglyShared

/// What one look at a machine gave; nil is what could not be read, or what this machine does not have.
struct Reading {
    var time: Timestamp
    var counters: CounterReading?
    var meminfo: Meminfo?
    var loadavg: Loadavg?
    var pressureCPU: Pressure?
    var pressureMemory: Pressure?
    var pressureIO: Pressure?
    var root: FilesystemUsage?
    var interfaces: [NetDev.Interface]?
    /// Those of `interfaces` that carry the machine's traffic.
    var traffic: [NetDev.Interface] = []
    var connections: TCPConnections?
    /// Whole physical disks.
    var disks: [Diskstats.Device]?
    var filesystems: [Filesystem] = []

    struct Filesystem {
        var mount: Mounts.Mount
        var usage: FilesystemUsage
    }
}

// MARK: As records

extension Reading {
    /// - Parameter earlier: where the processor's shares begin; nil leaves them out.
    func systemRecord(host: String, since earlier: CounterReading?) -> SystemRecord {
        var record = SystemRecord()
        record.timestamp = time
        record.host = host
        if let stat = counters?.stat {
            if let earlier, let shares = CPUShares(from: earlier.stat, to: stat) { record.set(shares) }
            record.cpuCount = stat.processors.isEmpty ? nil : Int64(stat.processors.count)
            record.processesRunning = stat.running
            record.processesBlocked = stat.blocked
        }
        record.uptimeSeconds = counters?.uptime
        record.load1Min = loadavg?.oneMinute
        record.load5Min = loadavg?.fiveMinutes
        record.load15Min = loadavg?.fifteenMinutes
        record.memoryTotal = meminfo?.total
        record.memoryAvailable = meminfo?.available
        record.memoryPercent = meminfo?.percent
        record.swapTotal = meminfo?.swapTotal
        record.swapUsed = meminfo?.swapUsed
        record.diskTotal = root?.total
        record.diskUsed = root?.used
        record.diskAvailable = root?.available
        record.diskPercent = root?.percent
        record.diskReadBytes = sum(disks?.map(\.readBytes))
        record.diskWriteBytes = sum(disks?.map(\.writeBytes))
        record.pressureCPUPercent = pressureCPU?.some60
        record.pressureMemoryPercent = pressureMemory?.some60
        record.pressureIOPercent = pressureIO?.some60
        return record
    }

    /// nil where neither interfaces nor connections are known.
    func networkRecord(host: String) -> NetworkRecord? {
        if interfaces == nil, connections == nil { return nil }
        var record = NetworkRecord()
        record.timestamp = time
        record.host = host
        let counters = traffic.map(\.counters)
        record.counters.bytesSent = sum(counters.map(\.bytesSent))
        record.counters.bytesRecv = sum(counters.map(\.bytesRecv))
        record.counters.packetsSent = sum(counters.map(\.packetsSent))
        record.counters.packetsRecv = sum(counters.map(\.packetsRecv))
        record.counters.errorsIn = sum(counters.map(\.errorsIn))
        record.counters.errorsOut = sum(counters.map(\.errorsOut))
        record.counters.dropsIn = sum(counters.map(\.dropsIn))
        record.counters.dropsOut = sum(counters.map(\.dropsOut))
        record.connectionsEstablished = connections?.established
        record.connectionsListen = connections?.listen
        record.connectionsTimeWait = connections?.timeWait
        record.connectionsCloseWait = connections?.closeWait
        record.connectionsTotal = connections?.total
        return record
    }

    func filesystemRecords(host: String) -> [FilesystemRecord] {
        filesystems.map { filesystem in
            var record = FilesystemRecord()
            record.timestamp = time
            record.host = host
            record.mountPoint = String(decoding: filesystem.mount.mountPoint, as: UTF8.self)
            record.device = String(decoding: filesystem.mount.device, as: UTF8.self)
            record.fsType = filesystem.mount.type
            record.total = filesystem.usage.total
            record.used = filesystem.usage.used
            record.available = filesystem.usage.available
            record.percent = filesystem.usage.percent
            record.inodesTotal = filesystem.usage.inodesTotal
            record.inodesUsed = filesystem.usage.inodesUsed
            return record
        }
    }

    func interfaceRecords(host: String) -> [InterfaceRecord] {
        (interfaces ?? []).map { interface in
            var record = InterfaceRecord()
            record.timestamp = time
            record.host = host
            record.interface = interface.name
            record.counters = interface.counters
            return record
        }
    }

    func diskRecords(host: String) -> [DiskRecord] {
        (disks ?? []).map { disk in
            var record = DiskRecord()
            record.timestamp = time
            record.host = host
            record.device = disk.name
            record.reads = disk.reads
            record.writes = disk.writes
            record.readBytes = disk.readBytes
            record.writeBytes = disk.writeBytes
            record.ioSeconds = disk.ioSeconds
            return record
        }
    }

    /// nil where there is nothing to add up, a part is unknown, or the sum passes 2^63.
    private func sum(_ parts: [Int64?]?) -> Int64? {
        guard let parts, !parts.isEmpty else { return nil }
        var total: Int64 = 0
        for part in parts {
            guard let part else { return nil }
            let (next, overflow) = total.addingReportingOverflow(part)
            if overflow { return nil }
            total = next
        }
        return total
    }
}

extension SystemRecord {
    fileprivate mutating func set(_ shares: CPUShares) {
        cpuPercent = Double(shares.busy) / 100
        cpuUserPercent = Double(shares.user) / 100
        cpuSystemPercent = Double(shares.system) / 100
        cpuIowaitPercent = Double(shares.iowait) / 100
        cpuStealPercent = shares.steal.map { Double($0) / 100 }
    }
}
