import Glibc

/// How full a file system is, with df(1)'s arithmetic; sizes are bytes.
struct FilesystemUsage: Equatable {
    var total: Int64
    /// Root's reserve is neither used nor available.
    var used: Int64
    var available: Int64
    /// nil where the file system has no fixed number of inodes (btrfs, vfat).
    var inodesTotal: Int64?
    var inodesUsed: Int64?

    /// used / (used + available) as percent, not rounded up.
    var percent: Double? {
        let writable = Double(used) + Double(available)
        return writable > 0 ? Double(used) / writable * 100 : nil
    }

    /// nil for a file system without blocks, of which there is nothing to tell, and one beyond 2^63 bytes.
    init?(_ answer: statvfs) {
        let size = Int64(answer.f_frsize > 0 ? answer.f_frsize : answer.f_bsize)
        guard answer.f_blocks > 0, let all = Int64(exactly: answer.f_blocks), size > 0,
            let total = Self.product(all, size)
        else { return nil }
        // What passes 2^63 is a negative number of a file system whose reserve is in use: nothing is left.
        let free = min(Int64(exactly: answer.f_bfree) ?? 0, all)
        self.total = total
        used = (all - free) * size
        available = Int64(exactly: answer.f_bavail).flatMap { Self.product($0, size) } ?? 0
        guard answer.f_files > 0, let inodes = Int64(exactly: answer.f_files) else { return }
        inodesTotal = inodes
        inodesUsed = Int64(exactly: answer.f_ffree).flatMap { $0 <= inodes ? inodes - $0 : nil }
    }

    private static func product(_ blocks: Int64, _ size: Int64) -> Int64? {
        let (bytes, overflow) = blocks.multipliedReportingOverflow(by: size)
        return overflow ? nil : bytes
    }

    /// Asks the file system at `path`; nil and `errno` where it does not answer well.
    static func ask(_ path: [CChar]) -> statvfs? {
        var answer = statvfs()
        return statvfs(path, &answer) == 0 ? answer : nil
    }
}
