/// A row of `events` before it is written.
struct EncodedEvent {
    var id: Int64 = 0
    var timestamp = 0.0
    var stream: Int64 = 0
    var shape: Int64 = 0
    var level = EventCell.null
    var action = EventCell.null
    var address = EventCell.null
    var user = EventCell.null
    var count = EventCell.null
    var values = InlineArray<6, EventCell>(repeating: .null)
}

extension EventCell {
    /// An IPv4 address in its one canonical form as a signed number of 32 bits, whatever else as text.
    @inline(__always)
    init(address bytes: UnsafeBufferPointer<UInt8>) {
        self.init(bytes)
        guard bytes.count <= 15, bytes.count >= 7 else { return }
        var address: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var parts = 0
        for byte in bytes {
            let digit = UInt32(byte &- 0x30)
            if digit <= 9 {
                // No leading zeros: they would not come back.
                if digits > 0, part == 0 { return }
                part = part * 10 + digit
                digits += 1
                if part > 255 { return }
            } else {
                guard byte == UInt8(ascii: "."), digits > 0, parts < 3 else { return }
                address = address << 8 | part
                (part, digits, parts) = (0, 0, parts + 1)
            }
        }
        guard parts == 3, digits > 0 else { return }
        self = EventCell(Int64(Int32(bitPattern: address << 8 | part)))
    }

    /// The number that is written as these digits, if it is one from 0 on that SQLite writes the same way.
    @inline(__always)
    static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let first = bytes.first, first &- 0x30 <= 9, bytes.count <= 18 else { return nil }
        if first == 0x30 { return bytes.count == 1 ? 0 : nil }
        var number: Int64 = 0
        for byte in bytes {
            let digit = byte &- 0x30
            if digit > 9 { return nil }
            number = number &* 10 &+ Int64(digit)
        }
        return number
    }
}
