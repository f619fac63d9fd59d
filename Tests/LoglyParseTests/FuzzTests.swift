import Foundation
import LoglyShared
import Testing

@testable import logly_parse

/// Mutated lines of every format, as it is and as a user lays it out; `scripts/fuzz` goes on for as long as one likes.
@Suite struct FuzzTests {
    /// A format, or a layout of it.
    struct Target: CustomTestStringConvertible, Sendable {
        var format: FormatName
        var layout: String?
        var isPattern = false

        var testDescription: String { "\(format.rawValue) \(layout ?? "")" }

        func parsing() throws -> Parsing {
            guard let layout else { return Parsing(format: format) }
            if isPattern {
                return Parsing(format: format, layout: .pattern(try Pattern(layout), time: nil))
            }
            let read: LogLayout? =
                switch format {
                case .nginx: .access(try LineTemplate(nginx: layout))
                case .apache: .access(try LineTemplate(apache: layout))
                case .postgresql: .postgresql(try PostgreSQLPrefix(layout))
                default: .python(try LineTemplate(python: layout, time: nil))
                }
            return Parsing(format: format, layout: read)
        }
    }

    static let targets: [Target] =
        FormatName.allCases.map { Target(format: $0) } + [
            Target(
                format: .nginx,
                layout:
                    #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer""#
            ),
            Target(
                format: .nginx,
                layout:
                    #"escape=json '{"t":"$time_iso8601","u":"$remote_user","r":"$request","s":$status,"x":"$http_x"}'"#
            ),
            Target(format: .nginx, layout: "$http_x_forwarded_for|$msec|$request|$status|$upstream_addr"),
            Target(format: .apache, layout: #"%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\""#),
            Target(format: .apache, layout: #"%a [%{%Y-%m-%d %H:%M:%S}t %{%z}t] \"%m %U%q %H\" %>s %B %D"#),
            Target(format: .python, layout: "%(asctime)s - %(name)s - %(levelname)-8s - %(message)s"),
            Target(format: .python, layout: "[{asctime}] {levelname} {message}"),
            Target(
                format: .django, layout: "{levelname} {asctime} {module} {process:d} {thread:d} {message}"),
            Target(format: .python, layout: "${levelname}|$message"),
            Target(format: .postgresql, layout: "%m [%p] %q%u@%d "),
            Target(format: .postgresql, layout: "%t:%r:%u@%d:[%p]: "),
            Target(format: .postgresql, layout: "%n %a|%b|%e|%c|%-10x|"),
            Target(
                format: .generic,
                layout: #"^(?<timestamp>\S+ \S+) \[?(?<level>\w+)\]? (?<message>.*?)( took (?<s>[\d.]+))?$"#,
                isPattern: true),
        ]

    /// A generator whose numbers are the same in every run.
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    static let seeds: [[UInt8]] =
        FormatName.allCases.map { Array($0.example.utf8) }
        + [
            "<34>1 2003-10-11T22:14:15.003Z host su 12 ID47 [ex@1 a=\"b\\\"c\"] m",
            "Nov 22 03:12:01 h sshd[1]: message repeated 5 times: [ Failed password for a from 192.0.2.1 port 1 ssh2]",
            "Nov 22 03:12:01 h kernel: [1.2] [UFW BLOCK] IN=eth0 OUT= SRC=192.0.2.1 DST=192.0.2.2 PROTO=TCP DPT=22",
            "Nov 22 03:12:01 h sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
            "Nov 22 03:12:01 h su: FAILED SU (to root) bob on pts/0",
            "Nov 22 03:12:01 h sshd[1]: User a from b not allowed because c",
            "Nov 22 03:12:01 h useradd[1]: new user: name=bob, UID=1",
            "Nov 22 03:12:01 h systemd[1]: a.service: Failed with result 'b'.",
            "Traceback (most recent call last):\n  File \"x\", line 1, in f\nKeyError: x",
            "2026-11-22 03:12:01 UTC [1] LOG:  duration: 1.5 ms  statement: x\n\ty",
            "2026-11-22 03:12:01 UTC:192.0.2.1(4711):bob@shop:[8]:FATAL:  28P01: no pg_hba.conf entry for host \"a\", user \"b\"",
            "2026-11-22 03:12:01.123 UTC [812] bob@shop/a b@c [77] ERROR:  x",
            "Nov 22 03:12:01 h postgres[812]: [5-1] 2026-11-22 03:12:01.123 UTC [812] bob@shop ERROR:  x",
            PostgreSQLRecordTests.csv,
            #"{"timestamp":"2026-11-22 03:12:01.123 UTC","user":"bob","error_severity":"FATAL","message":"a\"b\u00e4"}"#,
            "a.example:443 192.0.2.1, \"10.0.0.1\" - bob [22/Nov/2026:03:12:01 +0100] \"GET /a HTTP/1.1\" 200 5 \"-\" \"x\"",
            #"{"t":"2026-11-22T03:12:01Z","u":"a\"b","r":"GET /\u0016 HTTP/1.1","s":400,"x":"é"}"#,
            "192.0.2.1, 10.0.0.1|1795317121.123|GET / HTTP/1.1|502|unix:/a",
            "192.0.2.1 [2026-11-22 03:12:01 +0100] \"GET /a?b HTTP/1.1\" 200 5 123",
            "1795317121.123 psql|client backend|42P01|6b08.b|0         | ERROR:  x",
            "[22/Nov/2026 03:12:01] \"GET /?x=\"1\" HTTP/1.1\" 404 12\nNot Found: /\nINFO:     ::1:5 - \"GET / HTTP/1.1\" 200 OK",
            "[pid: 812|app: 0|req: 3/5] 192.0.2.1 (bob) {34 vars in 617 bytes} [Sun Nov 22 03:12:01 2026] GET /x => generated 215 bytes in 68 msecs (HTTP/1.1 500) 9 headers in 373 bytes (1 switches on core 8)",
            "ERROR:a:b\n  + Exception Group Traceback (most recent call last):\n  |   File \"x\", line 1, in f\n  | E: x\n  +-+--- 1 ---",
            "[Sun Nov 22 03:12:01 2026] [a:error] [pid 8:tid 9] (13)Denied: [client ::1:4] AH01617: user b: authentication failure for \"/\"",
            #"{"@timestamp":1795317121123,"log.level":"warn","a":{"b":[1,{"c":null}]},"msg":"x\u0000","exc_info":"T"}"#,
        ].map { Array($0.utf8) }

    static func mutated(_ seed: UInt64) -> [UInt8] {
        var random = Random(state: seed)
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            var line = seeds.randomElement(using: &random) ?? []
            for _ in 0..<Int.random(in: 0...6, using: &random) where !line.isEmpty {
                let at = Int.random(in: 0..<line.count, using: &random)
                switch Int.random(in: 0..<8, using: &random) {
                case 0: line[at] = UInt8.random(in: 0...255, using: &random)
                case 1: line.remove(at: at)
                case 2:
                    line.insert(
                        Array("\" []():=,'\\\n-%{}\t\r".utf8).randomElement(using: &random) ?? 0, at: at)
                case 3: line.removeSubrange(at...)
                case 6:
                    // Another digit where there is one: a byte of all seldom makes `404` to `004`.
                    guard let digit = line[at...].firstIndex(where: { $0 &- 0x30 < 10 }) else { continue }
                    line[digit] = [0x30, 0x31, 0x39].randomElement(using: &random) ?? 0x30
                case 4: line.removeSubrange(..<at)
                case 5:
                    line.insert(contentsOf: (seeds.randomElement(using: &random) ?? []).prefix(30), at: at)
                default: line.insert(contentsOf: line[at...].prefix(20), at: at)
                }
            }
            bytes += line + [0x0A]
        }
        return bytes
    }

    /// No format ever traps; each record is valid JSON in UTF-8; each line that is not blank is in an event; an event that
    /// no rule took holds its lines whole; and where the log is read in pieces makes no difference.
    @Test(arguments: targets)
    func survivesMutation(target: Target) throws {
        let campaign = Campaign()
        let asked = target.format.makeFormat(FormatSettings(zone: .utc, now: .epoch))
        try campaign.forEachSeed { seed in
            let input = Self.mutated(seed)
            campaign.keep(input, of: target)
            var parsing = try target.parsing()
            let (text, progress) = parsing.output(input)
            var isGood = progress.completed == input.count && progress.lines == input.count { $0 == 0x0A }
            let records = text.split(separator: 0x0A)
            isGood = isGood && records.count == progress.events
            // What `auto` finds may be any of them.
            if !asked.hasContinuations, target.format != .auto, target.layout == nil {
                let lines = input.split(separator: 0x0A).filter {
                    !$0.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
                }
                isGood = isGood && progress.events == lines.count
            }
            isGood = isGood && records.allSatisfy { Self.isValid($0) }
            isGood = isGood && Self.unparsedAreWhole(records, of: input)
            parsing.step = Int(seed % 97) + 1
            let pieces = parsing.output(input)
            // `auto` decides by all that is there.
            isGood = isGood && (target.format == .auto || (pieces.0 == text && pieces.1 == progress))
            #expect(
                isGood, "seed \(seed) of \(target.testDescription): \(String(decoding: input, as: UTF8.self))"
            )
            return isGood
        }
    }

