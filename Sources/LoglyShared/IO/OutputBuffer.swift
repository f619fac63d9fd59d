import Glibc

/// Bytes on their way to a file descriptor, or in memory only.
///
/// Appending never throws, so that encoders read plainly: the first failed write is kept,
/// what is appended after it is discarded, and `flush()` throws it. Short writes, EINTR, a
/// non-blocking descriptor and a full disk are dealt with here and nowhere else.
public struct OutputBuffer: ~Copyable {
    @usableFromInline var storage: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    /// Bytes that wait to be written.
    public private(set) var count: Int
    /// The descriptor written to; nil keeps everything in memory.
    private let descriptor: Int32?
    private let name: String
    private var failure: ToolError?

    /// The bytes gathered before they are written: a pipe's capacity on Linux.
    public static let defaultCapacity = 65_536

    /// Writes to a descriptor, which stays the caller's to close.
    ///
    /// - Parameter name: how messages call it: `stdout`, or a path.
    public init(descriptor: Int32, name: String, capacity: Int = Self.defaultCapacity) {
        self.storage = .allocate(capacity: capacity)
        self.capacity = capacity
        self.count = 0
        self.descriptor = descriptor
        self.name = name
    }

    /// Gathers bytes in memory, without bound.
    public init() {
        self.storage = .allocate(capacity: 1024)
        self.capacity = 1024
        self.count = 0
        self.descriptor = nil
        self.name = ""
    }

    deinit { storage.deallocate() }

    /// What has been appended and not yet written.
    public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: storage, count: count) }

    /// The same as text; invalid UTF-8 becomes U+FFFD.
    public var string: String { String(decoding: bytes, as: UTF8.self) }

    public mutating func removeAll() { count = 0 }

    /// Makes room for `extra` bytes and returns where they go; `advance(by:)` then says how many came.
    @inline(__always)
    public mutating func reserve(_ extra: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity - count < extra { makeRoom(extra) }
        return storage + count
    }

    @inline(__always)
    public mutating func advance(by written: Int) { count += written }

    private mutating func makeRoom(_ extra: Int) {
        if descriptor != nil { drain() }
        if capacity - count >= extra { return }
        let larger = max(capacity * 2, count + extra)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: storage, count: count)
        storage.deallocate()
        (storage, capacity) = (moved, larger)
    }

    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        reserve(1).pointee = byte
        count += 1
    }

    public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    public mutating func append(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    @inline(__always)
    public mutating func append(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        reserve(length).update(from: text.utf8Start, count: length)
        count += length
    }

    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    public mutating func append(_ value: Int64) { append(magnitude: value.magnitude, negative: value < 0) }
    public mutating func append(_ value: Int) { append(Int64(value)) }
    public mutating func append(_ value: UInt64) { append(magnitude: value, negative: false) }

    private mutating func append(magnitude: UInt64, negative: Bool) {
        // From the last digit on, two at a time, into the end of what 20 digits and a sign need.
        let room = reserve(21)
        var at = 21
        var rest = magnitude
        while rest >= 10 {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            at -= 2
            room[at] = Self.digitPairs.utf8Start[Int(pair) * 2]
            room[at + 1] = Self.digitPairs.utf8Start[Int(pair) * 2 + 1]
            rest = quotient
        }
        if rest > 0 || at == 21 {
            at -= 1
            room[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest)
        }
        if negative {
            at -= 1
            room[at] = UInt8(ascii: "-")
        }
        room.update(from: room + at, count: 21 - at)
        count += 21 - at
    }

    /// `00` to `99`.
    private static var digitPairs: StaticString {
        """
        0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
        5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
        """
    }

    /// Writes out everything, or throws the first failure since the beginning.
    public mutating func flush() throws(ToolError) {
        if descriptor != nil { drain() }
        if let failure { throw failure }
    }

    private mutating func drain() {
        guard let descriptor else { return }
        var written = 0
        while written < count, failure == nil {
            let result = Glibc.write(descriptor, storage + written, count - written)
            if result >= 0 {
                written += result
            } else if errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if errno == EPIPE {
                endOnClosedPipe()
            } else if errno != EINTR {
                failure = ToolError(cannot: "write \(name)", errno: errno)
            }
        }
        count = 0
    }

    /// Nobody reads on: the quiet end of `head -1`, by the signal itself even where a
    /// parent left SIGPIPE ignored, so that the shell sees 141.
    private func endOnClosedPipe() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        exit(128 + SIGPIPE)
    }
}
