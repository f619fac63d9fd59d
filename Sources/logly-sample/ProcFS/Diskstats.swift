/// `/proc/diskstats`: what each block device has read and written since boot; see proc_diskstats(5).
struct Diskstats {
    var devices: [Device] = []

    struct Device: Equatable {
        var name: String
        var reads: Int64?
        var readBytes: Int64?
        var writes: Int64?
        var writeBytes: Int64?
        /// Time in which the device was busy.
        var ioSeconds: Double?
    }

    /// The file counts in sectors of 512 bytes, whatever the disk's own are.
    static let sector: Int64 = 512

    /// Parses the content of the file; a line that has no name is left out, and so is what a line does not tell.
    init(parsing file: Span<UInt8>) {
        var at = 0
        while at < file.count {
            if file.unsigned(at: &at) != nil, file.unsigned(at: &at) != nil {
                let name = file.word(at: &at)
                if !name.isEmpty { devices.append(Device(name: file.text(name), counters: file, at: &at)) }
            }
            file.skipLine(at: &at)
        }
    }
}

extension Diskstats.Device {
    /// The columns behind the name: reads, merged, sectors, ms, the same for writes, in flight, ms busy.
    ///
    /// Linux before 2.6.25 gives four columns for a partition, which is none of ours.
    fileprivate init(name: String, counters file: Span<UInt8>, at position: inout Int) {
        self.name = name
        var columns: [Int64?] = []
        columns.reserveCapacity(10)
        for _ in 0..<10 { columns.append(file.counter(at: &position)) }
        guard columns[9] != nil else { return }
        reads = columns[0]
        readBytes = columns[2].flatMap(Self.bytes)
        writes = columns[4]
        writeBytes = columns[6].flatMap(Self.bytes)
        ioSeconds = columns[9].map { Double($0) / 1000 }
    }

    private static func bytes(sectors: Int64) -> Int64? {
        let (bytes, overflow) = sectors.multipliedReportingOverflow(by: Diskstats.sector)
        return overflow ? nil : bytes
    }
}
