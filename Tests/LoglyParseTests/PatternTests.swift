import LoglyShared
import Testing

@testable import logly_parse

@Suite struct PatternTests {
    /// The groups of a match as text, `-` for those that took no part; nil where there is no match.
    static func groups(_ pattern: String, _ text: String) throws -> [String]? {
        let pattern = try Pattern(pattern)
        var match = Pattern.Match()
        return Array(text.utf8).withUnsafeBufferPointer { bytes in
            guard pattern.find(in: bytes, &match) else { return nil }
            return (0...pattern.names.count).map {
                match.group($0, of: bytes).map { String(decoding: $0, as: UTF8.self) } ?? "-"
            }
        }
    }

    @Test(arguments: [
        ("a", "xay", ["a"]), ("^a$", "a", ["a"]), ("a|bc|d", "xbcd", ["bc"]),
        ("(a|ab)(c|bcd)", "abcd", ["abcd", "a", "bcd"]),
        ("a*", "aaa", ["aaa"]), ("a*?b", "aab", ["aab"]), ("<(.+?)>", "<a><b>", ["<a>", "a"]),
        ("<(.+)>", "<a><b>", ["<a><b>", "a><b"]), ("a{2,3}", "aaaa", ["aaa"]),
        ("a{2}b{,1}c{1,}", "aabcc", ["aabcc"]),
        ("x{a}", "x{a}", ["x{a}"]), ("[^ \\]]+", "ab] c", ["ab"]), ("[]a-c]+", "b]d", ["b]"]),
        ("[\\d.-]+", "x 1.2-3", ["1.2-3"]), ("[[:alpha:]_]+", "12ab_3", ["ab_"]),
        ("\\bfoo\\b", "afoo foo", ["foo"]),
        ("(?:ab)+(c)?", "ababx", ["abab", "-"]), ("(a*)*b", "aab", ["aab", "aa"]),
        ("(a|b)*c", "abc", ["abc", "b"]),
        ("(?<x>\\w+)=(?P<y>\\S+)", "k=v w", ["k=v", "k", "v"]), ("\\[(.*?)\\]", "[a] [b]", ["[a]", "a"]),
        ("\\x41\\t", "A\t", ["A\t"]), ("()", "", ["", ""]), ("ä+", "ää", ["ä"]),
    ])
    func matches(pattern: String, text: String, groups: [String]) throws {
        // Repeated bytes, not characters: `ä+` repeats the second byte of one.
        #expect(try Self.groups(pattern, text) == groups)
    }

    @Test(arguments: [
        ("^a", "ba"), ("a$", "ab"), ("[^a]", "a"), ("a{3}", "aa"), ("\\d", "x"), ("a.b", "a\nb"),
    ])
    func matchesNot(pattern: String, text: String) throws {
        #expect(try Self.groups(pattern, text) == nil)
    }

    @Test(arguments: [
        "(", ")", "a)", "[a", "*a", "(?=a)", "(?<!a)", "(?<>a)", "(?<a>b", "(?<a>b)(?<a>c)", "a{3,2}",
        "a{2000}",
        "\\", "\\q", "\\1", "[b-a]", "[[:x:]]", "\\xg0", "a++", "(?i)a", "((a{1000}){1000}){1000}",
        String(repeating: "(", count: 200),
    ])
    func refuses(pattern: String) {
        #expect(throws: ParseError.self) { try Pattern(pattern) }
    }

    /// A pattern that could try more ways than there are atoms gives up.
    @Test func givesUp() throws {
        #expect(try Self.groups("(a|a)*(a|a)*(a|a)*b", String(repeating: "a", count: 60)) == nil)
    }

    private func records(
        _ pattern: String, _ lines: String, time: String? = nil
    ) throws -> [[String: Any]] {
        var source = LogSource(name: "s", format: .generic)
        (source.pattern, source.timeFormat) = (pattern, time)
        var parsing = Parsing(format: .generic)
        parsing.layout = try LogLayout(of: source)
        return try parsing.records(lines)
    }

    @Test func namedGroupsAreTheFields() throws {
        let pattern =
            #"^(?<timestamp>\S+ \S+) \[(?<level>\w+)\] (?<service>\w+): (?<action>\w+) of (?<user>.+) from (?<ip_address>\S+): (?<message>.*) took (?<ms>\d+)$"#
        let records = try records(
            pattern,
            "22.11.2026 03:12:01 [warn] shop: failed_login of bob smith from 203.0.113.7: no took 12\nelse\n",
            time: "%d.%m.%Y %H:%M:%S")
        try LineCase(
            .generic, "",
            [
                "timestamp": "1795317121", "level": "WARNING", "service": "shop", "action": "failed_login",
                "user": "bob smith", "ip_address": "203.0.113.7", "message": "no", ".ms": "12",
            ]
        ).check([records[0]])
        try LineCase(.generic, "", ["message": "else", ".unparsed": "1", "timestamp": "1795317121"]).check([
            records[1]
        ])
    }

    @Test(arguments: [
        ("2026-11-22T03:12:01Z x", "1795317121"), ("1795317121.5 x", "1795317121.5"),
        ("22/Nov/2026:03:12:01 x", "1795348800"),
    ])
    func takesCommonTimes(line: String, time: String) throws {
        let records = try records(#"^(?<timestamp>\S+) (?<message>.*)"#, line + "\n")
        #expect("\(records[0]["timestamp"] ?? "")" == time)
    }

    @Test(
        arguments: [
            ("(", nil, nil, "pattern"), ("a", "b", nil, "log_format"), ("a", nil, "%Q", "time_format"),
            (nil, nil, "%Y", "time_format"),
        ] as [(String?, String?, String?, String)])
    func tellsTheKey(pattern: String?, layout: String?, time: String?, key: String) {
        var source = LogSource(name: "s", format: .nginx)
        (source.pattern, source.logFormat, source.timeFormat) = (pattern, layout, time)
        #expect { try LogLayout(of: source) } throws: { ($0 as? LogLayout.Mistake)?.key == key }
    }
}
