/// SipHash-2-4 of a run of bytes (Aumasson and Bernstein, 2012), under a fixed key.
///
/// It tells files apart, with the 64 bits that chance needs; the hashes are kept in the database, so key and
/// algorithm never change.
enum SipHash {
    private static let key: (UInt64, UInt64) = (0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)

    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var state = State(key: key)
        let whole = bytes.count & ~7
        for at in stride(from: 0, to: whole, by: 8) {
            state.absorb(word(bytes, at: at, count: 8))
        }
        let last = UInt64(bytes.count & 0xFF) << 56
        state.absorb(last | word(bytes, at: whole, count: bytes.count - whole))
        return state.finish()
    }

    /// Up to eight bytes as a little-endian number.
    private static func word(_ bytes: UnsafeBufferPointer<UInt8>, at: Int, count: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in 0..<count { word |= UInt64(bytes[at + offset]) << UInt64(8 * offset) }
        return word
    }

    private struct State {
        var v0, v1, v2, v3: UInt64

        init(key: (UInt64, UInt64)) {
            v0 = key.0 ^ 0x736F_6D65_7073_6575
            v1 = key.1 ^ 0x646F_7261_6E64_6F6D
            v2 = key.0 ^ 0x6C79_6765_6E65_7261
            v3 = key.1 ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            round()
            round()
            v0 ^= word
        }

        mutating func finish() -> UInt64 {
            v2 ^= 0xFF
            for _ in 0..<4 { round() }
            return v0 ^ v1 ^ v2 ^ v3
        }

        private mutating func round() {
            v0 &+= v1
            v1 = v1 << 13 | v1 >> 51
            v1 ^= v0
            v0 = v0 << 32 | v0 >> 32
            v2 &+= v3
            v3 = v3 << 16 | v3 >> 48
            v3 ^= v2
            v0 &+= v3
            v3 = v3 << 21 | v3 >> 43
            v3 ^= v0
            v2 &+= v1
            v1 = v1 << 17 | v1 >> 47
            v1 ^= v2
            v2 = v2 << 32 | v2 >> 32
        }
    }
}
