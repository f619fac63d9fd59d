import LoglyShared

/// A place in the journal: `s=2027d6…;i=28a;b=47418a…;m=16e900f8d;t=6612cbd371dd7;x=12bf8ca29cd0e754`.
///
/// `s` and `i` number the entries as they are written to files; `b`, `m`, `t` and `x` name the entry itself: its boot, both
/// clocks and a hash. Copied from /run to /var an entry gets new numbers, and stays the same.
struct JournalCursor: Equatable {
    let text: String

    init(_ text: String) { self.text = text }

    /// Of the last entry that stands whole in `lines` and has one.
    init?(lastIn lines: Bytes) {
        guard let name = lines.findLast("\"__CURSOR\"") else { return nil }
        self.init(in: lines, at: name + 10)
    }

    /// Of one entry.
    init?(of line: Bytes) {
        // Within a text its quotes would be escaped.
        guard let name = line.find("\"__CURSOR\"") else { return nil }
        self.init(in: line, at: name + 10)
    }

    private init?(in text: Bytes, at start: Int) {
        var at = start
        while at < text.count, text[at] <= 0x20 || text[at] == UInt8(ascii: ":") { at += 1 }
        guard at < text.count, text[at] == UInt8(ascii: "\""),
            let end = text.find(UInt8(ascii: "\""), at + 1)
        else { return nil }
        self.text = String(decoding: text.part(at + 1, end), as: UTF8.self)
    }

    private func field(_ name: Character) -> Substring? {
        text.split(separator: ";").first { $0.first == name && $0.dropFirst().first == "=" }?.dropFirst(2)
    }

    func isSameEntry(as other: JournalCursor) -> Bool {
        if text == other.text { return true }
        guard field("x") != nil, field("b") != nil else { return false }
        return "bmtx".allSatisfy { field($0) == other.field($0) }
    }

    /// How many entries were written between another and this; nil where they were not numbered together.
    func entries(since other: JournalCursor) -> Int? {
        guard let series = field("s"), series == other.field("s"),
            let mine = field("i").flatMap({ Int($0, radix: 16) }),
            let others = other.field("i").flatMap({ Int($0, radix: 16) }), mine > others
        else { return nil }
        return mine - others - 1
    }

    /// Whether this was written after another, as far as the clocks tell.
    func isLater(than other: JournalCursor) -> Bool {
        if entries(since: other) != nil { return true }
        guard let mine = field("t").flatMap({ UInt64($0, radix: 16) }),
            let others = other.field("t").flatMap({ UInt64($0, radix: 16) })
        else { return false }
        return mine >= others
    }
}
