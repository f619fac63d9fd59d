import Glibc

/// A template of `event_shapes`, taken apart once: what stands in it as it is, and where the values go.
///
/// `%s` is the next value, `%.0s` passes over one; there is nothing else (`EventShape` makes them).
final class StoredTemplate {
    /// Text of the template, then perhaps a value.
    private struct Part {
        var start: Int
        var length: Int
        /// -1: none.
        var value: Int
    }

    /// The template as it is stored.
    let bytes: UnsafeBufferPointer<UInt8>
    private let parts: UnsafeMutablePointer<Part>
    private let partCount: Int
    /// The bytes that are the same in each event.
    private let fixed: Int

    init(_ template: UnsafeBufferPointer<UInt8>) {
        bytes = template.copied()
        var found: [Part] = []
        var start = 0
        var value = 0
        var at = 0
        while let mark = Self.mark(in: bytes, from: at) {
            let isPassedOver = mark.end - mark.start > 2
            let hasRoom = value < EventsTable.values.count
            found.append(
                Part(
                    start: start, length: mark.start - start, value: isPassedOver || !hasRoom ? -1 : value))
            value += 1
            start = mark.end
            at = mark.end
        }
        found.append(Part(start: start, length: bytes.count - start, value: -1))
        parts = .allocate(capacity: found.count)
        parts.initialize(from: found, count: found.count)
        partCount = found.count
        fixed = found.reduce(0) { $0 + $1.length }
    }

    deinit {
        bytes.deallocate()
        parts.deallocate()
    }

    private static func mark(
        in bytes: UnsafeBufferPointer<UInt8>, from: Int
    ) -> (start: Int, end: Int)? {
        var at = from
        while at + 1 < bytes.count {
            if bytes[at] == UInt8(ascii: "%") {
                if bytes[at + 1] == UInt8(ascii: "s") { return (at, at + 2) }
                if at + 3 < bytes.count, bytes[at + 1] == UInt8(ascii: "."),
                    bytes[at + 2] == UInt8(ascii: "0"),
                    bytes[at + 3] == UInt8(ascii: "s")
                {
                    return (at, at + 4)
                }
            }
            at += 1
        }
        return nil
    }

    /// The text with its values, which lies in `room`.
    ///
    /// - Parameter value: gives the value of a place, of which NULL is no text.
    @inline(__always)
    func filled(_ room: inout ByteRoom, _ value: (Int) -> EventCell) -> UnsafeBufferPointer<UInt8> {
        var values = InlineArray<6, EventCell>(repeating: .null)
        var length = fixed
        for index in 0..<partCount where parts[index].value >= 0 {
            let cell = value(parts[index].value)
            values[parts[index].value] = cell
            length += cell.text == nil ? 20 : Int(cell.number)
        }
        let start = room.take(length)
        guard let text = bytes.baseAddress else { return UnsafeBufferPointer(start: start, count: 0) }
        var end = start
        for index in 0..<partCount {
            let part = parts[index]
            memcpy(end, text + part.start, part.length)
            end += part.length
            if part.value >= 0 { end += values[part.value].write(to: end) }
        }
        return UnsafeBufferPointer(start: start, count: end - start)
    }
}

extension EventCell {
    /// Writes the value as text, which takes 20 bytes at most where it is a number.
    ///
    /// - Returns: how many bytes it took.
    @inline(__always)
    func write(to out: UnsafeMutablePointer<UInt8>) -> Int {
        if let text {
            memcpy(out, text, Int(number))
            return Int(number)
        }
        return number == .min ? 0 : Self.write(number, to: out)
    }

    private static func write(_ number: Int64, to out: UnsafeMutablePointer<UInt8>) -> Int {
        var rest = number.magnitude
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var first = 20
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        } while rest > 0
        var end = out
        if number < 0 {
            end[0] = UInt8(ascii: "-")
            end += 1
        }
        for at in first..<20 {
            end[0] = digits[at]
            end += 1
        }
        return end - out
    }
}
