import LoglyShared

/// What a file's name tells of its age among the files that one log has been.
struct RotatedName: Equatable, Sendable {
    enum Age: Equatable, Sendable {
        /// `.1`, `.2`: the higher, the older.
        case number(Int)
        /// `-20261122`, `.2026-11-22_03`, `-1763784000`: year to second, and a counter within it; the higher, the newer.
        case date([Int])
        /// Digits in an order that cannot be told (`-22112026`), or a word (`.old`).
        case unknown
    }

    let age: Age
    /// How the file is packed.
    let packing: Packing?

    /// Between which names, in the order of their bytes, those lie that rotation gives to files of `log`: of a folder full of
    /// logs few do.
    static func ranges(of log: String) -> [Range<String>] {
        var ranges = [log..<log + "\u{7F}"]
        // Before the extension: a number or a date, or `.old`.
        for dot in extensions(of: log) {
            for separator in "-._" {
                let stem = "\(log[..<dot])\(separator)"
                ranges += [stem + "0"..<stem + ":", stem + "old"..<stem + "ole"]
            }
        }
        return ranges
    }

    /// Where what logrotate may have as `extension` begins: `.log`, or two parts of a name, `.access.log`.
    private static func extensions(of name: String) -> ArraySlice<String.Index> {
        name.utf8.indices.filter { name.utf8[$0] == 0x2E && $0 > name.startIndex }.suffix(2)
    }

    /// Reads a name as one that rotation gives to files of `log`; nil where it is none.
    ///
    /// Both of logrotate's ways: behind the name (`foo.log-20261122.gz`), and before its extension
    /// (`foo-20261122.log`, `foo.1.log`, `foo.1.access.log`).
    init?(_ name: String, of log: String) {
        let (bare, packing) = Packing.split(name)
        var found: Age?
        if bare == log {
            // `foo.log.gz` itself: packed by hand.
            found = packing == nil ? nil : .unknown
        } else if bare.hasPrefix(log) {
            found = Self.age(bare.dropFirst(log.count))
        } else if bare.utf8.count > log.utf8.count {
            for dot in Self.extensions(of: log) where found == nil {
                let (stem, ending) = (log[..<dot], log[dot...])
                if bare.hasPrefix(stem), bare.hasSuffix(ending) {
                    found = Self.age(bare.dropFirst(stem.count).dropLast(ending.count))
                }
            }
        }
        guard let found else { return nil }
        (self.age, self.packing) = (found, packing)
    }

    /// The logs that a name may be a rotated file of; none where it is no rotated name.
    static func logs(of name: String) -> [String] {
        let bare = Packing.split(name).bare
        var logs = bare == name ? [] : [bare]
        // Behind the name.
        if let cut = suffixStart(bare[...]), age(bare[cut...]) != nil { logs.append(String(bare[..<cut])) }
        // Before the extension.
        for dot in extensions(of: bare) {
            if let cut = suffixStart(bare[..<dot]), age(bare[cut..<dot]) != nil {
                logs.append(String(bare[..<cut]) + bare[dot...])
            }
        }
        return logs
    }

    /// Where the longest end of digits and separators begins, with a separator.
    private static func suffixStart(_ text: Substring) -> Substring.Index? {
        if text.hasSuffix(".old") { return text.index(text.endIndex, offsetBy: -4) }
        var start = text.endIndex
        while start > text.startIndex {
            let before = text.index(before: start)
            guard text[before].isASCII, text[before].isNumber || "-_.T:".contains(text[before]) else { break }
            start = before
        }
        while start < text.endIndex, !"-_.".contains(text[start]) { start = text.index(after: start) }
        return start < text.endIndex && start > text.startIndex ? start : nil
    }

    /// The age in what stands behind a log's name: a separator, then digits.
    private static func age(_ suffix: Substring) -> Age? {
        guard let separator = suffix.first, "-_.".contains(separator) else { return nil }
        if suffix == ".old" { return .unknown }
        let digits = suffix.utf8.filter { $0 >= 0x30 && $0 <= 0x39 }
        let rest = suffix.dropFirst()
        guard rest.first?.isNumber == true, rest.last?.isNumber == true, digits.count <= 24,
            rest.allSatisfy({ $0.isASCII && ($0.isNumber || "-_.T:".contains($0)) })
        else { return nil }
        let groups = rest.split { !$0.isNumber }.map(String.init)
        if groups.count == 1, digits.count <= 4, separator == "." {
            return Int(groups[0]).map { .number($0) }
        }
        guard digits.count >= 6 else { return nil }
        return date(groups).map { .date($0) } ?? .unknown
    }

    /// Year, month, day and what follows, or the day that an epoch's seconds lie in.
    private static func date(_ groups: [String]) -> [Int]? {
        if groups.count == 1, groups[0].utf8.count == 10, groups[0].first == "1",
            let seconds = Int(groups[0]),
            calendar(groups[0].utf8.prefix(8)) == nil
        {
            let time = CivilTime(seconds: Int64(seconds))
            return [time.year, time.month, time.day, time.hour, time.minute, time.second]
        }
        // 20261122, 2026112203, 2026-11-22, each followed by more groups.
        var digits: [UInt8] = []
        var used = 0
        while used < groups.count, digits.count < 8 {
            digits += groups[used].utf8
            used += 1
        }
        guard digits.count >= 8, var fields = calendar(digits.prefix(8)[...]) else { return nil }
        var rest = digits.dropFirst(8)
        for group in groups[used...] {
            guard rest.count + group.utf8.count <= 6, group.utf8.count.isMultiple(of: 2) else { break }
            rest += group.utf8
            used += 1
        }
        while rest.count >= 2, fields.count < 6 {
            fields.append(Int(rest[rest.startIndex] - 0x30) * 10 + Int(rest[rest.startIndex + 1] - 0x30))
            rest = rest.dropFirst(2)
        }
        while fields.count < 6 { fields.append(0) }
        return fields + groups[used...].map { Int($0) ?? 0 }
    }

    private static func calendar(_ digits: some Collection<UInt8>) -> [Int]? {
        guard digits.count == 8 else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100)
        return 1970...2199 ~= year && 1...12 ~= month && 1...31 ~= day ? [year, month, day] : nil
    }
}

/// The programs that unpack rotated logs, by the ending of the file's name.
enum Packing: String, CaseIterable, Sendable {
    case gz, xz, zst, bz2

    var program: String {
        switch self {
        case .gz: "gzip"
        case .xz: "xz"
        case .zst: "zstd"
        case .bz2: "bzip2"
        }
    }

    static func split(_ name: String) -> (bare: String, packing: Packing?) {
        for packing in allCases where name.hasSuffix("." + packing.rawValue) {
            return (String(name.dropLast(packing.rawValue.utf8.count + 1)), packing)
        }
        return (name, nil)
    }
}
