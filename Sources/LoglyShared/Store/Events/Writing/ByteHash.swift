/// A hash of bytes for tables in memory only; nobody outside can choose what it is mixed with.
struct ByteHash {
    private let seed = UInt64.random(in: .min ... .max) | 1

    @inline(__always)
    func callAsFunction(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return seed }
        let start = UnsafeRawPointer(base)
        let count = bytes.count
        var hash = seed ^ UInt64(truncatingIfNeeded: count)
        var at = 0
        while at + 8 <= count {
            hash = mixed(hash ^ start.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at += 8
        }
        if at < count {
            var rest: UInt64 = 0
            if count >= 8 {
                rest = start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            } else {
                while at < count {
                    rest = rest << 8 | UInt64(bytes[at])
                    at += 1
                }
            }
            hash = mixed(hash ^ rest)
        }
        return hash
    }

    @inline(__always)
    private func mixed(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return (high ^ low) &+ seed
    }
}
