import LoglyShared

/// `/proc/meminfo`, in bytes; see proc_meminfo(5).
struct Meminfo: Equatable {
    var total: Int64
    /// nil before Linux 3.14.
    var available: Int64?
    var swapTotal: Int64?
    var swapFree: Int64?

    /// Parses the content of the file. Lines that we do not keep are skipped, as each kernel adds some.
    init(parsing file: Span<UInt8>) throws(ParseError) {
        var total: Int64?
        var at = 0
        while at < file.count {
            if file.skip("MemTotal:", at: &at) {
                total = try file.kibibytes(at: &at)
            } else if file.skip("MemAvailable:", at: &at) {
                available = try file.kibibytes(at: &at)
            } else if file.skip("SwapTotal:", at: &at) {
                swapTotal = try file.kibibytes(at: &at)
            } else if file.skip("SwapFree:", at: &at) {
                swapFree = try file.kibibytes(at: &at)
            }
            file.skipLine(at: &at)
        }
        guard let total else { throw .absent("MemTotal") }
        self.total = total
    }

    /// (total − available) / total, as percent; nil where the kernel has no `available` or they contradict each other.
    var percent: Double? {
        guard let available, total > 0, available <= total else { return nil }
        return Double(total - available) / Double(total) * 100
    }

    var swapUsed: Int64? {
        guard let swapTotal, let swapFree, swapFree <= swapTotal else { return nil }
        return swapTotal - swapFree
    }
}

extension Span where Element == UInt8 {
    /// `123 kB` as bytes.
    fileprivate func kibibytes(at position: inout Int) throws(ParseError) -> Int64 {
        guard let count = counter(at: &position) else { throw .expected("a size", at: position) }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1024)
        skipBlanks(at: &position)
        guard !overflow, skip("kB", at: &position) else { throw .expected("a size in kB", at: position) }
        return bytes
    }
}
