import LoglyShared

/// The part of a log's content that is in memory: what is not yet used up, and a little before it.
struct LogWindow: ~Copyable {
    private var stream: LogStream
    private var storage: UnsafeMutableBufferPointer<UInt8>
    private var start = 0
    private var end = 0

    /// Kept before the position: an anchor, and a few lines that tell the time of those that follow.
    static let memory = 8192
    private static let chunk = 262_144

    /// A window that stands at `offset`, with what comes before it in memory.
    static func open(_ file: LogFile, at offset: Int) throws(ToolError) -> LogWindow {
        let before = min(offset, memory)
        var window = LogWindow(stream: try LogStream(file, from: offset - before))
        if try !window.remember(before) {
            throw ToolError(.noInput, "cannot read \(file.path): it ends before byte \(offset)")
        }
        return window
    }

    private mutating func remember(_ count: Int) throws(ToolError) -> Bool {
        while end < count {
            let got = try stream.read(into: UnsafeMutableBufferPointer(rebasing: storage[end..<count]))
            if got == 0 { return false }
            end += got
        }
        start = end
        return true
    }

    private init(stream: consuming LogStream) {
        self.stream = stream
        storage = .allocate(capacity: Self.chunk)
    }

    deinit { storage.deallocate() }

    /// The position in the content.
    var offset: Int { stream.offset - (end - start) }
    /// The content behind what is in memory.
    var readOffset: Int { stream.offset }

    /// What is not used up; valid until the next call of `fill`.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: storage[start..<end]) }
    /// What comes before the position, as far as it is still in memory.
    var past: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: storage[max(0, start - Self.memory)..<start])
    }

    /// The anchor of the position, from the bytes as they were read.
    var anchor: Anchor { Anchor(of: UnsafeBufferPointer(rebasing: past.suffix(Anchor.limit))) }

    /// All that has been read.
    var seen: Anchor.Seen {
        let last = UnsafeBufferPointer(rebasing: storage[max(0, end - Anchor.limit)..<end])
        return Anchor.Seen(length: readOffset, hash: Anchor(of: last).hash)
    }

    mutating func remove(_ count: Int) { start += count }

    /// Reads more; false where no more comes.
    mutating func fill(atMost limit: Int) throws(ToolError) -> Bool {
        let kept = max(0, start - Self.memory)
        if kept > 0, let base = storage.baseAddress {
            base.update(from: base + kept, count: end - kept)
            (start, end) = (start - kept, end - kept)
        }
        if storage.count - end < Self.chunk / 2 { grow() }
        let to = end + min(storage.count - end, limit)
        let got = try stream.read(into: UnsafeMutableBufferPointer(rebasing: storage[end..<to]))
        end += got
        return got > 0
    }

    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: storage.count * 2)
        _ = larger.update(fromContentsOf: storage[..<end])
        storage.deallocate()
        storage = larger
    }

    mutating func finish() throws(ToolError) { try stream.finish() }
    mutating func abandon() { stream.abandon() }
}
