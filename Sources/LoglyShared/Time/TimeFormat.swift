/// How a time is written for people: a format of strftime(3) in a zone.
///
/// The conversions are those that no locale changes, in English: `%Y %m %d %H %M %S %y %e %I %p %j %a %A %b %B %h %F %T %D %R
/// %s %f %z %:z %Z %n %t %%`; `%f` is microseconds, as in Python. Any other stands as it is.
public struct TimeFormat: Sendable {
    public let zone: Zone
    private let format: [UInt8]

    /// - Parameter format: `%Y-%m-%d %H:%M:%S`.
    public init(_ format: String, zone: Zone) {
        self.format = Array(format.utf8)
        self.zone = zone
    }

    /// RFC 3339 in a zone, to the second: `2026-11-22T03:12:01+01:00`, in UTC with `Z`.
    public static func iso(zone: Zone) -> TimeFormat {
        TimeFormat(zone.name == Zone.utc.name ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%dT%H:%M:%S%:z", zone: zone)
    }

    /// The text of a moment.
    public func string(_ time: Timestamp) -> String {
        var out = OutputBuffer()
        append(time, to: &out)
        return out.string
    }

    public func append(_ time: Timestamp, to out: inout OutputBuffer) {
        let second = time.wholeSeconds
        let offset = zone.offset(atSecond: second)
        let civil = CivilTime(seconds: second + Int64(offset))
        var at = 0
        while at < format.count {
            let byte = format[at]
            at += 1
            guard byte == UInt8(ascii: "%"), at < format.count else {
                out.append(byte)
                continue
            }
            let conversion = format[at]
            at += 1
            if conversion == UInt8(ascii: ":"), at < format.count, format[at] == UInt8(ascii: "z") {
                at += 1
                out.append(offset: offset, colon: true)
            } else if !append(conversion, civil, time, offset, to: &out) {
                out.append(byte)
                out.append(conversion)
            }
        }
    }

    private func append(
        _ conversion: UInt8, _ civil: CivilTime, _ time: Timestamp, _ offset: Int, to out: inout OutputBuffer
    ) -> Bool {
        switch Character(Unicode.Scalar(conversion)) {
        case "Y": out.append(civil.year, width: 4)
        case "m": out.append(civil.month, width: 2)
        case "d": out.append(civil.day, width: 2)
        case "e": out.append(civil.day, width: 2, pad: 0x20)
        case "H": out.append(civil.hour, width: 2)
        case "I": out.append((civil.hour + 11) % 12 + 1, width: 2)
        case "p": out.append(civil.hour < 12 ? "AM" : "PM")
        case "M": out.append(civil.minute, width: 2)
        case "S": out.append(civil.second, width: 2)
        case "y": out.append(civil.year % 100, width: 2)
        case "j": out.append(civil.dayOfYear, width: 3)
        case "f": out.append(Int(time.microseconds - time.wholeSeconds * 1_000_000), width: 6)
        case "s": out.append(time.wholeSeconds)
        case "a": out.append(String(Self.weekdays[civil.weekday].prefix(3)))
        case "A": out.append(Self.weekdays[civil.weekday])
        case "b", "h": out.append(String(Self.months[civil.month - 1].prefix(3)))
        case "B": out.append(Self.months[civil.month - 1])
        case "F": appendAll("Y-m-d", civil, time, offset, to: &out)
        case "T": appendAll("H:M:S", civil, time, offset, to: &out)
        case "R": appendAll("H:M", civil, time, offset, to: &out)
        case "D": appendAll("m/d/y", civil, time, offset, to: &out)
        case "z": out.append(offset: offset, colon: false)
        case "Z": out.append(zone.abbreviation(atSecond: time.wholeSeconds))
        case "n": out.append(0x0A)
        case "t": out.append(0x09)
        case "%": out.append(UInt8(ascii: "%"))
        default: return false
        }
        return true
    }

    /// Several conversions by their letters, with what stands between them.
    private func appendAll(
        _ letters: String, _ civil: CivilTime, _ time: Timestamp, _ offset: Int, to out: inout OutputBuffer
    ) {
        for letter in letters.utf8 {
            if (letter | 0x20) &- 0x61 < 26, append(letter, civil, time, offset, to: &out) { continue }
            out.append(letter)
        }
    }

    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
}

extension OutputBuffer {
    fileprivate mutating func append(_ value: Int, width: Int, pad: UInt8 = 0x30) {
        let digits = String(value)
        for _ in 0..<max(0, width - digits.utf8.count) { append(pad) }
        append(digits)
    }

    fileprivate mutating func append(offset: Int, colon: Bool) {
        append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        append(abs(offset) / 3600, width: 2)
        if colon { append(UInt8(ascii: ":")) }
        append(abs(offset) / 60 % 60, width: 2)
    }
}