    private static func isValid(_ record: ArraySlice<UInt8>) -> Bool {
        guard String(validating: record, as: UTF8.self) != nil else { return false }
        return record.withUnsafeBufferPointer { bytes in
            var at = 0
            return (try? JSONScanning.skipValue(bytes, at: &at)) != nil && at == bytes.count
                && hasEachKeyOnce(bytes)
        }
    }

    /// Of the record and of its `metadata`.
    private static func hasEachKeyOnce(_ object: UnsafeBufferPointer<UInt8>) -> Bool {
        var keys: Set<String> = []
        var at = 1
        while at < object.count, object[at] == 0x22 || object[at] == 0x2C {
            if object[at] == 0x2C { at += 1 }
            let start = at
            guard (try? JSONScanning.skipValue(object, at: &at)) != nil,
                keys.insert(String(decoding: object[start..<at], as: UTF8.self)).inserted
            else { return false }
            at += 1
            let value = at
            guard (try? JSONScanning.skipValue(object, at: &at)) != nil else { return false }
            if object[value] == 0x7B, !hasEachKeyOnce(UnsafeBufferPointer(rebasing: object[value..<at])) {
                return false
            }
        }
        return true
    }

    private static func unparsedAreWhole(_ records: [ArraySlice<UInt8>], of input: [UInt8]) -> Bool {
        let mark = Array("\"unparsed\":true".utf8)
        let whole = String(decoding: input, as: UTF8.self).unicodeScalars.filter { $0 != "\r" }
        for record in records where record.contains(0x22) && Data(record).range(of: Data(mark)) != nil {
            let object = try? JSONSerialization.jsonObject(with: Data(record)) as? [String: Any]
            guard let message = object?["message"] as? String,
                let metadata = object?["metadata"] as? [String: Any]
            else { return false }
            if metadata["unparsed"] as? Bool != true { continue }
            let text = message.unicodeScalars.filter { $0 != "\r" }
            if !String(String.UnicodeScalarView(whole)).utf8Contains(String(String.UnicodeScalarView(text))) {
                return false
            }
        }
        return true
    }
}

