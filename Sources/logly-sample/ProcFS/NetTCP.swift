import LoglyShared

/// TCP connections by state, over IPv4 and IPv6.
struct TCPConnections: Equatable {
    var established: Int64 = 0
    var listen: Int64 = 0
    var timeWait: Int64 = 0
    var closeWait: Int64 = 0
    /// In any state.
    var total: Int64 = 0

    /// - Parameter state: the kernel's number (include/net/tcp_states.h).
    mutating func add(state: UInt8) {
        switch state {
        case 0x01: established += 1
        case 0x06: timeWait += 1
        case 0x08: closeWait += 1
        case 0x0A: listen += 1
        default: break
        }
        total += 1
    }

    /// Adds a line of `/proc/net/tcp` or `tcp6`: number, two addresses, and the state as two hexadecimal digits.
    ///
    /// The heading, and any other line that is no connection, adds nothing; see proc_net(5).
    mutating func add(line: Span<UInt8>) {
        var at = 0
        guard line.unsigned(at: &at) != nil, line.skip(":", at: &at) else { return }
        _ = line.word(at: &at)
        _ = line.word(at: &at)
        let state = line.word(at: &at)
        guard state.count == 2, let high = hexDigit(line[state.lowerBound]),
            let low = hexDigit(line[state.lowerBound + 1])
        else { return }
        add(state: high << 4 | low)
    }

    private func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
