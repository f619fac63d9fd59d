import LoglyShared

/// `/proc/loadavg`: processes that ran or waited for a disk, averaged over 1, 5 and 15 minutes; see proc_loadavg(5).
struct Loadavg: Equatable {
    var oneMinute: Double
    var fiveMinutes: Double
    var fifteenMinutes: Double

    init(parsing file: Span<UInt8>) throws(ParseError) {
        var at = 0
        guard let one = file.decimal(at: &at), let five = file.decimal(at: &at),
            let fifteen = file.decimal(at: &at)
        else { throw .expected("a load", at: at) }
        (oneMinute, fiveMinutes, fifteenMinutes) = (one, five, fifteen)
    }
}
