import LoglyShared
import Testing

@Suite struct BatchRecordTests {
    private func decode<R>(
        _ json: String, _ body: (JSONObject, UnsafeBufferPointer<UInt8>) throws -> R
    ) throws -> R {
        try Array(json.utf8).withUnsafeBufferPointer { line in
            var object = JSONObject()
            try object.read(line)
            return try body(object, line)
        }
    }

    private let checkpoint =
        #"{"type":"checkpoint","run":"r","host":"h","source":"auth","path":"/l","generation":3,"file":"/l.1","#
        + #""device":"9223372036854775808","inode":"7","fingerprint":"f","from":0,"to":5120,"anchor":"a","#
        + #""lines":40,"events":38,"unparsed":2,"skipped_bytes":0}"#

    @Test func aCheckpointIsWrittenAsItWasRead() throws {
        let record = try decode(checkpoint) { try CheckpointRecord(decoding: $0, in: $1) }
        #expect(record.batch.generation == 3)
        var out = OutputBuffer()
        out.append(record)
        #expect(out.string == checkpoint + "\n")
    }

    @Test(arguments: ["run", "source", "path", "generation", "fingerprint", "from", "to"])
    func refusesACheckpointWithout(key: String) {
        #expect(throws: ParseError.absent(key)) {
            try decode(checkpoint.replacing("\"\(key)\":", with: "\"no_\(key)\":")) {
                try CheckpointRecord(decoding: $0, in: $1)
            }
        }
    }

    @Test(arguments: [
        "", #"{"source":"a","path":"/a"}"#,
        #"{"source":"a","path":"/a","lines":3,"bytes":90},{"source":"b","path":"/b","status":"absent"}"#,
    ])
    func aRunIsWrittenAsItWasRead(sources: String) throws {
        let json =
            #"{"type":"run","timestamp":1.5,"host":"h","program":"logly-parse","status":0,"seconds":0.25,"#
            + #""sources":[\#(sources)]}"#
        let run = try decode(json) { try RunRecord(decodingWithSources: $0, in: $1) }
        #expect(run.sources.count == sources.count(where: { $0 == "{" }))
        var out = OutputBuffer()
        out.append(run: run)
        #expect(out.string == json + "\n")
    }
}
