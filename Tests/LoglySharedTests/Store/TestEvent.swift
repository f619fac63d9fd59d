import CSQLite
import Foundation

@testable import LoglyShared

/// An event with texts of its own.
struct TestEvent {
    var time = 1_795_000_000.0
    var host = "web"
    var source = "nginx"
    var level = Level.info
    var message = "m"
    var address: String?
    var user: String?
    var service: String?
    var action: String?
    var count: Int64?
    var metadata: String?

    static func some(_ count: Int) -> [TestEvent] { Array(repeating: TestEvent(), count: count) }

    func withBytes(_ body: (NewEvent) throws -> Void) rethrows {
        let texts = [host, source, message, address, user, service, action, metadata].map { text in
            text.map { Array($0.utf8) }
        }
        var kept: [UnsafeMutableBufferPointer<UInt8>?] = []
        for text in texts {
            kept.append(
                text.map { bytes in
                    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
                    _ = buffer.initialize(from: bytes)
                    return buffer
                })
        }
        defer { for buffer in kept { buffer?.deallocate() } }
        var event = NewEvent()
        event.timestamp = time
        event.level = level
        event.count = count
        event.host = UnsafeBufferPointer(kept[0]!)
        event.source = UnsafeBufferPointer(kept[1]!)
        event.message = UnsafeBufferPointer(kept[2]!)
        event.ipAddress = kept[3].map { UnsafeBufferPointer($0) }
        event.user = kept[4].map { UnsafeBufferPointer($0) }
        event.service = kept[5].map { UnsafeBufferPointer($0) }
        event.action = kept[6].map { UnsafeBufferPointer($0) }
        event.metadata = kept[7].map { UnsafeBufferPointer($0) }
        try body(event)
    }

    var insertion: String {
        func text(_ value: String?) -> String {
            guard let value else { return "NULL" }
            return "CAST(x'" + value.utf8.map { String(format: "%02x", $0) }.joined() + "' AS TEXT)"
        }
        return """
            INSERT INTO log_events (timestamp, host, source, level, message, ip_address, user, service, action,
                count, metadata) VALUES (\(time), \(text(host)), \(text(source)), '\(level.name)', \(text(message)),
                \(text(address)), \(text(user)), \(text(service)), \(text(action)),
                \(count.map { "\($0)" } ?? "NULL"), \(text(metadata)));
            """
    }
}

/// Makes events as logs have them, and as nobody would write them: each maker repeats what it likes.
struct EventMaker {
    private static let odd = [
        "", "0", "-1", "007", "12345678901234567890", "%s", "100%", "%.0s%d", "a\u{0}b", "\u{0}", "ä€🙂", "'",
        "\"",
        "\\", "\\u0000", "true", "null", "-17", String(repeating: "x", count: 600),
        String(repeating: "long ", count: 3000), "1.5", "9e99", "{", "}", ",",
    ]

    private let texts: [String]
    private let keys: [String]

    init(using random: inout Random) {
        texts = Self.odd + (0..<20).map { _ in Self.word(&random) }
        keys =
            ["method", "path", "status", "protocol", "hostname", "pid", "bytes", "pam", "a%", "k\\n", ""]
            + (0..<6).map { _ in Self.word(&random) }
    }

    private static func word(_ random: inout Random) -> String {
        String(
            (0..<Int.random(in: 1...30, using: &random)).map { _ in
                "abcdef /?=.-0123456789".randomElement(using: &random)!
            })
    }

    private func text(_ random: inout Random) -> String {
        Bool.random(using: &random) ? texts.randomElement(using: &random)! : Self.word(&random)
    }

    private func quoted(_ text: String) -> String {
        var out = OutputBuffer()
        out.append(jsonString: text)
        return out.string
    }

