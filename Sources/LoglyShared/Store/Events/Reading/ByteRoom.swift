/// Room for bytes that stay where they are until all of them go.
struct ByteRoom: ~Copyable {
    private var block: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var used = 0
    /// Full ones, which bytes still lie in.
    private var full: [UnsafeMutablePointer<UInt8>] = []
    private var fullSize = 0

    init(capacity: Int) {
        block = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit {
        block.deallocate()
        for block in full { block.deallocate() }
    }

    /// Bytes taken since the last `removeAll`.
    var count: Int { fullSize + used }

    /// Takes room for as many bytes.
    @inline(__always)
    mutating func take(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if capacity - used < count { addBlock(count) }
        defer { used += count }
        return block + used
    }

    @inline(__always)
    mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt8> {
        let start = take(bytes.count)
        if let base = bytes.baseAddress { start.update(from: base, count: bytes.count) }
        return UnsafePointer(start)
    }

    /// Keeps the largest block, so that what comes next finds its room.
    @inline(__always)
    mutating func removeAll() {
        used = 0
        if !full.isEmpty { freeFullBlocks() }
    }

    private mutating func addBlock(_ count: Int) {
        full.append(block)
        fullSize += used
        capacity = max(capacity * 2, count)
        block = .allocate(capacity: capacity)
        used = 0
    }

    private mutating func freeFullBlocks() {
        for block in full { block.deallocate() }
        full.removeAll(keepingCapacity: true)
        fullSize = 0
    }
}
