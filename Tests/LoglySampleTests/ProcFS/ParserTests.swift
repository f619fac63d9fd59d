import LoglyShared
import Testing

@testable import logly_sample

@Suite struct StatTests {
    @Test func readsEveryColumn() throws {
        let stat = try parsing(
            "cpu  1 2 3 4 5 6 7 8 9 10\ncpu0 1 2 3 4 5 6 7 8 9 10\ncpu12 0 0 0 1\nbtime 77\nprocs_running 3\nprocs_blocked 4",
            Stat.init(parsing:))
        var times = CPUTimes()
        (times.user, times.nice, times.system, times.idle) = (1, 2, 3, 4)
        (times.iowait, times.irq, times.softirq, times.steal) = (5, 6, 7, 8)
        #expect(stat.total == times)
        #expect(stat.processors.map(\.number) == [0, 12])
        #expect(stat.processors[1].times.idle == 1)
        #expect(stat.processors[1].times.steal == nil)
        #expect((stat.bootTime, stat.running, stat.blocked) == (77, 3, 4))
    }

    @Test(arguments: [
        ("", ParseError.absent("the line of cpu")),
        ("cpu0 1 2 3 4\n", .absent("the line of cpu")),
        ("cpu  1 2 3\n", .expected("a count of ticks", at: 10)),
        ("cpu  1 2 3 99999999999999999999\n", .expected("a count of ticks", at: 31)),
        ("cpux 1 2 3 4\n", .expected("the number of a processor", at: 3)),
    ])
    func refuses(file: String, because error: ParseError) {
        #expect(throws: error) { try parsing(file, Stat.init(parsing:)) }
    }
}

@Suite struct MeminfoTests {
    @Test func givesBytes() throws {
        let meminfo = try parsing(
            "MemTotal: 1000 kB\nMemAvailable:  250 kB\nSwapTotal: 8 kB\nSwapFree: 2 kB\n",
            Meminfo.init(parsing:))
        #expect((meminfo.total, meminfo.available, meminfo.percent) == (1_024_000, 256_000, 75))
        #expect((meminfo.swapTotal, meminfo.swapUsed) == (8192, 6144))
    }

    @Test func whatAKernelDoesNotTellIsAbsent() throws {
        let meminfo = try parsing("MemTotal: 1 kB\n", Meminfo.init(parsing:))
        #expect(meminfo.available == nil && meminfo.percent == nil && meminfo.swapUsed == nil)
    }

    @Test func contradictionsGiveNoNumber() throws {
        let meminfo = try parsing(
            "MemTotal: 1 kB\nMemAvailable: 2 kB\nSwapTotal: 1 kB\nSwapFree: 2 kB\n", Meminfo.init(parsing:))
        #expect(meminfo.percent == nil && meminfo.swapUsed == nil)
    }

    @Test(arguments: [
        ("MemFree: 1 kB\n", ParseError.absent("MemTotal")),
        ("MemTotal: 1 MB\n", .expected("a size in kB", at: 12)),
        ("MemTotal: x kB\n", .expected("a size", at: 10)),
        ("MemTotal: 9223372036854775807 kB\n", .expected("a size in kB", at: 30)),
    ])
    func refuses(file: String, because error: ParseError) {
        #expect(throws: error) { try parsing(file, Meminfo.init(parsing:)) }
    }
}

@Suite struct SmallFileTests {
    @Test func loads() throws {
        let loads = try parsing("0.07 12.30 1.00 2/213 99\n", Loadavg.init(parsing:))
        #expect((loads.oneMinute, loads.fiveMinutes, loads.fifteenMinutes) == (0.07, 12.3, 1))
        #expect(throws: ParseError.expected("a load", at: 4)) { try parsing("1.0 x", Loadavg.init(parsing:)) }
    }

    @Test func uptime() throws {
        #expect(try parsing("350735.47 234388.90\n", Uptime.init(parsing:)).seconds == 350735.47)
        #expect(throws: ParseError.expected("seconds", at: 0)) { try parsing("", Uptime.init(parsing:)) }
    }

    @Test func pressure() throws {
        let text = "some avg10=1.00 avg60=2.34 avg300=5.60 total=7\nfull avg10=9.00 avg60=9.00\n"
        #expect(try parsing(text, Pressure.init(parsing:)).some60 == 2.34)
        #expect(throws: ParseError.absent("avg60 of some")) {
            try parsing("full avg10=9.00 avg60=9.00\n", Pressure.init(parsing:))
        }
        #expect(throws: ParseError.self) { try parsing("some avg60=100.01", Pressure.init(parsing:)) }
    }
}

@Suite struct NetDevTests {
    @Test func namesMayTouchTheirCounters() throws {
        let dev = parsing0(
            "h|\n f |b\n eth0:11 12 13 14 0 0 0 0 21 22 23 24 0 0 0 0\neth0:1:  1 2 3 4 0 0 0 0 5 6 7 8\n")
        #expect(dev.interfaces.map(\.name) == ["eth0", "eth0:1"])
        var counters = InterfaceCounters()
        (counters.bytesRecv, counters.packetsRecv, counters.errorsIn, counters.dropsIn) = (11, 12, 13, 14)
        (counters.bytesSent, counters.packetsSent, counters.errorsOut, counters.dropsOut) = (21, 22, 23, 24)
        #expect(dev.interfaces[0].counters == counters)
    }

