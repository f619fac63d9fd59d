import Glibc
import LoglyShared

/// `--reject FILE`: the refused lines as they came, behind what the file had.
final class RejectFile {
    private let descriptor: Int32
    private var out: OutputBuffer

    /// - Parameter path: `-` is stdout.
    init(path: String) throws(ToolError) {
        descriptor =
            path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw ToolError(.cannotCreate, cannot: "create \(path)", errno: errno) }
        out = OutputBuffer(descriptor: descriptor, name: path == "-" ? "stdout" : path)
    }

    deinit { if descriptor != STDOUT_FILENO { close(descriptor) } }

    /// There is something to flush.
    var isWaiting: Bool { out.count > 0 }

    /// A part of a line; `endLine` follows the last one.
    func append(_ bytes: UnsafeBufferPointer<UInt8>) { out.append(bytes) }

    func endLine() { out.append(UInt8(ascii: "\n")) }

    func flush() throws(ToolError) { try out.flush() }
}
