/// `/proc/1/mounts`: what is mounted where; see fstab(5) for the columns and proc_pid_mounts(5).
struct Mounts {
    /// In the order in which they were mounted.
    var mounts: [Mount] = []

    struct Mount: Equatable {
        /// `/dev/nvme0n1p1`, `server:/export`; bytes as the kernel has them, which need not be UTF-8.
        var device: [UInt8]
        var mountPoint: [UInt8]
        var type: String
    }

    /// Parses the content of the file; a line of fewer than three columns is left out.
    init(parsing file: Span<UInt8>) {
        var at = 0
        while at < file.count {
            let device = file.word(at: &at)
            let mountPoint = file.word(at: &at)
            let type = file.word(at: &at)
            if !type.isEmpty {
                mounts.append(
                    Mount(
                        device: file.unescaped(device), mountPoint: file.unescaped(mountPoint),
                        type: file.text(type)))
            }
            file.skipLine(at: &at)
        }
    }
}

extension Span where Element == UInt8 {
    /// The bytes of `range`, in which the kernel writes blank, tab, line end and backslash as `\040` and so on.
    fileprivate func unescaped(_ range: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(range.count)
        var at = range.lowerBound
        while at < range.upperBound {
            if self[at] == UInt8(ascii: "\\"), at + 3 < range.upperBound,
                let high = octal(at + 1), high < 4, let middle = octal(at + 2), let low = octal(at + 3)
            {
                bytes.append(high << 6 | middle << 3 | low)
                at += 4
            } else {
                bytes.append(self[at])
                at += 1
            }
        }
        return bytes
    }

    private func octal(_ position: Int) -> UInt8? {
        let digit = self[position] &- UInt8(ascii: "0")
        return digit < 8 ? digit : nil
    }
}
