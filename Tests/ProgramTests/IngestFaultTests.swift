import Foundation
import Testing

/// What kills, cuts or fills up: each event ends up in the database once.
@Suite(.serialized) struct IngestFaultTests {
    private static let key =
        #""run":"r","host":"h","source":"auth","path":"/l","generation":1,"file":"/l","device":"1","inode":"2","#
        + #""fingerprint":"f""#

    /// Batches of ten events with running numbers, 100 bytes each.
    private static func stream(batches: Int) -> String {
        (0..<batches).map { batch in
            let from = batch * 1000
            let events = (0..<10).map {
                #"{"type":"event","timestamp":\#(batch).5,"host":"h","source":"auth","level":"INFO","#
                    + #""message":"event \#(batch * 10 + $0)","metadata":{"pid":\#($0)}}"# + "\n"
            }
            return #"{"type":"batch",\#(key),"from":\#(from)}"# + "\n" + events.joined()
                + #"{"type":"checkpoint",\#(key),"from":\#(from),"to":\#(from + 1000),"anchor":"a","lines":10}"#
                + "\n"
        }.joined()
    }

    private func run(
        _ command: String, in scratch: Scratch, environment: [String: String] = [:]
    ) throws -> Programs.Result {
        try Programs.shell(command, in: scratch.folder, environment: environment)
    }

    /// How many events there are, how many different ones, and the offset.
    private func stored(in scratch: Scratch) throws -> String {
        try run(
            """
            sqlite3 logly.db 'PRAGMA integrity_check; SELECT count(*), count(DISTINCT message) FROM log_events; \
            SELECT "offset" FROM log_offsets'
            """, in: scratch
        ).stdout
    }

    @Test func killedAtAnyMomentStoresEachEventOnce() throws {
        let scratch = try Scratch()
        let batches = 3000
        try Self.stream(batches: batches).write(
            to: scratch.folder.appending(path: "s"), atomically: true, encoding: .utf8)
        // Killed after what is a random part of the stream, as it comes in pieces.
        for seed in 0..<12 {
            let bytes = 50_000 + (seed * 7_919_003) % 4_000_000
            _ = try run(
                """
                mkfifo pipe; logly-ingest < pipe & { head -c \(bytes) s; kill -9 $!; sleep 0.05; } > pipe 2>&1
                wait; rm pipe
                """, in: scratch)
        }
        // One that is killed before it has made its database may have left none.
        let last = try run("logly-ingest s", in: scratch)
        #expect(last.status == 0)
        #expect(last.stderr == "")
        #expect(try stored(in: scratch) == "ok\n\(batches * 10)|\(batches * 10)\n\(batches * 1000)\n")
    }

    @Test func twoOnTheSameStreamStoreItOnce() throws {
        let scratch = try Scratch()
        try Self.stream(batches: 2000).write(
            to: scratch.folder.appending(path: "s"), atomically: true, encoding: .utf8)
        let both = try run("logly-ingest s & logly-ingest s; a=$?; wait $! && exit $a", in: scratch)
        #expect(both.status == 0)
        #expect(both.stderr == "")
        #expect(try stored(in: scratch) == "ok\n20000|20000\n2000000\n")
    }

    /// Wherever the stream is cut, what is stored is a whole number of batches, and the next run brings the rest.
    @Test func aPipeThatIsCutAnywhereLosesNothing() throws {
        let stream = Self.stream(batches: 3)
        let scratch = try Scratch()
        try stream.write(to: scratch.folder.appending(path: "s"), atomically: true, encoding: .utf8)
        for length in stride(from: 1, to: stream.utf8.count, by: 379) {
            let result = try run(
                "rm -f logly.db*; head -c \(length) s | logly-ingest; sqlite3 logly.db 'SELECT count(*) % 10 FROM log_events'",
                in: scratch)
            #expect(result.stdout == "0\n", "cut at \(length)")
            #expect(try run("logly-ingest s", in: scratch).status == 0)
            #expect(try stored(in: scratch) == "ok\n30|30\n3000\n", "cut at \(length)")
        }
    }

    @Test func aFullDiskEndsItAndTheNextRunCatchesUp() throws {
        try #require(getuid() == 0, "only root can mount a small file system")
        let scratch = try Scratch()
        try Self.stream(batches: 3000).write(
            to: scratch.folder.appending(path: "s"), atomically: true, encoding: .utf8)
        let result = try run(
            """
            mkdir disk && mount -t tmpfs -o size=2m tmpfs disk || exit 99
            logly-ingest --ack --database disk/logly.db s > acks; full=$?
            sqlite3 disk/logly.db 'PRAGMA integrity_check; SELECT count(*) = "offset" / 100 FROM log_events, log_offsets'
            mount -o remount,size=64m disk
            tail -n 1 acks | jq .to > acked; sqlite3 disk/logly.db 'SELECT "offset" FROM log_offsets' > kept
            [ ! -s acks ] || cmp acked kept
            logly-ingest --database disk/logly.db s; again=$?
            sqlite3 disk/logly.db 'SELECT count(*), count(DISTINCT message) FROM log_events'
            umount disk; echo $full $again
            """, in: scratch)
        #expect(result.status != 99)
        #expect(result.stdout == "ok\n1\n30000|30000\n74 0\n", "\(result.stderr)")
    }

    @Test func aLockedDatabaseIsWaitedForAndThenGivenUp() throws {
        let scratch = try Scratch()
        try Self.stream(batches: 3).write(
            to: scratch.folder.appending(path: "s"), atomically: true, encoding: .utf8)
        let result = try run(
            """
            logly-ingest < /dev/null
            { echo 'BEGIN IMMEDIATE;'; sleep 12; } | sqlite3 logly.db & sleep 0.5
            logly-ingest s; echo $?; wait; logly-ingest s; echo $?
            """, in: scratch)
        #expect(result.stdout == "75\n0\n")
        #expect(result.stderr.contains("still locked after 10 s"))
        #expect(try stored(in: scratch) == "ok\n30|30\n3000\n")
    }

    /// While input is waited for no transaction is open, and what came is stored within a second or so.
    @Test func whatHasComeIsCommittedWhileInputPauses() throws {
        let scratch = try Scratch()
        let result = try run(
            """
            logly-ingest < /dev/null
            { echo '{"type":"system","timestamp":1}'; printf '{"type":"sys'; sleep 3; } | logly-ingest 2> /dev/null &
            for i in $(seq 28); do
                sqlite3 logly.db 'BEGIN IMMEDIATE; COMMIT; SELECT count(*) FROM system_metrics' | grep 1 && break
                sleep 0.1
            done; wait
            """, in: scratch)
        #expect(result.stdout == "1\n")
    }
}
