import LoglyShared

/// What a `log_line_prefix` that nobody told says: a time, and the usual words behind it.
enum PostgreSQLGuess {
    /// A time in a prefix, and where it ends: `%m` or `%t` with the name of its zone, in brackets or behind other words;
    /// `%n`.
    static func time(in prefix: Bytes, _ clock: inout LogClock) -> (time: Timestamp, end: Int)? {
        var at = 0
        // An application may have any name, but what is told of it stands behind the time in all usual prefixes.
        let end = min(prefix.count, 256)
        while at < end {
            guard prefix[at] &- 0x30 < 10 else {
                at += 1
                continue
            }
            var digits = at
            while digits < end, prefix[digits] &- 0x30 < 10 || prefix[digits] == 0x2E { digits += 1 }
            if digits - at >= 14, prefix[at + 10] == 0x2E,
                let time = Timestamp(epochNumber: prefix.part(at, digits))
            {
                return (time, digits)
            }
            if prefix.rest(at).looksLikeISOTime { return isoTime(in: prefix, at, &clock) }
            at = max(digits, at + 1)
        }
        return nil
    }

    /// The zone stands as a name behind the time, be it the server's or one of its own (`log_timezone`).
    private static func isoTime(
        in prefix: Bytes, _ start: Int, _ clock: inout LogClock
    ) -> (time: Timestamp, end: Int)? {
        var at = start
        guard let time = clock.iso(prefix, at: &at) else { return nil }
        guard prefix[safe: at] == 0x20, let end = prefix.endOfZoneName(at + 1) else { return (time, at) }
        let name = prefix.part(at + 1, end)
        let offset = clock.offset(ofAbbreviation: name)
        return (offset.flatMap { clock.shifted(prefix.rest(start), to: $0) } ?? time, end)
    }

    /// `[812] bob@shop `, in the order of whatever prefix: what is in brackets is the process.
    static func read(_ prefix: Bytes, into event: inout LogEvent) {
        var open = prefix.find(UInt8(ascii: "["))
        while let start = open, let close = prefix.find(UInt8(ascii: "]"), start) {
            // `[812-3]` counts the session's lines; `[local]` is a client.
            var end = start + 1
            while end < close, prefix[end] &- 0x30 < 10 { end += 1 }
            if end > start + 1 {
                event.add(key: Bytes("pid"), number: prefix.part(start + 1, end))
                break
            }
            open = prefix.find(UInt8(ascii: "["), close)
        }
        var at = 0
        while at < prefix.count {
            let end = prefix.endOfWord(at)
            read(word: prefix.part(at, end), into: &event)
            at = end + 1
        }
    }

    /// `user=bob,db=shop`, `203.0.113.7(4711):bob@shop:[812]:`, `bob@shop/psql`, `203.0.113.7`.
    private static func read(word: Bytes, into event: inout LogEvent) {
        var word = word
        if word.find(UInt8(ascii: "=")) != nil {
            var from = 0
            while from < word.count {
                let comma = word.find(UInt8(ascii: ","), from) ?? word.count
                readPair(word.part(from, comma), &event)
                from = comma + 1
            }
            return
        }
        while word.count > 0, word[0] == UInt8(ascii: ":") { word = word.rest(1) }
        let hostEnd =
            word.find(UInt8(ascii: "("))
            ?? word.find(UInt8(ascii: "@")).map { word.findLast(0x3A, before: $0) ?? 0 }
        let host = word.part(0, hostEnd ?? word.count)
        if AddressText.isAddress(host) {
            if event.address.count == 0 { event.setAddress(host) }
            word = word.rest(host.count)
        }
        guard let sign = word.find(UInt8(ascii: "@")) else { return }
        let start = word.findLast(UInt8(ascii: ":"), before: sign).map { $0 + 1 } ?? 0
        let user = word.part(start, sign)
        let end = word.find(UInt8(ascii: ":"), sign) ?? word.count
        let slash = word.part(0, end).find(UInt8(ascii: "/"), sign) ?? end
        let database = word.part(sign + 1, slash)
        // An application may have any name; what it imitates stands before it.
        if event.user.count == 0, !user.equals("[unknown]") { event.user = user }
        if !database.equals("[unknown]") { event.add(key: Bytes("database"), database) }
        if slash + 1 < end, !word.part(slash + 1, end).equals("[unknown]") {
            event.add(key: Bytes("application"), word.part(slash + 1, end))
        }
    }

    private static func readPair(_ pair: Bytes, _ event: inout LogEvent) {
        guard let sign = pair.find(UInt8(ascii: "=")), sign + 1 < pair.count else { return }
        let value = pair.rest(sign + 1)
        if value.equals("[unknown]") || value.equals("[local]") { return }
        switch sign {
        case 4 where pair.has("user"): if event.user.count == 0 { event.user = value }
        case 2 where pair.has("db"): event.add(key: Bytes("database"), value)
        case 3 where pair.has("app"): event.add(key: Bytes("application"), value)
        case 6 where pair.has("client"), 4 where pair.has("host"):
            // `%r` is the address with the port in parentheses.
            if event.address.count == 0 {
                event.setAddress(value.find(UInt8(ascii: "(")).map { value.part(0, $0) } ?? value)
            }
        default: break
        }
    }
}
