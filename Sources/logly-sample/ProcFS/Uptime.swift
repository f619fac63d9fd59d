import LoglyShared

/// `/proc/uptime`: seconds since boot, with time asleep; see proc_uptime(5).
struct Uptime: Equatable {
    var seconds: Double

    init(parsing file: Span<UInt8>) throws(ParseError) {
        var at = 0
        guard let seconds = file.decimal(at: &at) else { throw .expected("seconds", at: at) }
        self.seconds = seconds
    }
}
