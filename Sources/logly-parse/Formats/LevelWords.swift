import LoglyShared

/// The level that the words of a text suggest, where nothing says it outright.
///
/// Only whole words count: `fail2ban`, `terraform`, `interrupt`, `error.log` and `no errors` are no errors.
enum LevelWords {
    /// The gravest level of the words in `text`; nil where there is none.
    static func level(in text: Bytes) -> Level? {
        var found: Level?
        var at = 0
        // The beginning of a long text says what it is about.
        let end = min(text.count, 2048)
        var isStart = true
        while at < end {
            let byte = text[at]
            if isStart {
                // The letters that a word of a level begins with.
                switch byte | 0x20 {
                case 0x65, 0x66, 0x63, 0x70, 0x77, 0x61:
                    if let level = word(text, at), found.map({ $0 < level }) ?? true, !isNegated(text, at) {
                        found = level
                    }
                default: break
                }
            }
            isStart = !isWordByte(byte)
            at += 1
        }
        return found
    }

    private static func word(_ text: Bytes, _ start: Int) -> Level? {
        var end = start
        while end < text.count, isWordByte(text[end]), end - start < 10 { end += 1 }
        // `error.log`, `error_log()` and `errors/` name things.
        if end < text.count, text[end] == 0x2E, end + 1 < text.count, isWordByte(text[end + 1]) { return nil }
        if end < text.count, text[end] == 0x2F || text[end] == 0x28 || text[end] == 0x3D { return nil }
        let word = text.part(start, end)
        switch word.count {
        case 3: return word.equalsIgnoringCase("err") ? .error : nil
        case 4:
            return word.equalsIgnoringCase("warn")
                ? .warning : word.equalsIgnoringCase("crit") ? .critical : nil
        case 5:
            if word.equalsIgnoringCase("error") { return .error }
            return word.equalsIgnoringCase("fatal") || word.equalsIgnoringCase("panic")
                || word.equalsIgnoringCase("alert") || word.equalsIgnoringCase("emerg") ? .critical : nil
        case 6: return word.equalsIgnoringCase("errors") ? .error : nil
        case 7: return word.equalsIgnoringCase("warning") ? .warning : nil
        case 8:
            if word.equalsIgnoringCase("critical") { return .critical }
            return word.equalsIgnoringCase("warnings") ? .warning : nil
        case 9: return word.equalsIgnoringCase("emergency") ? .critical : nil
        default: return nil
        }
    }

    /// `no errors`, `0 errors`, `without error`.
    private static func isNegated(_ text: Bytes, _ start: Int) -> Bool {
        guard start >= 2, text[start - 1] == 0x20 else { return false }
        let before = text.part(0, start - 1)
        let begin = (before.findLast(0x20, before: before.count) ?? -1) + 1
        let word = before.rest(begin)
        return word.equalsIgnoringCase("no") || word.equals("0") || word.equalsIgnoringCase("without")
            || word.equalsIgnoringCase("non")
    }

    @inline(__always)
    private static func isWordByte(_ byte: UInt8) -> Bool {
        // `-`, `_`, `/`, `.` and digits join words to names.
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x2D < 13 || byte == 0x5F || byte >= 0x80
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Compares with a text in lower case.
    func equalsIgnoringCase(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for at in 0..<count where self[at] | 0x20 != text.utf8Start[at] { return false }
        return true
    }

    func equalsIgnoringCase(_ text: Bytes) -> Bool {
        guard count == text.count else { return false }
        for at in 0..<count where self[at] | 0x20 != text[at] { return false }
        return true
    }
}
