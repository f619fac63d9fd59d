import LoglyShared

/// What a logging format puts before the message: time, level, logger, process, thread, in an order that is not known.
struct PythonPrefix {
    var time: Timestamp?
    var level: Level?
    var logger = Bytes("")
    var process = Bytes("")
    var thread = Bytes("")

    /// Takes what it knows from the start of a line and returns where the message begins.
    mutating func read(_ line: Bytes, clock: inout LogClock) -> Int {
        var at = 0
        for _ in 0..<8 {
            let start = line.skipSeparators(at)
            guard start < line.count else { return at }
            var end = start
            if time == nil, let found = readTime(line, &end, &clock) {
                time = found
            } else if level == nil, let found = line.levelWord(&end) {
                level = found
            } else if time != nil || level != nil,
                readNumber(line, start, &end) || readLogger(line, start, &end)
            {
                // Taken.
            } else {
                return time == nil && level == nil ? 0 : start
            }
            at = end
        }
        return line.skipSeparators(at)
    }

    private func readTime(_ line: Bytes, _ at: inout Int, _ clock: inout LogClock) -> Timestamp? {
        let isBracketed = line[at] == UInt8(ascii: "[")
        var end = isBracketed ? at + 1 : at
        let time = clock.iso(line, at: &end) ?? runserverTime(line, &end, &clock)
        guard let time else { return nil }
        if isBracketed {
            guard line[safe: end] == UInt8(ascii: "]") else { return nil }
            end += 1
        }
        at = end
        return time
    }

    /// `22/Nov/2026 03:12:01`: the Common Log Format's without an offset.
    private func runserverTime(_ line: Bytes, _ at: inout Int, _ clock: inout LogClock) -> Timestamp? {
        guard line.count - at >= 20, line[at + 2] == 0x2F, line[at + 6] == 0x2F, line[at + 11] == 0x20 else {
            return nil
        }
        // The month's name is read by RFC 3164's rule, the year stands in the line.
        return clock.local(
            year: line.part(at + 7, at + 11), month: line.part(at + 3, at + 6), day: line.part(at, at + 2),
            time: line.part(at + 12, at + 20)
        ).map {
            at += 20
            return $0
        }
    }

    /// `[812]`, or Django's process and thread, each a word of digits.
    private mutating func readNumber(_ line: Bytes, _ start: Int, _ end: inout Int) -> Bool {
        let isBracketed = line[start] == UInt8(ascii: "[")
        let first = isBracketed ? start + 1 : start
        var at = first
        while at < line.count, line[at] &- 0x30 < 10 { at += 1 }
        guard at > first, at - first <= 18 else { return false }
        if isBracketed {
            guard line[safe: at] == UInt8(ascii: "]"), process.count == 0 else { return false }
            process = line.part(first, at)
            end = at + 1
            return true
        }
        // Only behind a module of Django's `verbose`, where two numbers follow each other.
        guard line[safe: at] == 0x20, logger.count > 0 else { return false }
        if process.count == 0 {
            process = line.part(first, at)
        } else if thread.count == 0 {
            thread = line.part(first, at)
        } else {
            return false
        }
        end = at
        return true
    }

    /// A logger's name: in brackets, between separators, or a dotted name before a colon.
    private mutating func readLogger(_ line: Bytes, _ start: Int, _ end: inout Int) -> Bool {
        guard logger.count == 0 else { return false }
        let isBracketed = line[start] == UInt8(ascii: "[")
        let first = isBracketed ? start + 1 : start
        var at = first
        var points = 0
        while at < line.count, line[at].isIdentifierByte || line[at] == 0x2E {
            if line[at] == 0x2E { points += 1 }
            at += 1
        }
        guard at > first, at - first <= 128, line[first] &- 0x30 > 9 else { return false }
        let name = line.part(first, at)
        let isSeparated: Bool
        if isBracketed {
            // `[module:12]` tells the line too.
            if line[safe: at] == 0x3A {
                while at < line.count, line[at] == 0x3A || line[at] &- 0x30 < 10 { at += 1 }
            }
            isSeparated = line[safe: at] == UInt8(ascii: "]")
            end = at + 1
        } else {
            let isColon = line[safe: at] == 0x3A
            let isTight = isColon && line[safe: at + 1].map { $0 != 0x20 } ?? false
            let isKnown =
                name.has("django.") || name.has("gunicorn.") || name.has("celery.") || name.has("uvicorn.")
            isSeparated =
                line.has(" - ", at: at) || line.has(" | ", at: at) || isTight || (isColon && points > 0)
                || (isKnown && line[safe: at] == 0x20)
                || (line[safe: at] == 0x20 && line.hasTwoNumbers(at + 1))
            end = at
        }
        guard isSeparated else { return false }
        logger = name
        return true
    }
}

extension LogClock {
    /// A time of this clock's zone whose parts stand apart.
    func local(year: Bytes, month: Bytes, day: Bytes, time: Bytes) -> Timestamp? {
        guard let year = year.integer, let month = Self.month(named: month), let day = day.integer,
            time.count == 8,
            let hour = time.part(0, 2).integer, let minute = time.part(3, 5).integer,
            let second = time.part(6, 8).integer, time[2] == 0x3A, time[5] == 0x3A
        else { return nil }
        let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return civil.isPossible ? Timestamp(wholeSeconds: zone.second(of: civil)) : nil
    }
}

extension UInt8 {
    var isIdentifierByte: Bool { (self | 0x20) &- 0x61 < 26 || self &- 0x30 < 10 || self == 0x5F }
}

extension UnsafeBufferPointer<UInt8> {
    /// `812 140221 `: a process and a thread.
    fileprivate func hasTwoNumbers(_ start: Int) -> Bool {
        var at = start
        for _ in 0..<2 {
            let first = at
            while at < count, self[at] &- 0x30 < 10 { at += 1 }
            guard at > first, at < count, self[at] == 0x20 else { return false }
            at += 1
        }
        return true
    }
}
