/// A value of a row: NULL, a whole number, or a text that lies elsewhere.
struct EventCell {
    /// Where a text begins.
    var text: UnsafePointer<UInt8>?
    /// The number, or how many bytes the text has.
    var number: Int64

    static var null: EventCell { EventCell(text: nil, number: .min) }

    @inline(__always)
    var isNull: Bool { text == nil && number == .min }

    /// Of a text.
    @inline(__always)
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: text, count: Int(number)) }

    @inline(__always)
    init(text: UnsafePointer<UInt8>?, number: Int64) { (self.text, self.number) = (text, number) }

    @inline(__always)
    init(_ number: Int64) { self.init(text: nil, number: number) }

    @inline(__always)
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        // A text of no bytes may have no address.
        self.init(
            text: bytes.baseAddress ?? UnsafePointer(noText.utf8Start), number: Int64(bytes.count))
    }
}

private let noText: StaticString = ""
