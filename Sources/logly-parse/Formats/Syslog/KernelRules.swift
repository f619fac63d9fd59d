import LoglyShared

/// What the kernel says of packets that a firewall logs and of processes that it kills for memory.
enum KernelRules {
    static func read(_ whole: Bytes, into event: inout LogEvent) -> Bool {
        var message = whole
        // `[12345.678901] `: seconds since boot.
        if message[safe: 0] == UInt8(ascii: "["), let close = message.find("] "), close <= 16,
            isUptime(message.part(1, close))
        {
            message = message.rest(close + 2)
            event.message = message
        }
        if let start = message.find("IN="), message.find(" SRC=", start) != nil,
            message.find("OUT=", start) != nil
        {
            readPacket(message, fields: start, &event)
            return true
        }
        if let killed = message.find("Killed process ") {
            event.rule = "out of memory"
            event.action = .oomKill
            event.level = .error
            let start = killed + 15
            let end = message.find(0x20, start) ?? message.count
            event.add("victim_pid", number: message.part(start, end).withoutComma)
            if let open = message.find(UInt8(ascii: "("), end),
                let close = message.find(UInt8(ascii: ")"), open)
            {
                event.add("victim", message.part(open + 1, close))
            }
            return true
        }
        if message.find("invoked oom-killer") != nil || message.has("Out of memory")
            || message.has("oom-kill:") || message.has("Memory cgroup out of memory")
        {
            event.rule = "out of memory"
            event.level = .warning
            return true
        }
        return false
    }

    /// `[UFW BLOCK] IN=eth0 OUT= MAC=… SRC=192.0.2.1 DST=… LEN=40 … PROTO=TCP SPT=4711 DPT=22 … SYN URGP=0`: the words of
    /// iptables' LOG target, behind a prefix of the administrator's choice.
    private static func readPacket(_ message: Bytes, fields: Int, _ event: inout LogEvent) {
        event.rule = "firewall"
        let prefix = message.part(0, fields)
        let isAllowed =
            prefix.findWord("ALLOW", "allow") || prefix.findWord("AUDIT", "audit")
            || prefix.findWord("ACCEPT", "accept")
        if !isAllowed {
            event.action = .firewallBlock
            event.level = .warning
        }
        event.add("prefix", prefix.trimmed)
        // A field counts once: what the kernel adds behind may have the same name.
        var seen: UInt8 = 0
        func isFirst(_ bit: UInt8) -> Bool {
            defer { seen |= bit }
            return seen & bit == 0
        }
        var at = fields
        while at < message.count {
            let end = message.find(0x20, at) ?? message.count
            let field = message.part(at, end)
            if field.has("SRC=") {
                if isFirst(1) { event.setAddress(field.rest(4)) }
            } else if field.has("DST=") {
                if isFirst(2) { event.add("dst", field.rest(4)) }
            } else if field.has("SPT=") {
                if isFirst(4) { event.add("spt", number: field.rest(4)) }
            } else if field.has("DPT=") {
                if isFirst(8) { event.add("dpt", number: field.rest(4)) }
            } else if field.has("PROTO=") {
                if isFirst(16) { event.add("proto", field.rest(6)) }
            } else if field.has("IN=") {
                if isFirst(32) { event.add("in", field.rest(3)) }
            } else if field.has("OUT=") {
                if isFirst(64) { event.add("out", field.rest(4)) }
            } else if field.has("MAC=") {
                if isFirst(128) { event.add("mac", field.rest(4)) }
            }
            // An ICMP error quotes the packet that it answers: `[SRC=… DST=…]`.
            if field.has("[SRC=") { break }
            at = end + 1
        }
    }

    private static func isUptime(_ text: Bytes) -> Bool {
        for byte in text where byte != 0x20 && byte != 0x2E && byte &- 0x30 > 9 { return false }
        return text.count > 2
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func findWord(_ upper: StaticString, _ lower: StaticString) -> Bool {
        find(upper) != nil || find(lower) != nil
    }

    subscript(safe at: Int) -> UInt8? { at < count ? self[at] : nil }

    fileprivate var withoutComma: Bytes {
        count > 0 && self[count - 1] == UInt8(ascii: ",") ? part(0, count - 1) : part(0, count)
    }
}
