import Glibc
import LoglyShared

/// `--reject FILE`: the refused lines as they came, behind what the file had.
final class RejectFile {
    private let descriptor: Int32
    private var out: OutputBuffer

    /// - Parameter path: `-` is stdout.
    init(path: String) throws(ToolError) {
        descriptor = path == "-" ? STDOUT_FILENO : Self.open(path)
        guard descriptor >= 0 else { throw ToolError(.cannotCreate, cannot: "create \(path)", errno: errno) }
        out = OutputBuffer(descriptor: descriptor, name: path == "-" ? "stdout" : path)
    }

    deinit { if descriptor != STDOUT_FILENO { close(descriptor) } }

    private static func open(_ path: String) -> Int32 {
        let flags = O_WRONLY | O_APPEND | O_CLOEXEC
        let existing = Glibc.open(path, flags)
        if existing >= 0 || errno != ENOENT { return existing }
        let made = Glibc.open(path, flags | O_CREAT, 0o666)
        if made >= 0 { SharedFolder.giveToOwner(made, path) }
        return made
    }

    /// There is something to flush.
    var isWaiting: Bool { out.count > 0 }

    /// A part of a line; `endLine` follows the last one.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) { out.append(bytes) }

    func endLine() { out.append(UInt8(ascii: "\n")) }

    func flush() throws(ToolError) { try out.flush() }
}
