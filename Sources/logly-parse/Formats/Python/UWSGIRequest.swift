import LoglyShared

/// A request as uWSGI logs it by default; see uwsgi_logit_simple in core/logging.c.
///
///     [pid: 812|app: 0|req: 3/5] 203.0.113.7 (bob) {34 vars in 617 bytes} [Sun Nov 22 03:12:01 2026]
///     GET /x => generated 215 bytes in 68 msecs (HTTP/1.1 200) 9 headers in 373 bytes (1 switches on core 8)
///
/// The path is the client's to choose: what stands behind it is found from the end.
enum UWSGIRequest {
    static func begins(_ line: Bytes) -> Bool { processStart(line) != nil }

    /// Reads a request; false, with the event as it was, where the line is none.
    static func read(_ line: Bytes, clock: inout LogClock, into event: inout LogEvent) -> Bool {
        guard let start = processStart(line), let bar = line.find(UInt8(ascii: "|"), start),
            let peer = line.find("] ", bar).map({ $0 + 2 }), let open = line.find(" (", peer),
            let vars = line.find(") {", open), let bracket = line.find("} [", vars).map({ $0 + 3 }),
            line.has("] ", at: bracket + 24), let time = clock.ctime(line.part(bracket, bracket + 24)),
            let end = line.findLast(" => generated "), end > bracket + 26,
            let paren = line.find(" (", end).map({ $0 + 1 }), let close = line.find(UInt8(ascii: ")"), paren)
        else { return false }
        let answer = line.part(paren + 1, close)
        guard let space = answer.find(0x20), answer.rest(space + 1).count == 3,
            answer.rest(space + 1).isDigits
        else {
            return false
        }
        event.rule = "uwsgi"
        event.timestamp = time
        event.action = .httpRequest
        event.setAddress(line.part(peer, open))
        event.user = line.part(open + 2, vars)
        event.add("pid", number: line.part(start, bar))
        let request = line.part(bracket + 26, end)
        event.message = request
        let method = request.find(0x20) ?? request.count
        event.add("method", request.part(0, method))
        if method < request.count { event.add("path", request.rest(method + 1)) }
        event.add("protocol", answer.part(0, space))
        event.messageEnd = answer.rest(space + 1)
        event.setStatus(answer.rest(space + 1))
        let size = end + 14
        event.add("bytes", number: line.part(size, line.digits(from: size)))
        readDuration(line.part(line.digits(from: size), paren), into: &event)
        return true
    }

    /// ` bytes in 68 msecs `, or `micros`; in seconds, as the wire has them.
    private static func readDuration(_ text: Bytes, into event: inout LogEvent) {
        var at = 0
        guard text.skip(" bytes in ", at: &at) else { return }
        let end = text.digits(from: at)
        guard let number = text.part(at, end).integer, number < 1 << 40 else { return }
        if text.has(" msecs", at: end) {
            event.add("duration", microseconds: Int64(number) * 1000)
        } else if text.has(" micros", at: end) {
            event.add("duration", microseconds: Int64(number))
        }
    }

    /// Where the number of the process stands; a report of the memory may come before it.
    private static func processStart(_ line: Bytes) -> Int? {
        if line.has("[pid: ") { return 6 }
        guard line.has("{address space usage: ") else { return nil }
        return line.find("} [pid: ").map { $0 + 8 }
    }
}

extension LogClock {
    /// `Sun Nov 22 03:12:01 2026`, as ctime(3) writes it.
    fileprivate func ctime(_ text: Bytes) -> Timestamp? {
        guard text.count == 24, text[3] == 0x20, text[7] == 0x20, text[10] == 0x20, text[19] == 0x20 else {
            return nil
        }
        let day = text[8] == 0x20 ? text.part(9, 10) : text.part(8, 10)
        return local(year: text.part(20, 24), month: text.part(4, 7), day: day, time: text.part(11, 19))
    }
}
