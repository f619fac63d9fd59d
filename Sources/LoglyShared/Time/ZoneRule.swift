/// The rule of a zone for all years, as POSIX writes it in TZ: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// It is the footer of a TZif file too, with hours of -167 to 167 (RFC 9636, section 3.3.1).
struct ZoneRule: Hashable, Sendable {
    struct Period: Hashable, Sendable {
        var abbreviation: String
        /// Seconds east of UTC.
        var offset: Int
    }

    /// When a year's period begins, in the local time of the period before.
    struct Change: Hashable, Sendable {
        enum Day: Hashable, Sendable {
            /// `Jn`: 1 to 365, 29 February is never counted.
            case julian(Int)
            /// `n`: 0 to 365, it is.
            case ordinal(Int)
            /// `Mm.w.d`: the w-th weekday d of month m; week 5 is the last.
            case weekday(month: Int, week: Int, weekday: Int)
        }
        var day: Day
        /// Seconds after midnight.
        var time: Int

        /// Local seconds since the epoch at which the change comes in `year`.
        func localSeconds(in year: Int) -> Int64 {
            let date: Int
            switch day {
            case .julian(let number):
                let leapDay = CivilTime.isLeap(year) && number >= 60 ? 1 : 0
                date = CivilTime.day(ofYear: year, 1, 1) + number - 1 + leapDay
            case .ordinal(let number):
                date = CivilTime.day(ofYear: year, 1, 1) + number
            case .weekday(let month, let week, let weekday):
                let first = CivilTime(year: year, month: month, day: 1).weekday
                var day = 1 + (weekday - first + 7) % 7 + (week - 1) * 7
                while day > CivilTime.daysInMonth(month, of: year) { day -= 7 }
                date = CivilTime.day(ofYear: year, month, day)
            }
            return Int64(date) * 86_400 + Int64(time)
        }
    }

    var standard: Period
    /// Daylight saving time with its begin and end; nil where there is none.
    var saving: (period: Period, begin: Change, end: Change)?

    static func == (left: ZoneRule, right: ZoneRule) -> Bool {
        left.standard == right.standard && left.saving?.period == right.saving?.period
            && left.saving?.begin == right.saving?.begin && left.saving?.end == right.saving?.end
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(standard)
        hasher.combine(saving?.period)
    }

    /// The changes of a year in the order of time.
    func changes(in year: Int) -> [Zone.Change] {
        guard let saving else { return [] }
        let begin = Zone.Change(
            at: saving.begin.localSeconds(in: year) - Int64(standard.offset), from: standard.offset,
            to: saving.period.offset)
        let end = Zone.Change(
            at: saving.end.localSeconds(in: year) - Int64(saving.period.offset), from: saving.period.offset,
            to: standard.offset)
        return begin.at < end.at ? [begin, end] : [end, begin]
    }
}

extension ZoneRule {
    /// Reads a rule; nil where it is none.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        var at = 0
        guard let name = Self.abbreviation(bytes, at: &at), let west = Self.time(bytes, at: &at) else {
            return nil
        }
        standard = Period(abbreviation: name, offset: -west)
        if at == bytes.count { return }
        guard let savingName = Self.abbreviation(bytes, at: &at) else { return nil }
        var savingOffset = standard.offset + 3600
        if at < bytes.count, bytes[at] != UInt8(ascii: ",") {
            guard let west = Self.time(bytes, at: &at) else { return nil }
            savingOffset = -west
        }
        let period = Period(abbreviation: savingName, offset: savingOffset)
        if at == bytes.count {
            // No rule is told: that of the United States, as glibc's posixrules has it.
            saving = (
                period, Change(day: .weekday(month: 3, week: 2, weekday: 0), time: 7200),
                Change(day: .weekday(month: 11, week: 1, weekday: 0), time: 7200)
            )
            return
        }
        guard let begin = Self.change(bytes, at: &at), let end = Self.change(bytes, at: &at),
            at == bytes.count
        else { return nil }
        saving = (period, begin, end)
    }

    private static func abbreviation(_ bytes: [UInt8], at: inout Int) -> String? {
        let quoted = at < bytes.count && bytes[at] == UInt8(ascii: "<")
        if quoted { at += 1 }
        let start = at
        while at < bytes.count {
            let byte = bytes[at]
            let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
            let isSignOrDigit =
                byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            guard isLetter || (quoted && isSignOrDigit) else { break }
            at += 1
        }
        let name = String(decoding: bytes[start..<at], as: UTF8.self)
        if quoted {
            guard at < bytes.count, bytes[at] == UInt8(ascii: ">") else { return nil }
            at += 1
        }
        return name.utf8.count >= 3 ? name : nil
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private static func time(_ bytes: [UInt8], at: inout Int) -> Int? {
        var sign = 1
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
            sign = bytes[at] == UInt8(ascii: "-") ? -1 : 1
            at += 1
        }
        guard let hours = number(bytes, at: &at), hours <= 167 else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where at < bytes.count && bytes[at] == UInt8(ascii: ":") {
            at += 1
            guard let part = number(bytes, at: &at), part < 60 else { return nil }
            seconds += part * unit
        }
        return sign * seconds
    }

    private static func change(_ bytes: [UInt8], at: inout Int) -> Change? {
        guard at < bytes.count, bytes[at] == UInt8(ascii: ",") else { return nil }
        at += 1
        guard at < bytes.count else { return nil }
        let day: Change.Day
        switch bytes[at] {
        case UInt8(ascii: "M"):
            at += 1
            guard let month = number(bytes, at: &at), 1...12 ~= month, point(bytes, at: &at),
                let week = number(bytes, at: &at), 1...5 ~= week, point(bytes, at: &at),
                let weekday = number(bytes, at: &at), weekday <= 6
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        case UInt8(ascii: "J"):
            at += 1
            guard let number = number(bytes, at: &at), 1...365 ~= number else { return nil }
            day = .julian(number)
        default:
            guard let number = number(bytes, at: &at), number <= 365 else { return nil }
            day = .ordinal(number)
        }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "/") else { return Change(day: day, time: 7200) }
        at += 1
        guard let time = time(bytes, at: &at) else { return nil }
        return Change(day: day, time: time)
    }

    private static func point(_ bytes: [UInt8], at: inout Int) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: ".") else { return false }
        at += 1
        return true
    }

    private static func number(_ bytes: [UInt8], at: inout Int) -> Int? {
        let start = at
        var value = 0
        while at < bytes.count, bytes[at] &- UInt8(ascii: "0") < 10, at - start < 4 {
            value = value * 10 + Int(bytes[at] - UInt8(ascii: "0"))
            at += 1
        }
        return at > start ? value : nil
    }
}
