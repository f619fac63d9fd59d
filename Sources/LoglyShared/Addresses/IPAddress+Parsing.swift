extension IPAddress {
    /// Takes the whole of `text` as an address: four decimals, or IPv6 as RFC 4291, section 2.2, has it.
    ///
    /// A zone id (`%eth0`) may follow an IPv6 address and is passed over. Nil for anything else, also for
    /// decimals with leading zeros, which some programs read as octal.
    public init?(_ text: UnsafeBufferPointer<UInt8>) {
        let zone = Self.zone(of: text) ?? text.count..<text.count
        guard let address = Self.parse(text, end: zone.lowerBound) else { return nil }
        if zone.isEmpty {
            self = address
        } else {
            guard !address.isIPv4, zone.count > 1 else { return nil }
            self = address
        }
    }

    public init?(_ text: some StringProtocol) {
        var text = String(text)
        guard let address = text.withUTF8({ IPAddress($0) }) else { return nil }
        self = address
    }

    /// Where the zone id stands, with its `%`; nil where there is none.
    public static func zone(of text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        for at in 0..<text.count where text[at] == UInt8(ascii: "%") { return at..<text.count }
        return nil
    }

    private static func parse(_ text: UnsafeBufferPointer<UInt8>, end: Int) -> IPAddress? {
        // The longest form, an IPv6 address that ends in dotted decimals, has 45 characters.
        guard end >= 2, end <= 45 else { return nil }
        if let value = ipv4(text, from: 0, to: end) { return IPAddress(ipv4: value) }
        return ipv6(text, to: end)
    }

    @inline(__always)
    private static func ipv4(_ text: UnsafeBufferPointer<UInt8>, from: Int, to end: Int) -> UInt32? {
        guard end - from >= 7, end - from <= 15 else { return nil }
        var at = from
        var value: UInt32 = 0
        for part in 0..<4 {
            if part > 0 {
                guard at < end, text[at] == UInt8(ascii: ".") else { return nil }
                at += 1
            }
            let start = at
            var byte: UInt32 = 0
            while at < end, at - start < 3, case let digit = text[at] &- UInt8(ascii: "0"), digit < 10 {
                byte = byte * 10 + UInt32(digit)
                at += 1
            }
            guard at > start, byte < 256, at - start == 1 || text[start] != UInt8(ascii: "0") else {
                return nil
            }
            value = value << 8 | byte
        }
        return at == end ? value : nil
    }

    private static func ipv6(_ text: UnsafeBufferPointer<UInt8>, to end: Int) -> IPAddress? {
        var bits: UInt128 = 0
        var count = 0
        // The groups before `::`, and how many they were.
        var head: (bits: UInt128, count: Int)?
        var at = 0
        func append(_ group: UInt32) {
            bits = bits << 16 | UInt128(group)
            count += 1
        }
        if text[0] == UInt8(ascii: ":") {
            guard text[1] == UInt8(ascii: ":") else { return nil }
            head = (0, 0)
            at = 2
        }
        while at < end {
            guard count < 8 else { return nil }
            if count <= 6, let value = ipv4(text, from: at, to: end) {
                append(value >> 16)
                append(value & 0xFFFF)
                at = end
                break
            }
            let start = at
            var group: UInt32 = 0
            while at < end, at - start < 4, let digit = hexadecimal(text[at]) {
                group = group << 4 | digit
                at += 1
            }
            guard at > start else { return nil }
            append(group)
            if at == end { break }
            guard text[at] == UInt8(ascii: ":"), at + 1 < end else { return nil }
            at += 1
            if text[at] == UInt8(ascii: ":") {
                guard head == nil else { return nil }
                head = (bits, count)
                bits = 0
                at += 1
            }
        }
        guard let head else { return count == 8 ? IPAddress(bits: bits) : nil }
        guard count < 8 else { return nil }
        return IPAddress(bits: head.bits << ((8 - head.count) * 16) | bits)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
