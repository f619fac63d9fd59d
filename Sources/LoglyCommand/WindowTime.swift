import LoglyShared

/// A moment as people write it on the command line.
enum WindowTime {
    static func parse(_ text: String, option: String, now: Timestamp) throws(ToolError) -> Timestamp {
        if text == "now" { return now }
        if let seconds = Double(text.hasPrefix("@") ? String(text.dropFirst()) : text), seconds.isFinite,
            text.utf8.allSatisfy({ $0 < 0x3A }), !text.hasPrefix("-")
        {
            return Timestamp.epoch.moved(bySeconds: seconds)
        }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        if text.hasPrefix("-"), let unit = text.last.flatMap({ units[$0] }),
            let amount = Double(text.dropFirst().dropLast()), amount.isFinite
        {
            return now.moved(bySeconds: -amount * unit)
        }
        throw ToolError(
            .usage,
            "\(option) \(text): expected a time such as 2026-11-22T03:12:00Z, 2026-11-22, -2h, yesterday or 1763784000"
        )
    }
}
