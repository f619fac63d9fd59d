import Foundation
import LoglyShared
import Testing

@testable import logly_parse

/// Reads text as a format and gives the records back as JSON objects.
struct Parsing {
    var format: FormatName
    var zone = Zone.utc
    /// 2026-11-22 12:00:00 UTC.
    var now = Timestamp(wholeSeconds: 1_795_348_800)
    var layout: LogLayout?
    /// The name of the source; the format's where it is nil.
    var source: String?
    /// How many bytes the assembler is given at first, and each time more.
    var step = Int.max

    struct Outcome {
        var records: [[String: Any]]
        var text: [UInt8]
        var progress: EventAssembler.Progress
    }

    func records(_ text: String) throws -> [[String: Any]] { try outcome(Array(text.utf8)).records }

    func outcome(_ bytes: [UInt8], at last: EventAssembler.Position = .end) throws -> Outcome {
        let (text, progress) = output(bytes, at: last)
        let lines = text.split(separator: 0x0A).map { Data($0) }
        let records = try lines.map {
            try #require(try JSONSerialization.jsonObject(with: $0) as? [String: Any])
        }
        return Outcome(records: records, text: text, progress: progress)
    }

    /// The written bytes, and all progress added up.
    func output(
        _ bytes: [UInt8], at last: EventAssembler.Position = .end
    ) -> ([UInt8], EventAssembler.Progress) {
        var assembler = EventAssembler(
            format: format.makeFormat(FormatSettings(zone: zone, now: now, layout: layout)), host: "h",
            source: source ?? format.rawValue, fallbackTime: now)
        var out = OutputBuffer()
        var total = EventAssembler.Progress()
        bytes.withUnsafeBufferPointer { all in
            var end = min(step, all.count)
            while true {
                let isLast = end == all.count
                let progress = assembler.read(
                    Bytes(rebasing: all[total.consumed..<end]), at: isLast ? last : .middle, to: &out)
                if progress.completed > 0 { total.completed = total.consumed + progress.completed }
                total.consumed += progress.consumed
                total.lines += progress.lines
                total.events += progress.events
                total.unparsed += progress.unparsed
                if isLast { break }
                end = min(end + step, all.count)
            }
        }
        return (Array(out.bytes), total)
    }
}

/// One line and the fields that its record must have; an empty value means that the field must be absent.
struct LineCase: CustomTestStringConvertible, Sendable {
    var format: FormatName
    var line: String
    var fields: [String: String]

    init(_ format: FormatName, _ line: String, _ fields: [String: String]) {
        (self.format, self.line, self.fields) = (format, line, fields)
    }

    var testDescription: String { "\(format.rawValue): \(line.prefix(100))" }

    func check(zone: Zone = .utc) throws {
        try check(try Parsing(format: format, zone: zone).records(line + "\n"))
    }

    func check(_ records: [[String: Any]]) throws {
        #expect(records.count == 1)
        let record = try #require(records.first)
        let metadata = record["metadata"] as? [String: Any] ?? [:]
        for (key, expected) in fields {
            let value = key.hasPrefix(".") ? metadata[String(key.dropFirst())] : record[key]
            let text = value.map { "\($0)" } ?? ""
            #expect(text == expected, "\(key) of \(line)")
        }
        if fields[".unparsed"] == nil { #expect(metadata["unparsed"] == nil, "\(line)") }
    }
}
