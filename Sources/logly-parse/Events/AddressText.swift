import CScan
import LoglyShared

/// What is an address, so that `ip_address` never holds anything else.
enum AddressText {
    /// IPv4 in four decimal numbers, or IPv6 (RFC 4291) with or without a zone id (`fe80::1%eth0`).
    static func isAddress(_ text: Bytes) -> Bool {
        isIPv4(text) || isIPv6(text)
    }

    /// Four numbers of 0 to 255 without leading zeros, which some readers take as octal.
    @inline(__always)
    static func isIPv4(_ text: Bytes) -> Bool {
        guard let base = text.baseAddress else { return false }
        return logly_is_ipv4(base, text.count) != 0
    }

    static func isIPv6(_ text: Bytes) -> Bool {
        guard let base = text.baseAddress else { return false }
        return logly_is_ipv6(base, text.count) != 0 || isLongIPv6(text)
    }

    /// With a zone id, or with an IPv4 part.
    private static func isLongIPv6(_ text: Bytes) -> Bool {
        var end = text.count
        if let percent = text.find(UInt8(ascii: "%")) {
            // A zone id is the name of an interface or its number.
            guard percent + 1 < end, end - percent <= 17 else { return false }
            for byte in text.rest(percent + 1) where !isZoneIDByte(byte) { return false }
            end = percent
        }
        guard 2...45 ~= end else { return false }
        var groups = 0
        var compressed = false
        var at = 0
        if text.has("::") {
            compressed = true
            at = 2
        } else if text[0] == UInt8(ascii: ":") {
            return false
        }
        while at < end {
            let start = at
            while at < end, isHex(text[at]) { at += 1 }
            if at < end, text[at] == UInt8(ascii: ".") {
                guard isIPv4(text.part(start, end)) else { return false }
                groups += 2
                at = end
                break
            }
            guard 1...4 ~= at - start else { return false }
            groups += 1
            if at == end { break }
            guard text[at] == UInt8(ascii: ":") else { return false }
            at += 1
            if at < end, text[at] == UInt8(ascii: ":") {
                if compressed { return false }
                compressed = true
                at += 1
            } else if at == end {
                return false
            }
        }
        return compressed ? groups <= 7 : groups == 8
    }

    /// The IPv4 part of `::ffff:192.0.2.1`, which is that address seen through an IPv6 socket.
    static func mappedIPv4(_ text: Bytes) -> Bytes? {
        guard text.count > 7, text[0] == UInt8(ascii: ":") else { return nil }
        guard text.has("::ffff:") || text.has("::FFFF:") else { return nil }
        let rest = text.rest(7)
        return isIPv4(rest) ? rest : nil
    }

    /// The same written in hexadecimal: `::ffff:c000:201`.
    static func hexMappedIPv4(_ text: Bytes) -> String? {
        guard text.count > 7, text[0] == UInt8(ascii: ":") else { return nil }
        guard text.has("::ffff:") || text.has("::FFFF:"), let colon = text.find(UInt8(ascii: ":"), 7),
            let high = hexGroup(text.part(7, colon)), let low = hexGroup(text.rest(colon + 1))
        else { return nil }
        return "\(high >> 8).\(high & 255).\(low >> 8).\(low & 255)"
    }

    private static func hexGroup(_ text: Bytes) -> Int? {
        guard 1...4 ~= text.count else { return nil }
        var value = 0
        for byte in text {
            guard isHex(byte) else { return nil }
            value = value * 16 + Int(byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57)
        }
        return value
    }

    @inline(__always)
    private static func isHex(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
    }

    private static func isZoneIDByte(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x2E || byte == 0x5F || byte == 0x2D
    }
}
