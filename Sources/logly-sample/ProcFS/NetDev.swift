import LoglyShared

/// `/proc/net/dev`: the counters of each network interface; see proc_net_dev(5).
struct NetDev {
    var interfaces: [Interface] = []

    struct Interface: Equatable {
        var name: String
        var counters: InterfaceCounters
    }

    /// Parses the content of the file. Its two lines of headings have no colon; a counter past 2^63 is unknown.
    init(parsing file: Span<UInt8>) {
        var at = 0
        while at < file.count {
            file.skipBlanks(at: &at)
            let start = at
            // Old kernels list aliases, `eth0:1:`, and set no blank behind the colon: the last one ends the name.
            var colon: Int?
            while at < file.count, file[at] != UInt8(ascii: "\n") {
                if file[at] == UInt8(ascii: ":") { colon = at }
                at += 1
            }
            if let colon, colon > start {
                var position = colon + 1
                let counters = InterfaceCounters(parsing: file, at: &position)
                interfaces.append(Interface(name: file.text(start..<colon), counters: counters))
            }
            at += 1
        }
    }
}

extension InterfaceCounters {
    /// Sixteen columns: bytes, packets, errs, drop and four more received, then the same sent.
    fileprivate init(parsing file: Span<UInt8>, at position: inout Int) {
        self.init()
        bytesRecv = file.counter(at: &position)
        packetsRecv = file.counter(at: &position)
        errorsIn = file.counter(at: &position)
        dropsIn = file.counter(at: &position)
        for _ in 0..<4 { _ = file.unsigned(at: &position) }
        bytesSent = file.counter(at: &position)
        packetsSent = file.counter(at: &position)
        errorsOut = file.counter(at: &position)
        dropsOut = file.counter(at: &position)
    }
}
