import Foundation
import Testing

/// A disk that is full, under each of the files that are written: 74, no half batch, and the next run catches up.
@Suite struct FullDiskTests {
    /// The stream is cut in the middle, and what is stored of it is a whole number of batches.
    @Test func aFullDiskUnderStdoutIs74() throws {
        let result = try LongLog.play(
            """
            ( ulimit -f 600; logly-parse --config c.yaml > out ); echo $?
            logly-ingest < out; echo $?; run; echo $?; stored
            """)
        #expect(result.stdout == "74\n65\n0\n20000|20000\n")
        #expect(result.stderr.contains("logly-parse: cannot write stdout: File too large"))
    }

    /// The WAL is what grows first.
    @Test(arguments: [64, 512, 2000])
    func aFullDiskUnderTheDatabaseIs74(blocks: Int) throws {
        let result = try LongLog.play(
            """
            logly-ingest < /dev/null
            logly-parse --config c.yaml > out
            ( ulimit -f \(blocks); logly-ingest < out ); echo $?
            sqlite3 logly.db 'PRAGMA integrity_check; SELECT count(*) < 20000 AND count(*) % 5000 = 0 FROM log_events'
            run; echo $?; stored
            """)
        #expect(result.stdout == "74\nok\n1\n0\n20000|20000\n", "\(result.stderr)")
    }

    /// Each says why it ends, where the signal SIGXFSZ would end it without a word.
    @Test func aLimitOnTheSizeOfFilesIsAFullDisk() throws {
        let result = try LongLog.play(
            """
            run; limited() { ( ulimit -f 0; "$@" > out 2> /dev/full ); echo $? $(wc -c < out); }
            limited logly-sample system; limited logly-parse --format syslog app.log; limited logly-analyze --health
            limited logly-export logs --since all; limited logly-rollup --emit
            echo '{"type":"system","timestamp":1}' > line; rm logly.db*; limited logly-ingest line
            """, lines: 10)
        #expect(result.stdout == String(repeating: "74 0\n", count: 6), "\(result.stderr)")
    }

    /// With a disk of its own, which has room for as many KiB as `room` is told.
    private func play(_ steps: String, lines: Int = 20_000) throws -> Programs.Result {
        let words = """
            mkdir disk; trap 'umount disk' EXIT; mount -t tmpfs none disk || exit 99
            room() { mount -o remount,size=$1k disk; }
            far() { logly-parse --config c.yaml --offsets $1 | logly-ingest --config c.yaml --ack --verbose >> $2; echo $?; }

            """
        return try LongLog.play(words + steps, lines: lines)
    }

    @Test(.enabled(if: getuid() == 0, "only root can mount a small file system"))
    func aSpoolOnAFullDiskIsCut() throws {
        let result = try play(
            """
            room 300; logly-parse --config c.yaml > disk/out; echo $?; logly-ingest < disk/out; echo $?; run; stored
            """)
        #expect(result.stdout == "74\n65\n20000|20000\n", "\(result.stderr)")
        #expect(result.stderr.contains("logly-parse: cannot write stdout: No space left on device"))
    }

    /// From a disk that takes no more than the write-ahead log, to one where that is moved into the database some times
    /// before this has no room to grow.
    @Test(
        .enabled(if: getuid() == 0, "only root can mount a small file system"),
        arguments: [2000, 4300, 5000, 6000])
    func aDatabaseOnAFullDiskHasWholeBatches(size: Int) throws {
        let result = try play(
            """
            logly-parse --config c.yaml > out; room \(size); logly-ingest --database disk/logly.db < out; echo $?
            sqlite3 disk/logly.db 'PRAGMA integrity_check; SELECT count(*) > 0, count(*) < 100000, count(*) % 5000,
                sum(length(message) + 26) = (SELECT "offset" FROM log_offsets) FROM log_events'
            room 64000; logly-ingest --database disk/logly.db < out; echo $?
            sqlite3 disk/logly.db 'PRAGMA integrity_check; SELECT count(*), count(DISTINCT message) FROM log_events'
            """, lines: 100_000)
        #expect(result.stdout == "74\nok\n1|1|0|1\n0\nok\n100000|100000\n", "\(result.stderr)")
    }

    /// After the first answer that finds no room nothing more is stored; what was is sent again, and counted as a repeat.
    @Test(.enabled(if: getuid() == 0, "only root can mount a small file system"))
    func answersThatFindNoRoomAreGivenAgain() throws {
        let result = try play(
            """
            touch o; far o /dev/full; : > disk/o; room 100; dd if=/dev/zero of=disk/rest bs=1k 2> /dev/null
            far disk/o disk/o; rm disk/rest; far disk/o disk/o; far disk/o disk/o; stored
            """)
        #expect(result.stdout == "74\n74\n0\n0\n20000|20000\n", "\(result.stderr)")
        #expect(result.stderr.contains("cannot write stdout: No space left on device"), "\(result.stderr)")
        #expect(
            result.stderr.contains("stored 15000 events and 1 other record; 1 batch was stored already"),
            "\(result.stderr)")
    }

    /// The FILE of `--offsets` has grown, and beside it there is no room to make it shorter.
    @Test(.enabled(if: getuid() == 0, "only root can mount a small file system"))
    func offsetsThatCannotBeMadeShorterAreReadAsTheyAre() throws {
        let result = try play(
            """
            far disk/o disk/o; yes "$(tail -n 1 disk/o)" | head -n 2000 >> disk/o
            echo 'Nov 22 10:00:00 web app: line 11' >> app.log; room 2000; dd if=/dev/zero of=disk/rest bs=1k 2> /dev/null
            logly-parse --config c.yaml --offsets disk/o --verbose > out; echo $?; logly-ingest < out; rm disk/rest
            test $(wc -c < disk/o) -gt 500000 && echo long; far disk/o disk/o
            test $(wc -c < disk/o) -lt 10000 && echo short; stored
            """, lines: 10)
        #expect(result.stdout == "0\n0\nlong\n0\nshort\n11|11\n", "\(result.stderr)")
        #expect(result.stderr.contains("o is not made shorter: cannot write"), "\(result.stderr)")
        #expect(result.stderr.contains("No space left on device"), "\(result.stderr)")
    }
}
