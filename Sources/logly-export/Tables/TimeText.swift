import LoglyShared

/// Times as the cells of a table show them: after `export.timestamp_format`, or as `--time` says.
///
/// Rows come in order of time, so the text of the last second is kept.
struct TimeText: ~Copyable {
    enum Style: Sendable {
        /// The wire's number.
        case epoch
        /// RFC 3339 with the fraction of the second where there is one.
        case iso(Zone)
        case format(TimeFormat, showsFraction: Bool)
    }

    private let style: Style
    private var second: Int64 = .min
    private var text = OutputBuffer()

    init(_ style: Style) { self.style = style }

    mutating func append(_ time: Timestamp, to out: inout OutputBuffer) {
        switch style {
        case .epoch: out.append(time)
        case .iso(let zone):
            // "2026-11-22T03:12:01", then the fraction, then the zone.
            refresh(time, TimeFormat.iso(zone: zone))
            let fraction = time.microseconds - time.wholeSeconds * 1_000_000
            if fraction == 0 { return out.append(text.bytes) }
            out.append(UnsafeBufferPointer(rebasing: text.bytes[..<19]))
            out.append(fraction: fraction)
            out.append(UnsafeBufferPointer(rebasing: text.bytes[19...]))
        case .format(let format, let showsFraction):
            if showsFraction { second = .min }
            refresh(time, format)
            out.append(text.bytes)
        }
    }

    private mutating func refresh(_ time: Timestamp, _ format: TimeFormat) {
        if time.wholeSeconds == second { return }
        text.removeAll()
        format.append(time, to: &text)
        second = time.wholeSeconds
    }
}

extension OutputBuffer {
    /// `.5`: microseconds without the zeros at their end.
    fileprivate mutating func append(fraction microseconds: Int64) {
        append(UInt8(ascii: "."))
        var rest = microseconds
        var unit: Int64 = 100_000
        while rest > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / unit))
            rest %= unit
            unit /= 10
        }
    }
}
