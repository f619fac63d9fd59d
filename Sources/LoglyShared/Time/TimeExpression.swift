/// A TIME as the programs' options take it: `--since`, `--until`, `--now`.
///
/// RFC 3339, epoch seconds, `2026-11-22`, `2026-11-22 03:12`, `-2h`, `today`, `yesterday`, `now`. What tells no offset is
/// local; `today` and `yesterday` are their midnight.
public struct TimeExpression: Sendable {
    /// From here relative times are counted.
    public let now: Timestamp
    /// Local is here.
    public let zone: Zone

    public init(now: Timestamp, zone: Zone) {
        (self.now, self.zone) = (now, zone)
    }

    /// The moment that `text` means, or nil where it means none.
    public func timestamp(_ text: String) -> Timestamp? {
        let found =
            switch text {
            case "now": now
            case "today": midnight(daysBack: 0)
            case "yesterday": midnight(daysBack: 1)
            default: relative(text) ?? epochSeconds(text) ?? calendar(text)
            }
        guard let found, Timestamp.range.contains(found) else { return nil }
        return found
    }

    private func midnight(daysBack: Int) -> Timestamp {
        let today = zone.civilTime(of: now)
        let date = CivilTime.date(ofDay: CivilTime.day(ofYear: today.year, today.month, today.day) - daysBack)
        return Timestamp(
            wholeSeconds: zone.second(of: CivilTime(year: date.year, month: date.month, day: date.day)))
    }

    /// `-2h`: seconds, minutes, hours, days or weeks before now, also with decimals. `-90` alone is none.
    private func relative(_ text: String) -> Timestamp? {
        guard text.hasPrefix("-"), let unit = text.last else { return nil }
        let seconds: Double
        switch unit {
        case "s": seconds = 1
        case "m": seconds = 60
        case "h": seconds = 3600
        case "d": seconds = 86_400
        case "w": seconds = 604_800
        default: return nil
        }
        guard let amount = Self.decimal(text.dropFirst().dropLast()), amount * seconds < 1e12 else {
            return nil
        }
        return now.advanced(bySeconds: -amount * seconds)
    }

    private func epochSeconds(_ text: String) -> Timestamp? {
        let negative = text.hasPrefix("-")
        guard let seconds = Self.decimal(negative ? text.dropFirst() : text[...]), seconds < 1e12 else {
            return nil
        }
        return Timestamp(seconds: negative ? -seconds : seconds)
    }

    /// Digits with at most one point between them: no sign, exponent, `inf` or `nan`.
    private static func decimal(_ text: Substring) -> Double? {
        let isPlain = text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 == 0x2E }
        guard isPlain, text.utf8.first != 0x2E, text.utf8.last != 0x2E else { return nil }
        return Double(text)
    }

    private func calendar(_ text: String) -> Timestamp? {
        // RFC 3339 takes `t` and `z` too.
        var whole = text.uppercased()
        switch text.utf8.count {
        case 10: whole += "T00:00:00"
        case 13: whole += ":00:00"
        case 16: whole += ":00"
        default: break
        }
        var clock = LogClock(zone: zone, now: now)
        return whole.withUTF8 { bytes in
            var at = 0
            // A `/` is right in a log, but no date of ours.
            guard bytes.count > 4, bytes[4] == 0x2D, let time = clock.iso(bytes, at: &at), at == bytes.count
            else {
                return nil
            }
            return time
        }
    }
}
