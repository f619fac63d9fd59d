/// A network of addresses: an address and the number of leading bits that its members share.
public struct IPNetwork: Hashable, Sendable {
    /// The lowest address in it.
    public let base: IPAddress
    /// Shared bits of the 128, IPv4's mapped: `10.0.0.0/8` has 104.
    @usableFromInline let sharedBits: Int
    /// Those bits; shifting 128 of them at every question would cost more than the rest.
    @usableFromInline let mask: UInt128

    /// The network that `address` is in.
    ///
    /// - Parameter prefixLength: 0 to 32 for IPv4, to 128 for IPv6; nil where it is beyond.
    public init?(_ address: IPAddress, prefixLength: Int) {
        guard prefixLength >= 0, prefixLength <= address.bitWidth else { return nil }
        self.init(address, sharedBits: prefixLength + 128 - address.bitWidth)
    }

    /// The network that holds one address only.
    public init(_ address: IPAddress) {
        self.init(address, sharedBits: 128)
    }

    private init(_ address: IPAddress, sharedBits: Int) {
        // A shift by 128 leaves 0.
        mask = .max << (128 - sharedBits)
        base = IPAddress(bits: address.bits & mask)
        self.sharedBits = sharedBits
    }

    /// Takes an address (then the network is that address alone) or CIDR: `192.0.2.0/24`, `2001:db8::/32`.
    ///
    /// Bits behind the prefix are dropped. A prefix of a mapped address counts all 128 bits, as it is written:
    /// `::ffff:192.0.2.0/120` is `192.0.2.0/24`. Nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard let slash = text.firstIndex(of: "/") else {
            guard let address = IPAddress(text) else { return nil }
            self.init(address)
            return
        }
        let digits = text[text.index(after: slash)...]
        guard let address = IPAddress(text[..<slash]), (1...3).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let length = Int(digits)
        else { return nil }
        if address.isIPv4, text[..<slash].utf8.contains(UInt8(ascii: ":")) {
            guard length <= 128 else { return nil }
            self.init(address, sharedBits: length)
        } else {
            self.init(address, prefixLength: length)
        }
    }

    @inlinable public var isIPv4: Bool { base.isIPv4 && sharedBits >= 96 }

    public var prefixLength: Int { isIPv4 ? sharedBits - 96 : sharedBits }

    /// No IPv6 network holds an IPv4 address, `::/0` neither.
    @inlinable
    public func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == isIPv4 && address.bits & mask == base.bits
    }
}

extension IPNetwork: CustomStringConvertible {
    /// CIDR, or the address alone where it is one.
    public var description: String {
        prefixLength == base.bitWidth ? base.description : "\(base)/\(prefixLength)"
    }
}
