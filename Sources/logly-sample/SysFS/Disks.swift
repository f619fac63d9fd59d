/// Which block devices are whole physical disks.
struct WholeDisks {
    /// Chooses among `devices` those of sd, vd, xvd, nvme and mmcblk that are no partition.
    ///
    /// `/sys` tells; where it has neither word, a name that looks like a partition is one if its disk is there
    /// too. Xen gives a virtual machine an `xvda1` without `xvda`: that is a whole disk.
    static func choose(among devices: [Diskstats.Device], sysfs: borrowing KernelFiles) -> [Diskstats.Device]
    {
        let names = devices.map(\.name)
        return devices.filter { device in
            switch DiskName(device.name) {
            case .other: false
            case .disk: true
            case .partition(of: let disk): !isPartition(device.name, of: disk, among: names, sysfs: sysfs)
            }
        }
    }

    private static func isPartition(
        _ name: String, of disk: String, among names: [String], sysfs: borrowing KernelFiles
    ) -> Bool {
        if sysfs.has("block/\(name)") { return false }
        if sysfs.has("class/block/\(name)/partition") || sysfs.has("block/\(disk)/\(name)") { return true }
        return sysfs.has("class/block/\(name)") ? false : names.contains(disk)
    }
}

/// What the name of a block device looks like.
enum DiskName: Equatable {
    case disk
    case partition(of: String)
    /// None of the physical kinds: loop, ram, dm, md, sr, an eMMC's boot areas.
    case other

    init(_ name: String) {
        var rest = Substring(name)
        if rest.take("nvme") {
            // nvme0n1, nvme0n1p2; a path of a multipath disk, nvme0c0n1, is none of its own.
            guard rest.takeDigits(), rest.take("n"), rest.takeDigits() else {
                self = .other
                return
            }
            self.init(name, behindDisk: rest, separator: "p")
        } else if rest.take("mmcblk") {
            guard rest.takeDigits() else {
                self = .other
                return
            }
            self.init(name, behindDisk: rest, separator: "p")
        } else if rest.take("sd") || rest.take("vd") || rest.take("xvd") {
            let letters = rest.prefix { $0 >= "a" && $0 <= "z" && $0.isASCII }
            guard !letters.isEmpty else {
                self = .other
                return
            }
            self.init(name, behindDisk: rest.dropFirst(letters.count), separator: "")
        } else {
            self = .other
        }
    }

    /// - Parameter rest: what stands behind the disk's own name: nothing, or a partition's number.
    private init(_ name: String, behindDisk rest: Substring, separator: String) {
        if rest.isEmpty {
            self = .disk
            return
        }
        var number = rest
        let isNumber = number.take(separator) && number.takeDigits() && number.isEmpty
        self = isNumber ? .partition(of: String(name.dropLast(rest.count))) : .other
    }
}

extension Substring {
    fileprivate mutating func take(_ prefix: String) -> Bool {
        guard hasPrefix(prefix) else { return false }
        removeFirst(prefix.count)
        return true
    }

    fileprivate mutating func takeDigits() -> Bool {
        let digits = prefix { $0 >= "0" && $0 <= "9" && $0.isASCII }
        removeFirst(digits.count)
        return !digits.isEmpty
    }
}
