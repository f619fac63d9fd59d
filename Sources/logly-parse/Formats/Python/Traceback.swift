import LoglyShared

/// A traceback of Python: what was raised, and where.
enum Traceback {
    static let opening: StaticString = "Traceback (most recent call last):"

    /// Takes the last exception of the lines that follow a record. The exception becomes `metadata.exception`, with
    /// `exception_message`, `file`, `line` and `function` of the innermost frame; the lines themselves `traceback`.
    ///
    /// - Parameter isBare: there was no record before: the exception is the message.
    static func read(_ text: Bytes, isBare: Bool, into event: inout LogEvent) {
        guard let opening = text.find(opening) else {
            event.add("more", text)
            return
        }
        event.rule = "traceback"
        event.action = .exception
        if event.level < .error { event.level = .error }
        var file: (name: Bytes, line: Bytes, function: Bytes)?
        var exception = Bytes("")
        var frame = file
        var at = opening
        var isOpen = false
        while at < text.count {
            let end = text.find(0x0A, at) ?? text.count
            var line = text.line(at, end)
            at = end + 1
            // An exception group's own lines; those of what it has gathered stand deeper.
            if line.has("  | ") || line.has("  + ") { line = line.rest(4) }
            if line.has(Self.opening) || line.has("Exception Group Traceback") {
                isOpen = true
                frame = nil
            } else if let found = Self.frame(line) {
                frame = found
            } else if isOpen, line.count > 0, line[0].isIdentifierByte {
                exception = line
                file = frame
                isOpen = false
            }
        }
        if exception.count > 0 {
            var end = 0
            while end < exception.count, exception[end].isIdentifierByte || exception[end] == 0x2E {
                end += 1
            }
            event.add("exception", exception.part(0, end))
            if exception.has(": ", at: end) { event.add("exception_message", exception.rest(end + 2)) }
            if isBare { event.message = exception }
        }
        if let file {
            event.add("file", file.name)
            event.add("line", number: file.line)
            event.add("function", file.function)
        }
        event.add("traceback", text)
    }

    /// `  File "/srv/app/views.py", line 12, in index`.
    private static func frame(_ line: Bytes) -> (name: Bytes, line: Bytes, function: Bytes)? {
        let start = line.skipSpaces(0)
        var at = start
        guard start > 0, line.skip("File \"", at: &at), let close = line.find("\", line ", at) else {
            return nil
        }
        let digits = close + 8
        var end = digits
        while end < line.count, line[end] &- 0x30 < 10 { end += 1 }
        let function = line.has(", in ", at: end) ? line.rest(end + 5) : Bytes("")
        return (line.part(at, close), line.part(digits, end), function)
    }
}
