import LoglyShared
import Testing

@Suite struct RecordTests {
    func decode<R: Record>(_ type: R.Type, _ json: String) throws -> R {
        try Array(json.utf8).withUnsafeBufferPointer { line in
            var object = JSONObject()
            try object.read(line)
            return try R(decoding: object, in: line)
        }
    }

    func encode(_ record: some Record) -> String {
        var out = OutputBuffer()
        out.append(record)
        return out.string
    }

    @Test func typeComesFirstAndTheUnknownIsAbsent() {
        var sample = SystemRecord()
        sample.timestamp = Timestamp(microseconds: 1_500_000)
        sample.host = "web\"1"
        sample.cpuPercent = 33.333
        sample.swapTotal = 0
        #expect(
            encode(sample)
                == "{\"type\":\"system\",\"timestamp\":1.5,\"host\":\"web\\\"1\",\"cpu_percent\":33.33,\"swap_total\":0}\n"
        )
    }

    /// decode(encode(r)) == r, over random records of every kind.
    @Test(arguments: 0..<200)
    func survivesTheWire(seed: UInt64) throws {
        func check<R: Record>(_ type: R.Type) throws {
            var filler = RandomFields(random: Random(seed: seed))
            var record = R()
            record.visit(&filler)
            let line = encode(record)
            #expect(encode(try decode(R.self, String(line.dropLast()))) == line)
        }
        try check(SystemRecord.self)
        try check(NetworkRecord.self)
        try check(FilesystemRecord.self)
        try check(InterfaceRecord.self)
        try check(DiskRecord.self)
        try check(AggregateRecord.self)
    }

    @Test(arguments: [
        (#"{"host":"a"}"#, "timestamp is missing"),
        (#"{"timestamp":"1"}"#, "expected a number for timestamp at byte 14"),
        (#"{"timestamp":1e99}"#, "expected seconds since 1970 for timestamp at byte 14"),
        (#"{"timestamp":1,"host":5}"#, "expected a string for host at byte 23"),
        (
            #"{"timestamp":1,"cpu_percent":100.5}"#,
            "expected a share from 0 to 100 for cpu_percent at byte 30"
        ),
        (#"{"timestamp":1,"memory_total":-1}"#, "expected a whole number from 0 for memory_total at byte 31"),
        (
            #"{"timestamp":1,"memory_total":1.5}"#,
            "expected a whole number from 0 for memory_total at byte 31"
        ),
        (#"{"timestamp":1,"load_1min":-0.5}"#, "expected a number from 0 for load_1min at byte 28"),
    ])
    func refuses(json: String, because reason: String) {
        #expect {
            _ = try decode(SystemRecord.self, json)
        } throws: {
            ($0 as? ParseError)?.description == reason
        }
    }

    @Test func ignoresWhatItDoesNotKnow() throws {
        let record = try decode(
            SystemRecord.self, #"{"new":{"a":[1]},"cpu_count":4.0,"timestamp":7,"type":"system","host":null}"#
        )
        #expect(record.cpuCount == 4)
        #expect(record.timestamp == Timestamp(wholeSeconds: 7))
        #expect(record.host == nil)
    }
}

/// Fills each field with a value of its range, or leaves it unknown.
private struct RandomFields: FieldVisitor {
    var random: Random

    mutating func time(_ key: StaticString, _ value: inout Timestamp) {
        value = Timestamp(microseconds: Int64.random(in: 0...4_000_000_000_000_000, using: &random))
    }
    mutating func text(_ key: StaticString, _ value: inout String) {
        value = ["", "/", "eth0", "a\u{0}b", "\"\\\n", "é😀"].randomElement(using: &random)!
    }
    mutating func text(_ key: StaticString, _ value: inout String?) {
        guard Bool.random(using: &random) else { return }
        var text = ""
        self.text(key, &text)
        value = text
    }
    mutating func count(_ key: StaticString, _ value: inout Int64?) {
        value = Bool.random(using: &random) ? Int64.random(in: 0...(.max), using: &random) : nil
    }
    mutating func share(_ key: StaticString, _ value: inout Double?) {
        value = Bool.random(using: &random) ? Double.random(in: 0...100, using: &random) : nil
    }
    mutating func number(_ key: StaticString, _ value: inout Double?) {
        value = Bool.random(using: &random) ? Double.random(in: 0...1e12, using: &random) : nil
    }
}