    func event(_ random: inout Random) -> TestEvent {
        var event = TestEvent()
        switch Int.random(in: 0..<4, using: &random) {
        case 0: event.time += Double(Int.random(in: -2_000_000...2_000_000, using: &random))
        case 1: event.time += Double(Int.random(in: 0..<1_000_000, using: &random)) / 1e6
        case 2:
            event.time = [0, -1, -1.25, -62_135_596_800, 253_402_300_799, 253_402_300_798.5]
                .randomElement(using: &random)!
        default: break
        }
        event.host = ["web", "db", "", "a\u{0}"].randomElement(using: &random)!
        event.source = ["nginx", "auth", "%s", ""].randomElement(using: &random)!
        event.level = Level.allCases.randomElement(using: &random)!
        event.message = text(&random)
        if Bool.random(using: &random) {
            event.address =
                [
                    "192.0.2.1", "255.255.255.255", "0.0.0.0", "128.0.0.1", "127.255.255.255", "01.2.3.4",
                    "256.1.1.1",
                    "1.2.3", "1.2.3.4.5", "1..2.3", "::1", "fe80::1%eth0",
                    "2001:db8::192.0.2.1", "2001:DB8:0:0:0:0:0:1", "::ffff:192.0.2.1", "", "1.2.3.4 ",
                    "10.0.0.",
                ].randomElement(using: &random)!
        }
        if Bool.random(using: &random) { event.user = text(&random) }
        if Bool.random(using: &random) {
            event.service = ["sshd", "", "%s", text(&random)].randomElement(using: &random)!
        }
        event.action = (Action.allCases.map { $0.rawValue } + ["", "other", nil, nil]).randomElement(
            using: &random)!
        if Int.random(in: 0..<4, using: &random) == 0 { event.count = .random(in: 0...5, using: &random) }
        switch Int.random(in: 0..<5, using: &random) {
        case 0: setRequest(&event, &random)
        case 1: break
        default: event.metadata = object(&random)
        }
        return event
    }

    private func setRequest(_ event: inout TestEvent, _ random: inout Random) {
        let method = ["GET", "POST", "M-SEARCH", "%"].randomElement(using: &random)!
        let status = ["200", "404", "500", "2000", "12345"].randomElement(using: &random)!
        let path = Bool.random(using: &random) ? "/" + Self.word(&random) : text(&random)
        event.message = "\(method) \(path) \(status)"
        let before = Int.random(in: 0..<5, using: &random) == 0 ? "\"x\":1," : ""
        event.metadata = """
            {\(before)"method":\(quoted(method)),"path":\(quoted(path)),"protocol":"HTTP/1.1","status":\(status),\
            "bytes":\(Int.random(in: 0..<100_000, using: &random)),"referer":\(quoted(text(&random)))}
            """
    }

    private func object(_ random: inout Random) -> String {
        let count = Int.random(in: 0...9, using: &random)
        let space = Int.random(in: 0..<10, using: &random) == 0 ? " " : ""
        let members = (0..<count).map { index in
            // The keys of an object mostly come in the same order.
            let key =
                Int.random(in: 0..<8, using: &random) == 0 ? keys.randomElement(using: &random)! : keys[index]
            let value: String
            switch Int.random(in: 0..<10, using: &random) {
            case 0: value = ["true", "false", "null"].randomElement(using: &random)!
            case 1:
                value = [
                    "0", "-0", "1.50", "1e5", "-12", "0.1", "123456789012345678901", "9223372036854775807",
                    "999999999999999999", "1000000000000000000", "-9223372036854775808", "1e-400",
                ].randomElement(
                    using: &random)!
            case 2, 3: value = "\(Int.random(in: 0...100_000, using: &random))"
            case 4: value = ["[1,2]", "{\"a\":{}}", "[\"}\"]"].randomElement(using: &random)!
            default: value = quoted(text(&random))
            }
            return "\(quoted(key)):\(space)\(value)"
        }
        return "{" + members.joined(separator: ",") + "}" + (space.isEmpty ? "" : "\n")
    }
}

/// SQLite without anything of Logly's.
final class PlainDatabase {
    private var handle: OpaquePointer?

    init(_ path: String) {
        try? FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        sqlite3_open(path, &handle)
    }

    deinit { sqlite3_close(handle) }

    @discardableResult
    func rows(_ sql: String) throws -> [String] {
        var rows: [String] = []
        let code = withUnsafeMutablePointer(to: &rows) { rows in
            sqlite3_exec(
                handle, sql,
                { context, count, values, _ in
                    let row = (0..<Int(count)).map { values?[$0].map { String(cString: $0) } ?? "NULL" }
                    context!.assumingMemoryBound(to: [String].self).pointee.append(row.joined(separator: "|"))
                    return 0
                }, rows, nil)
        }
        if code != SQLITE_OK { throw ToolError(.badData, String(cString: sqlite3_errmsg(handle))) }
        return rows
    }
}
