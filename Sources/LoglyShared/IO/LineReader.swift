import Glibc

/// Reads lines from a file descriptor in a buffer of bounded size.
///
/// A line longer than `limit` is one oversized line, whatever its length: its beginning is
/// given, the rest is passed over, and the next line is read as usual.
public struct LineReader: ~Copyable {
    /// One line, without its `\n`. The bytes stay valid until the next call of the reader.
    public struct Line {
        public let bytes: UnsafeBufferPointer<UInt8>
        /// Counted from 1.
        public let number: Int
        /// It had more bytes than the limit, and `bytes` are only its beginning.
        public let isOversized: Bool
        /// It ended with `\n`; false for the rest of a stream that stops within a line.
        public let isTerminated: Bool
    }

    private let descriptor: Int32
    private let name: String
    private let limit: Int
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var start = 0
    private var end = 0
    /// Bytes from `start` in which no `\n` was found yet.
    private var searched = 0
    private var atEnd = false
    private var number = 0

    /// The longest line of the wire, without its `\n`.
    public static let wireLimit = 1_048_576

    public init(descriptor: Int32, name: String, limit: Int = Self.wireLimit) {
        self.descriptor = descriptor
        self.name = name
        self.limit = limit
        self.capacity = min(65_536, limit + 1)
        self.storage = .allocate(capacity: capacity)
    }

    deinit { storage.deallocate() }

    /// The next line, or nil at the end of the stream.
    public mutating func next() throws(ToolError) -> Line? { try next { _ in } }

    /// The next line, or nil at the end of the stream.
    ///
    /// - Parameter oversized: takes the whole of an oversized line, from its first byte on, in pieces.
    @inline(__always)
    public mutating func next(
        oversized: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(ToolError) -> Line? {
        if let line = buffered() { return line }
        return try nextUnbuffered(oversized)
    }

    private mutating func nextUnbuffered(
        _ oversized: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(ToolError) -> Line? {
        while true {
            if let newline = newlinePosition() {
                if newline - start <= limit {
                    return take(through: newline, length: newline - start, oversized: false)
                }
                oversized(UnsafeBufferPointer(start: storage + start, count: newline - start))
                return take(through: newline, length: limit, oversized: true)
            }
            if atEnd {
                if end - start > limit {
                    oversized(UnsafeBufferPointer(start: storage + start, count: end - start))
                }
                return start < end ? takeUnterminated() : nil
            }
            if end - start > limit { return try takeOversized(oversized) }
            try fill()
        }
    }

    /// Whether `next()` would give a line, or the end of the stream, without waiting: what has come is read
    /// for up to `seconds`.
    ///
    /// False also within an oversized line, through which only `next()` reads.
    public mutating func isReady(within seconds: Double = 0) throws(ToolError) -> Bool {
        let deadline = seconds > 0 ? monotonicSeconds() + seconds : 0
        while true {
            if atEnd || newlinePosition() != nil { return true }
            if end - start > limit { return false }
            let left = seconds > 0 ? max(0, deadline - monotonicSeconds()) : 0
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let answer = poll(&ready, 1, Int32((left * 1000).rounded(.up)))
            if answer == 0 { return false }
            if answer > 0 { try fill() }
        }
    }

    /// The next line if it is already in the buffer, without reading.
    public mutating func buffered() -> Line? {
        guard let newline = newlinePosition(), newline - start <= limit else { return nil }
        return take(through: newline, length: newline - start, oversized: false)
    }

    /// Whether `next()` would have to wait for input: nothing is buffered, and nothing comes within `seconds`.
    ///
    /// The moment to flush and to commit. The end of the stream counts as something to read.
    public mutating func wouldBlock(for seconds: Double = 0) -> Bool {
        if atEnd || newlinePosition() != nil { return false }
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&ready, 1, Int32(seconds * 1000)) == 0
    }

    private mutating func newlinePosition() -> Int? {
        let from = start + searched
        guard from < end, let found = memchr(storage + from, 0x0A, end - from) else {
            searched = end - start
            return nil
        }
        let position = UnsafeRawPointer(found) - UnsafeRawPointer(storage)
        // A second look at the same line (buffered, then next) finds it at once.
        searched = position - start
        return position
    }

    private mutating func take(through newline: Int, length: Int, oversized: Bool) -> Line {
        let bytes = UnsafeBufferPointer(start: storage + start, count: length)
        start = newline + 1
        searched = 0
        number += 1
        return Line(bytes: bytes, number: number, isOversized: oversized, isTerminated: true)
    }

    private mutating func takeUnterminated() -> Line {
        let length = min(end - start, limit)
        let bytes = UnsafeBufferPointer(start: storage + start, count: length)
        let oversized = end - start > limit
        start = end
        searched = 0
        number += 1
        return Line(bytes: bytes, number: number, isOversized: oversized, isTerminated: false)
    }

    /// Keeps the first `limit` bytes and reads on to the line's end without storing it.
    private mutating func takeOversized(
        _ piece: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(ToolError) -> Line {
        if start > 0 {
            storage.update(from: storage + start, count: end - start)
            (start, end) = (0, end - start)
        }
        let kept = limit
        let spare = UnsafeMutablePointer<UInt8>.allocate(capacity: 65_536)
        defer { spare.deallocate() }
        number += 1
        piece(UnsafeBufferPointer(start: storage, count: end))
        while true {
            let got = try readRetrying(into: spare, count: 65_536)
            if got == 0 {
                atEnd = true
                (start, end, searched) = (0, 0, 0)
                return Line(
                    bytes: UnsafeBufferPointer(start: storage, count: kept), number: number,
                    isOversized: true, isTerminated: false)
            }
            guard let found = memchr(spare, 0x0A, got) else {
                piece(UnsafeBufferPointer(start: spare, count: got))
                continue
            }
            // What follows the newline goes behind the kept bytes, where the next call finds it.
            let after = UnsafeRawPointer(found) - UnsafeRawPointer(spare) + 1
            piece(UnsafeBufferPointer(start: spare, count: after - 1))
            let rest = got - after
            grow(to: kept + rest)
            (storage + kept).update(from: spare + after, count: rest)
            (start, end, searched) = (kept, kept + rest, 0)
            return Line(
                bytes: UnsafeBufferPointer(start: storage, count: kept), number: number, isOversized: true,
                isTerminated: true)
        }
    }

    private mutating func fill() throws(ToolError) {
        if start > 0 {
            storage.update(from: storage + start, count: end - start)
            (start, end) = (0, end - start)
        }
        if end == capacity { grow(to: min(capacity * 2, limit + 65_536)) }
        let got = try readRetrying(into: storage + end, count: capacity - end)
        if got == 0 { atEnd = true }
        end += got
    }

    private mutating func grow(to wanted: Int) {
        if wanted <= capacity { return }
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        moved.update(from: storage, count: end)
        storage.deallocate()
        (storage, capacity) = (moved, wanted)
    }

    private func readRetrying(
        into buffer: UnsafeMutablePointer<UInt8>, count: Int
    ) throws(ToolError) -> Int {
        while true {
            let got = Glibc.read(descriptor, buffer, count)
            if got >= 0 { return got }
            if errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&ready, 1, -1)
            } else if errno == EISDIR {
                throw ToolError(.noInput, cannot: "read \(name)", errno: errno)
            } else if errno != EINTR {
                throw ToolError(cannot: "read \(name)", errno: errno)
            }
        }
    }
}
