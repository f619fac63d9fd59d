import Glibc
import LoglyShared

/// The bytes of a stream that are read and not yet used up; it grows only where one event needs it.
struct InputWindow: ~Copyable {
    private let descriptor: Int32
    private let name: String
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity = 262_144
    private var start = 0
    private var end = 0
    /// Bytes used up so far.
    private(set) var taken = 0

    init(descriptor: Int32, name: String) {
        (self.descriptor, self.name) = (descriptor, name)
        storage = .allocate(capacity: capacity)
    }

    deinit { storage.deallocate() }

    /// Valid until the next call of `fill`.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: storage + start, count: end - start) }

    mutating func remove(_ count: Int) {
        start += count
        taken += count
    }

    /// Reads more behind what is there; false at the end of the stream.
    mutating func fill() throws(ToolError) -> Bool {
        if start > 0 {
            storage.update(from: storage + start, count: end - start)
            (start, end) = (0, end - start)
        }
        if end > capacity / 2 { grow() }
        while true {
            let got = Glibc.read(descriptor, storage + end, capacity - end)
            if got >= 0 {
                end += got
                return got > 0
            }
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

    /// Whether nothing comes within `seconds`; the end of the stream counts as something.
    func wouldBlock(for seconds: Double) -> Bool {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&ready, 1, Int32(seconds * 1000)) == 0
    }

    private mutating func grow() {
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
        moved.update(from: storage, count: end)
        storage.deallocate()
        (storage, capacity) = (moved, capacity * 2)
    }
}
