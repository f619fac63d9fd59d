extension OutputBuffer {
    /// Appends the one canonical text of an address: dotted decimals, or IPv6 after RFC 5952.
    public mutating func append(_ address: IPAddress) {
        if address.isIPv4 {
            for shift in stride(from: 24, through: 0, by: -8) {
                append(Int(address.bits >> shift & 0xFF))
                if shift > 0 { append(UInt8(ascii: ".")) }
            }
            return
        }
        let zeros = address.longestZeros
        for at in 0..<8 where !zeros.contains(at) {
            if at == zeros.upperBound, !zeros.isEmpty {
                append("::")
            } else if at > 0 {
                append(UInt8(ascii: ":"))
            }
            append(hexadecimal: address.group(at))
        }
        if !zeros.isEmpty, zeros.upperBound == 8 { append("::") }
    }

    private mutating func append(hexadecimal group: UInt16) {
        let digits = max(1, (19 - group.leadingZeroBitCount) / 4)
        for digit in stride(from: digits - 1, through: 0, by: -1) {
            append(hexDigit(UInt8(group >> UInt16(digit * 4) & 15)))
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text.
    public var description: String {
        var text = OutputBuffer()
        text.append(self)
        return text.string
    }

    fileprivate func group(_ at: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: bits >> ((7 - at) * 16))
    }

    /// The groups that `::` stands for: the first longest run of at least two zeros.
    fileprivate var longestZeros: Range<Int> {
        var best = 0..<0
        var start = 0
        for at in 0..<8 {
            if group(at) != 0 {
                start = at + 1
            } else if at + 1 - start > max(1, best.count) {
                best = start..<(at + 1)
            }
        }
        return best
    }
}
