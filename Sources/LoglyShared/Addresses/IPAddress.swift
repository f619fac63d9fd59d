/// An IPv4 or IPv6 address.
///
/// An IPv4-mapped IPv6 address (`::ffff:192.0.2.1`, as a dual-stack socket reports it) is the IPv4 address
/// itself: equal, written alike, and a member of the same networks. Zone ids are no part of an address.
public struct IPAddress: Hashable, Comparable, Sendable {
    /// Most significant bit first; IPv4 as `::ffff:a.b.c.d` (RFC 4291, section 2.5.5.2).
    @usableFromInline let bits: UInt128

    init(bits: UInt128) { self.bits = bits }

    /// - Parameter ipv4: the four bytes, `192.0.2.1` as `0xC0000201`.
    public init(ipv4: UInt32) { self.bits = 0xFFFF_0000_0000 | UInt128(ipv4) }

    @inlinable public var isIPv4: Bool { bits >> 32 == 0xFFFF }

    /// 32 or 128.
    public var bitWidth: Int { isIPv4 ? 32 : 128 }

    /// In the order of the bits, IPv4 as its mapped address.
    public static func < (left: IPAddress, right: IPAddress) -> Bool { left.bits < right.bits }

    /// Of this machine itself: 127.0.0.0/8 or `::1`.
    public var isLoopback: Bool { isIPv4 ? bits >> 24 & 0xFF == 127 : bits == 1 }
}