extension String {
    fileprivate func utf8Contains(_ text: String) -> Bool {
        text.isEmpty || Data(utf8).range(of: Data(text.utf8)) != nil
    }
}

/// How long and with which seeds: 1000 of them, the same each time; or, told by `scripts/fuzz`, until a time has passed.
private struct Campaign {
    let first: UInt64
    let seconds: Double?
    /// Where the input that is being tried is kept, so that one that traps is not lost.
    let folder: String?

    init() {
        let environment = ProcessInfo.processInfo.environment
        first = environment["LOGLY_FUZZ_SEED"].flatMap { UInt64($0) } ?? 0
        seconds = environment["LOGLY_FUZZ_SECONDS"].flatMap { Double($0) }
        folder = environment["LOGLY_FUZZ_FOLDER"]
    }

    func keep(_ input: [UInt8], of target: FuzzTests.Target) {
        guard let folder else { return }
        let name = target.testDescription.filter { $0.isLetter || $0.isNumber || $0 == "-" }
        try? Data(input).write(to: URL(filePath: "\(folder)/trying-\(name)"))
    }

    /// - Parameter body: false where a seed failed: the first one ends the campaign, its input kept.
    func forEachSeed(_ body: (UInt64) throws -> Bool) rethrows {
        let end = seconds.map { Date(timeIntervalSinceNow: $0) }
        var seed = first
        while end.map({ Date() < $0 }) ?? (seed < first + 1000) {
            if try !body(seed) {
                if let folder {
                    try? Data(FuzzTests.mutated(seed)).write(to: URL(filePath: "\(folder)/failed-\(seed)"))
                }
                return
            }
            seed += 1
        }
    }
}
