import Foundation
import Testing

/// What a person sees at a terminal while work takes over a second. The input, the output or the database is held
/// up for longer than that, so that nothing here depends on the machine's speed.
@Suite struct ProgressTests {
    private static let line =
        "Nov 22 03:12:00 web1 sshd[1]: Failed password for root from 192.0.2.1 port 1 ssh2\n"

    /// Runs a line with a terminal for stdin, stdout and stderr, as far as it sends them nowhere else, and gives
    /// what came there.
    private func terminal(_ command: String, in scratch: Scratch) throws -> String {
        try "\(command)\n".write(
            to: scratch.folder.appending(path: "line"), atomically: true, encoding: .utf8)
        let result = try Programs.shell(
            "script -qec 'sh ./line' /dev/null", in: scratch.folder, environment: ["SHELL": "/bin/sh"])
        #expect(result.status == 0)
        return result.stdout
    }

    private func write(_ text: String, _ name: String, in scratch: Scratch) throws {
        try text.write(to: scratch.folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    /// The line is taken away by blanks before what follows it.
    private func isErased(_ shown: String, before next: String, in output: String) -> Bool {
        guard let line = output.range(of: shown), let after = output.range(of: next) else { return false }
        return line.upperBound < after.lowerBound
            && output[line.upperBound..<after.lowerBound].hasSuffix("          \r")
    }

    @Test func logsTellHowMuchOfTheFileIsRead() throws {
        let scratch = try Scratch()
        try write(String(repeating: Self.line, count: 25_000), "log", in: scratch)
        let output = try terminal(
            "logly-parse --format auth log gone | { sleep 1.4; cat > events; }; wc -l < events", in: scratch)
        #expect(output.contains(#/\rlogly-parse: \d+ % of 2 MiB: log/#))
        #expect(isErased(" % of 2 MiB: log", before: "logly-parse: cannot open gone", in: output))
        #expect(output.hasSuffix("25000\r\n"))
    }

    @Test func followedLogsToo() throws {
        let scratch = try Scratch()
        try write(String(repeating: Self.line, count: 25_000), "log", in: scratch)
        try write(
            "logs:\n  sources:\n    mine:\n      path: \(scratch.folder.path)/log\n      format: auth\n", "c",
            in: scratch)
        let output = try terminal(
            "logly-parse --config c --source mine | { sleep 1.4; cat > events; }", in: scratch)
        #expect(output.contains(#/\rlogly-parse: \d+ % of 2 MiB: \/\S+/#))
    }

    @Test func storingTellsTheRows() throws {
        let scratch = try Scratch()
        try write(
            #"{"type":"event","timestamp":1,"source":"a","level":"INFO","message":"m"}"# + "\n", "r",
            in: scratch)
        let command = "{ cat r; sleep 1.4; cat r; sleep 0.5; cat r; } | logly-ingest"
        let output = try terminal(command, in: scratch)
        #expect(isErased("logly-ingest: 1 row", before: "logly-ingest: stored 3 events", in: output))
        #expect(try terminal(command + " --quiet", in: scratch) == "")
    }

    /// Two programs of a pipeline never write over each other: who began keeps the line.
    @Test func aPipelineHasOneLine() throws {
        let scratch = try Scratch()
        try write(Self.line, "log", in: scratch)
        let output = try terminal(
            "{ cat log; sleep 1.4; cat log; sleep 1.2; cat log; } | logly-parse --format auth | logly-ingest",
            in: scratch)
        let programs = output.matches(of: #/\rlogly-(parse: \d|ingest: \d)/#).map { $0.1.prefix(5) }
        #expect(!programs.isEmpty)
        #expect(zip(programs, programs.dropFirst()).count { $0 != $1 } <= 1, "\(output)")
    }

    @Test func rollingUpTellsTheRows() throws {
        let scratch = try Scratch()
        let output = try terminal(
            """
            logly-ingest < /dev/null
            sqlite3 logly.db "INSERT INTO log_events (timestamp, host, source, level, message) \
            SELECT value, 'h', 's', 'INFO', 'm' FROM generate_series(1, 9000)"
            { echo 'BEGIN IMMEDIATE;'; sleep 2; } | sqlite3 logly.db & sleep 0.5
            logly-rollup --now @9000
            """, in: scratch)
        #expect(
            isErased(
                "logly-rollup: rolling up log_events: 4,000 rows", before: "logly-rollup: 4 hours", in: output
            ))
        #expect(output.contains("logly-rollup: 4 hours and days written, 0 rows removed"))
    }

    @Test func tablesTellTheRowsWhereTheyGoElsewhere() throws {
        let scratch = try Scratch()
        let fill = """
            logly-ingest < /dev/null
            sqlite3 logly.db "INSERT INTO log_events (timestamp, host, source, level, message) \
            SELECT value, 'h', 's', 'INFO', 'm' FROM generate_series(1, 9000)"

            """
        let output = try terminal(
            fill + "logly-export logs --since all | { sleep 1.4; cat > out; }; wc -l < out", in: scratch)
        #expect(isErased("logly-export: 4,096 rows", before: "9001", in: output))
    }
}
