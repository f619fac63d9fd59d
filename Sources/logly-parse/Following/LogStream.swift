import Glibc
import LoglyShared

/// The content of a log file in order, from an offset on; a packed one comes through its program.
///
/// It knows the anchor of where it stands, from the bytes themselves as they were read.
struct LogStream: ~Copyable {
    private let file: LogFile
    private var input: PackedInput?
    /// Of the unpacked content: the byte that comes next.
    private(set) var offset = 0
    private var storage: UnsafeMutableBufferPointer<UInt8>
    private(set) var isAtEnd = false

    private static let chunk = 65_536

    /// - Parameter from: bytes of the content to pass over; a packed file is unpacked up to there.
    init(_ file: LogFile, from: Int) throws(ToolError) {
        self.file = file
        storage = .allocate(capacity: Self.chunk + Anchor.limit)
        input = nil
        if let packing = file.packing {
            input = try PackedInput(file: file.descriptor, path: file.path, program: packing.program)
            if try !skip(to: from) {
                throw ToolError(.noInput, "cannot read \(file.path): it ends before byte \(from)")
            }
        } else {
            offset = from
        }
    }

    deinit { storage.deallocate() }

    /// The last bytes given, for the anchor; only kept where a packed file cannot be asked again.
    private var tail: [UInt8] = []

    var anchor: Anchor { tail.withUnsafeBufferPointer { Anchor(of: $0) } }

    /// The next bytes, none at the end. They stay valid until the next call.
    mutating func next(atMost limit: Int = .max) throws(ToolError) -> UnsafeBufferPointer<UInt8> {
        let wanted = min(limit, Self.chunk)
        let got = try read(into: UnsafeMutableBufferPointer(rebasing: storage[..<wanted]))
        return UnsafeBufferPointer(rebasing: storage[..<got])
    }

    /// Reads what is there into a buffer; 0 at the end.
    mutating func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(ToolError) -> Int {
        let got = try input == nil ? file.read(into: buffer, at: offset) : readPipe(buffer)
        offset += got
        isAtEnd = got == 0
        if input != nil { keepTail(UnsafeBufferPointer(rebasing: buffer[..<got])) }
        return got
    }

    private func readPipe(_ buffer: UnsafeMutableBufferPointer<UInt8>) throws(ToolError) -> Int {
        guard let descriptor = pipe else { return 0 }
        while true {
            let got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if got >= 0 { return got }
            if errno != EINTR { throw ToolError(.noInput, cannot: "read \(file.path)", errno: errno) }
        }
    }

    private var pipe: Int32? {
        switch input {
        case .none: nil
        case .some(let input): input.descriptor
        }
    }

    private mutating func keepTail(_ bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.count >= Anchor.limit {
            tail.replaceSubrange(0..<tail.count, with: bytes.suffix(Anchor.limit))
        } else {
            tail.append(contentsOf: bytes)
            if tail.count > Anchor.limit { tail.removeFirst(tail.count - Anchor.limit) }
        }
    }

    /// Passes over bytes; false where the content ends before.
    mutating func skip(to target: Int) throws(ToolError) -> Bool {
        while offset < target {
            if try next(atMost: target - offset).isEmpty { return false }
        }
        return offset == target
    }

    /// Whether all that comes is the beginning of what comes from another. What cannot be read counts as the end:
    /// a packed file that is still being written is a beginning, too.
    mutating func isBeginning(of other: inout LogStream) -> Bool {
        while true {
            guard let mine = try? next(), !mine.isEmpty else { return true }
            var compared = 0
            while compared < mine.count {
                guard let theirs = try? other.next(atMost: mine.count - compared), !theirs.isEmpty,
                    memcmp(mine.baseAddress! + compared, theirs.baseAddress!, theirs.count) == 0
                else { return false }
                compared += theirs.count
            }
        }
    }

    /// At the end of a packed file: waits for its program, and throws where that did not end well.
    mutating func finish() throws(ToolError) {
        if let input = input.take() { try input.finish() }
    }

    /// Ends a packed file's program before it is through.
    mutating func abandon() {
        if let input = input.take() { input.abandon() }
    }
}