    @Test func whatIsMissingOrTooLargeIsUnknown() {
        let dev = parsing0("a: 18446744073709551615 2\nb:\n:\n")
        #expect(dev.interfaces.map(\.name) == ["a", "b"])
        #expect(dev.interfaces[0].counters.bytesRecv == nil && dev.interfaces[0].counters.packetsRecv == 2)
        #expect(dev.interfaces[1].counters == InterfaceCounters())
    }

    private func parsing0(_ text: String) -> NetDev { NetDev(parsing: Array(text.utf8).span) }
}

@Suite struct DiskstatsTests {
    @Test func countsSectorsOf512Bytes() {
        let stats = Diskstats(
            parsing: Array("  8 0 sda 1 2 3 4 5 6 7 8 9 1500 11\n  8 1 sda1 1 2 3 4\n8 x\n".utf8).span)
        #expect(stats.devices.map(\.name) == ["sda", "sda1"])
        let disk = stats.devices[0]
        #expect((disk.reads, disk.readBytes, disk.writes, disk.writeBytes) == (1, 1536, 5, 3584))
        #expect(disk.ioSeconds == 1.5)
        #expect(stats.devices[1].reads == nil)
    }
}

@Suite struct MountsTests {
    @Test func namesAreUnescaped() {
        let text = #"//nas/My\040Share /mnt/a\011b\134c\012\400\04 cifs rw 0 0"# + "\n/dev/sda1 /\n"
        let mounts = Mounts(parsing: Array(text.utf8).span).mounts
        #expect(mounts.count == 1)
        #expect(String(decoding: mounts[0].device, as: UTF8.self) == "//nas/My Share")
        #expect(String(decoding: mounts[0].mountPoint, as: UTF8.self) == "/mnt/a\tb\\c\n\\400\\04")
        #expect(mounts[0].type == "cifs")
    }
}

@Suite struct NetTCPTests {
    @Test func countsStates() {
        var connections = TCPConnections()
        let lines = [
            "  sl  local_address rem_address   st tx_queue",
            "   0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000",
            "  10: 0100007F:0CEA 0100007F:0CEB 01 0", "11: A:1 B:2 06", "12: A:1 B:2 08", "13: A:1 B:2 02",
            "14: A:1 B:2 ZZ", "15: A:1", "x", "",
        ]
        for line in lines { connections.add(line: Array(line.utf8).span) }
        #expect(
            connections
                == TCPConnections(established: 1, listen: 1, timeWait: 1, closeWait: 1, total: 5))
    }
}

/// Whatever the bytes are, a parser returns or throws; it never traps, and never gives what cannot be.
@Suite struct MutationTests {
    @Test(arguments: Machines.names)
    func survives(machine: String) throws {
        let proc = "\(machine)/proc/"
        let mounts = ["1/mounts", "self/mounts", "mounts"].compactMap { try? Machines.bytes(proc + $0) }
        let stat = try Machines.bytes(proc + "stat")
        let original = try parsing(stat, Stat.init(parsing:))
        for seed: UInt64 in 0..<400 {
            var mutation = Mutation(seed: seed)
            if let damaged = try? parsing(mutation.damaged(stat), Stat.init(parsing:)) {
                expectPossible(CPUShares(from: original, to: damaged))
                expectPossible(CPUShares(from: damaged, to: original))
            }
            let meminfo = try? parsing(
                mutation.damaged(Machines.bytes(proc + "meminfo")), Meminfo.init(parsing:))
            #expect((0...100).contains(meminfo?.percent ?? 0) && meminfo?.swapUsed ?? 0 >= 0)
            _ = try? parsing(mutation.damaged(Machines.bytes(proc + "loadavg")), Loadavg.init(parsing:))
            _ = try? parsing(mutation.damaged(Machines.bytes(proc + "uptime")), Uptime.init(parsing:))
            if let file = try? Machines.bytes(proc + "pressure/cpu") {
                let pressure = try? parsing(mutation.damaged(file), Pressure.init(parsing:))
                #expect((0...100).contains(pressure?.some60 ?? 0))
            }
            _ = NetDev(parsing: mutation.damaged(try Machines.bytes(proc + "net/dev")).span)
            if let file = try? Machines.bytes(proc + "diskstats") {
                for device in Diskstats(parsing: mutation.damaged(file).span).devices {
                    _ = DiskName(device.name)
                }
            }
            _ = MountTable.worthWatching(Mounts(parsing: mutation.damaged(mounts[0]).span).mounts)
            var connections = TCPConnections()
            for line in mutation.damaged(try Machines.bytes(proc + "net/tcp")).split(separator: 10) {
                connections.add(line: Array(line).span)
            }
        }
    }

    private func expectPossible(_ shares: CPUShares?) {
        guard let shares else { return }
        let all = [shares.user, shares.system, shares.iowait, shares.steal ?? 0]
        #expect(all.allSatisfy { $0 >= 0 } && all.reduce(0, +) <= 10_000)
    }
}
