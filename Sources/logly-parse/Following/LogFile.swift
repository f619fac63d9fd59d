import CStatx
import Glibc
import LoglyShared

/// A file that may be a log, held open: it stays the same file whatever is renamed meanwhile.
final class LogFile {
    let path: String
    let device: String
    let inode: String
    /// When it was created; nil where the file system does not tell.
    let birth: Timestamp?
    /// How it is packed; nil where its bytes are the log's.
    let packing: Packing?
    let descriptor: Int32
    /// When it was opened.
    let modified: Timestamp
    /// Bytes on disk when it was opened.
    let sizeOnDisk: Int

    /// Why it could not be opened.
    let failure: ToolError?

    /// Where it is now, whatever symlinks led there.
    var realPath: String {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/fd/\(descriptor)", &target, target.count)
        let real = String(decoding: target.prefix(max(0, length)), as: UTF8.self)
        // Of a file that has no name any more the kernel says so behind it.
        return real.hasPrefix("/") && access(real, F_OK) == 0 ? real : path
    }

    /// Opens a file; nil where it is absent.
    ///
    /// - Throws: 66 where it is unreadable or no regular file; 75 where too many files are open.
    init?(_ path: String, packing: Packing? = nil) throws(ToolError) {
        // A FIFO would wait for its writer.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        if descriptor < 0 {
            if errno == ENOENT { return nil }
            throw OpenFiles.error(cannot: "open \(path)", errno: errno)
        }
        var status = stat()
        let isRead = fstat(descriptor, &status) == 0
        (self.path, self.packing, failure) = (path, packing, nil)
        device = String(status.st_dev)
        inode = String(status.st_ino)
        birth = Timestamp(birth: logly_birth(descriptor, ""))
        modified = status.modified
        sizeOnDisk = Int(status.st_size)
        if !isRead { throw ToolError(.noInput, cannot: "read \(path)", errno: errno) }
        if let kind = status.unreadableKind {
            throw ToolError(.noInput, "cannot read \(path): it is \(kind)")
        }
    }

    /// A file that is there, and of which no more can be known.
    init(_ member: LogFamily.Member, unreadable error: ToolError) {
        (path, packing, failure) = (member.path, member.packing, error)
        (device, inode) = (String(member.device), String(member.inode))
        (modified, sizeOnDisk, descriptor) = (member.modified, 0, -1)
        birth = .birth(of: path)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    var isPacked: Bool { packing != nil }

    /// Size and time as they are now.
    func status() throws(ToolError) -> (size: Int, modified: Timestamp) {
        var status = stat()
        if fstat(descriptor, &status) != 0 { throw ToolError(cannot: "read \(path)", errno: errno) }
        return (Int(status.st_size), status.modified)
    }

    /// Whether it has lost something since it was opened.
    var isShortened: Bool { (try? status().size).map { $0 < sizeOnDisk } ?? false }

    /// Reads at an offset until `buffer` is full or the file ends; returns how many bytes came.
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>, at offset: Int) throws(ToolError) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var done = 0
        while done < buffer.count {
            let got = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
            if got == 0 { break }
            if got > 0 {
                done += got
            } else if errno != EINTR {
                throw ToolError(.noInput, cannot: "read \(path)", errno: errno)
            }
        }
        return done
    }

    /// A range of an unpacked file; shorter where the file ends within it.
    func bytes(_ range: Range<Int>) throws(ToolError) -> [UInt8] {
        var failure: ToolError?
        let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            do throws(ToolError) {
                count = try read(into: buffer, at: range.lowerBound)
            } catch {
                (failure, count) = (error, 0)
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// The anchor of an offset of an unpacked file, as it is now; nil where the file is shorter.
    func anchor(before offset: Int) throws(ToolError) -> Anchor? {
        let range = Anchor.range(before: offset)
        let bytes = try bytes(range)
        return bytes.count == range.count ? bytes.withUnsafeBufferPointer { Anchor(of: $0) } : nil
    }

    /// What lies at an offset of a file that may have holes.
    enum Extent: Equatable {
        case data(to: Int)
        /// Nobody has written there. Writers that go on at their old place after a truncation leave such holes.
        case hole(to: Int)
        /// Nothing that was written, to the file's end: its writer may have reserved the space.
        case nothing
    }

    func extent(at offset: Int) -> Extent {
        // SEEK_DATA and SEEK_HOLE of lseek(2), which Glibc's module leaves out.
        let (seekData, seekHole): (Int32, Int32) = (3, 4)
        let data = lseek(descriptor, off_t(offset), seekData)
        if data < 0 { return errno == ENXIO ? .nothing : .data(to: .max) }
        if data > offset { return .hole(to: Int(data)) }
        let hole = lseek(descriptor, off_t(offset), seekHole)
        return .data(to: hole < 0 ? .max : Int(hole))
    }
}

/// Which file it is, as long as it is there.
struct FileID: Hashable {
    let device: String
    let inode: String
}

extension stat {
    var id: FileID { FileID(device: String(st_dev), inode: String(st_ino)) }

    var modified: Timestamp {
        // Some file systems keep any number of seconds.
        let seconds = min(
            max(Int64(st_mtim.tv_sec), Timestamp.range.lowerBound.wholeSeconds),
            Timestamp.range.upperBound.wholeSeconds)
        return Timestamp(microseconds: seconds * 1_000_000 + Int64(st_mtim.tv_nsec) / 1000)
    }

    /// What it is where it is no file that can be followed.
    var unreadableKind: String? {
        switch st_mode & S_IFMT {
        case S_IFREG: nil
        case S_IFDIR: "a directory"
        case S_IFIFO: "a FIFO, which cannot be followed"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }
}

extension Timestamp {
    /// When a file was created, whether it may be read or not; nil where nobody tells.
    static func birth(of path: String) -> Timestamp? { Timestamp(birth: logly_birth(AT_FDCWD, path)) }

    fileprivate init?(birth microseconds: Int64) {
        if microseconds == 0 { return nil }
        self.init(microseconds: microseconds)
    }
}
