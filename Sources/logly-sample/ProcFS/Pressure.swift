import LoglyShared

/// A file of `/proc/pressure`: the share of time in which some task waited for a resource; see proc_pressure(5).
struct Pressure: Equatable {
    /// Percent of the last 60 s in which at least one task waited.
    var some60: Double

    init(parsing file: Span<UInt8>) throws(ParseError) {
        var at = 0
        while at < file.count {
            if file.skip("some ", at: &at) {
                while true {
                    file.skipBlanks(at: &at)
                    if file.skip("avg60=", at: &at) {
                        guard let share = file.decimal(at: &at), share <= 100 else {
                            throw .expected("a share of 0 to 100", at: at)
                        }
                        some60 = share
                        return
                    }
                    if file.word(at: &at).isEmpty { break }
                }
            }
            file.skipLine(at: &at)
        }
        throw .absent("avg60 of some")
    }
}
