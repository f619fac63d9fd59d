import LoglyShared

/// A moment as people write it on the command line; what tells no offset is local.
enum WindowTime {
    static func parse(_ text: String, option: String, now: Timestamp) throws(ToolError) -> Timestamp {
        let plain = text.hasPrefix("@") ? String(text.dropFirst()) : text
        if let time = TimeExpression(now: now, zone: .ofThisMachine).timestamp(plain) { return time }
        throw ToolError(
            .usage,
            "\(option) \(text): expected a time such as 2026-11-22T03:12:00Z, 2026-11-22, -2h, yesterday or 1763784000"
        )
    }
}
