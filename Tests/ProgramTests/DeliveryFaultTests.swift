import Foundation
import Testing

/// What may befall the pipeline, its files and its database: each has a defined end, and the next run catches up.
@Suite struct DeliveryFaultTests {
    /// What it unpacks with has the signal back that it ignores itself: SIGXFSZ, 25.
    @Test func anUnpackerIsStartedWithTheSignalsAsTheyAre() throws {
        let result = try LongLog.play(
            """
            mkdir bin; printf '#!/bin/sh\ngrep SigIgn /proc/self/status >> ignored\nexec /bin/gzip "$@"\n' > bin/gzip
            chmod 755 bin/gzip; gzip app.log; PATH=$PWD/bin:$PATH logly-parse --format syslog app.log.gz | wc -l
            echo $((0x$(cut -f 2 ignored) >> 24 & 1))
            """, lines: 10)
        #expect(result.stdout == "10\n0\n", "\(result.stderr)")
    }

    /// Cut, foreign or newer: refused with nothing changed, by both programs.
    @Test(arguments: [
        (
            "cut",
            "run; sqlite3 logly.db 'PRAGMA wal_checkpoint(TRUNCATE)'; rm -f logly.db-*; truncate -s -4096 logly.db",
            65
        ),
        ("not a database", "echo 'dear diary' > logly.db", 65),
        ("of another program", "sqlite3 logly.db 'CREATE TABLE t(a)'", 65),
        ("newer", "run; sqlite3 logly.db 'PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version=99'", 78),
    ])
    func aDatabaseThatCannotBeUsedIsLeftAsItIs(what: String, make: String, status: Int) throws {
        let result = try LongLog.play(
            """
            { \(make); } > /dev/null
            cp logly.db before
            logly-parse --config c.yaml > out; echo $?; wc -c < out
            echo '{"type":"system","timestamp":1}' | logly-ingest; echo $?
            cmp logly.db before && echo same
            """, lines: 2000)
        #expect(result.stdout == "\(status)\n0\n\(status)\nsame\n", "\(what): \(result.stderr)")
    }

    @Test func aDatabaseOf0BytesIsAnAbsentOne() throws {
        let result = try LongLog.play(": > logly.db; run; echo $?; stored", lines: 10)
        #expect(result.stdout == "0\n10|10\n")
    }

    /// logly-ingest was killed while it made the database: the next logly-parse ended with 77 and left no mark, so that the
    /// log, which was rotated then, was an older one.
    @Test(arguments: ["", "PRAGMA auto_vacuum=2; CREATE TABLE t (a); DROP TABLE t; VACUUM;"])
    func aDatabaseWhoseMakingWasInterruptedIsAnAbsentOne(made: String) throws {
        let result = try LongLog.play(
            """
            sqlite3 x.db "\(made)" "PRAGMA cache_size=1; BEGIN; CREATE TABLE u (a); INSERT INTO u VALUES (zeroblob(1000000))" \
                ".shell cp x.db logly.db; cp x.db-journal logly.db-journal" ROLLBACK
            test -s logly.db-journal || echo no journal
            logly-parse --config c.yaml > /dev/null; echo $?; mv app.log app.log.1; echo 'Nov 22 10:00:00 web app: line 11' > app.log; run; echo $?; run; stored
            """, lines: 10)
        #expect(result.stdout == "0\n0\n11|11\n", "\(result.stderr)")
    }

    /// Who reads a database that is just being made finds none, or all of it: it was told as damaged, as without tables, or
    /// lost its locks when it looked at the file again.
    @Test func aDatabaseThatIsBeingMadeIsAbsentOrWhole() throws {
        let result = try LongLog.play(
            """
            for i in 0 1 2 3 4 5 6 7 8 9; do for j in 0 1 2 3 4 5 6 7 8 9; do
                rm -f logly.db*; logly-ingest < /dev/null & sleep 0.0$i$j
                logly-export logs --since all > out & logly-parse --config c.yaml > events; echo $? >> ends; wait $!; echo $? >> ends; wait
            done; done 2> errors
            sort -u ends | tr '\n' ' '; grep -v 'cannot open.*: nothing is stored in it yet' errors | grep -v 'No such file'
            """, lines: 1)
        // A machine that is busy lets none come early enough.
        #expect(["0 66 ", "0 "].contains(result.stdout), "\(result.stdout)")
    }

    /// Somebody else is making it: SQLite does not wait to turn it to WAL, and left it as it was, without an error.
    @Test func aDatabaseThatIsBeingMadeIsWaitedFor() throws {
        let result = try LongLog.play(
            """
            { echo 'BEGIN IMMEDIATE; CREATE TABLE t (a);'; sleep 1; echo 'ROLLBACK;'; } | sqlite3 logly.db & sleep 0.5
            run; echo $?; wait; stored; sqlite3 logly.db 'PRAGMA journal_mode'
            """, lines: 10)
        #expect(result.stdout == "0\n10|10\nwal\n", "\(result.stderr)")
    }

    /// Either side, at moments that are spread over the run.
    @Test func killedAtAnyMomentTheNextRunCatchesUp() throws {
        let result = try LongLog.play(
            """
            for i in 0 1 2 3 4 5 6 7 8 9; do
                sh -c 'echo $$ > 0; exec logly-parse --config c.yaml' |
                    sh -c 'echo $$ > 1; exec logly-ingest --config c.yaml' &
                sleep 0.0$i; kill -9 $(cat $((i % 2))); sleep 0.2
            done 2> /dev/null
            run; echo $?; stored
            """)
        #expect(result.stdout == "0\n20000|20000\n")
    }

    @Test func twoRunsAtOnceStoreEachLineOnce() throws {
        let result = try LongLog.play(
            """
            { run; echo $? > first; } &
            run; echo $?; until [ -s first ]; do sleep 0.1; done; cat first; stored
            """)
        #expect(result.stdout == "0\n0\n20000|20000\n", "\(result.stderr)")
    }

    /// The second waits for the first as long as for a database, then gives up before it has read anything.
    @Test func theSecondOfTwoRunsGivesUp() throws {
        let result = try LongLog.play(
            """
            { logly-parse --config c.yaml; echo $? > first; } | { sleep 13; logly-ingest; } &
            sleep 1; logly-parse --config c.yaml > out; echo $?; wc -c < out; wait; cat first; stored
            """)
        #expect(result.stdout == "75\n0\n0\n20000|20000\n", "\(result.stderr)")
    }

    /// The power went before the write-ahead log was on the disk: the rows go, and the offset goes along.
    @Test func whatAPowerCutUndoesIsReadAgain() throws {
        let result = try LongLog.play(
            """
            run; sqlite3 logly.db 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null
            seq 101 150 | sed 's/^/Nov 22 10:00:00 web app: line /' >> app.log
            # Who has the database open keeps the last writer from moving the log into it.
            mkfifo hold; sqlite3 logly.db < hold & exec 9> hold; echo 'SELECT count(*) FROM log_events;' >&9; sleep 0.5
            run; cp logly.db lost.db; stored; exec 9>&-; wait; rm -f logly.db*; mv lost.db logly.db
            stored; run; stored
            """, lines: 100)
        #expect(result.stdout == "100\n150|150\n100|100\n150|150\n", "\(result.stderr)")
    }

    /// The write-ahead log lost its end, or has something else there: a part of the last transactions is none of them.
    @Test(arguments: ["truncate -s -1", "truncate -s -4000", "truncate -s -150000", "truncate -s 40", "tear"])
    func whatAPowerCutTearsIsReadAgain(damage: String) throws {
        let result = try LongLog.play(
            """
            tear() { head -c 5000 /dev/zero | dd of=$1 bs=1 seek=$(($(stat -c %s $1) - 9000)) conv=notrunc status=none; }
            run; sqlite3 logly.db 'PRAGMA wal_checkpoint(TRUNCATE)' > /dev/null
            seq 101 15100 | sed 's/^/Nov 22 10:00:00 web app: line /' >> app.log
            mkfifo hold; sqlite3 logly.db < hold & exec 9> hold; echo 'SELECT count(*) FROM log_events;' >&9; sleep 0.5
            run; cp logly.db lost.db; cp logly.db-wal lost.db-wal; exec 9>&-; wait; rm -f logly.db*
            \(damage) lost.db-wal; mv lost.db logly.db; mv lost.db-wal logly.db-wal
            sqlite3 logly.db 'PRAGMA integrity_check; SELECT count(*) < 15100 OR (SELECT count(*) FROM runs) < 2,
                (count(*) - 100) % 5000, sum(length(message) + 26) = (SELECT "offset" FROM log_offsets) FROM log_events'
            run; stored
            """, lines: 100)
        #expect(result.stdout == "100\nok\n1|0|1\n15100|15100\n", "\(result.stderr)")
    }

    /// Some other program has the database for itself.
    @Test func aDatabaseThatIsLockedIsReadLater() throws {
        let result = try LongLog.play(
            """
            run; echo 'Nov 22 10:00:00 web app: line 11' >> app.log
            { echo 'PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE;'; sleep 12; } | sqlite3 logly.db > /dev/null & sleep 0.5
            logly-parse --config c.yaml > out; echo $?; wc -c < out; wait; run; stored
            """, lines: 10)
        #expect(result.stdout == "75\n0\n11|11\n", "\(result.stderr)")
        #expect(result.stderr.contains("still locked after 10 s"), "\(result.stderr)")
    }

    /// What is written after the clock was set back is newer all the same.
    @Test func theClockMayBeSetBack() throws {
        let result = try LongLog.play(
            """
            touch -d '+2 hours' app.log; run
            sqlite3 logly.db 'UPDATE log_offsets SET timestamp = timestamp + 7200'
            cp -p app.log app.log.1; : > app.log; gzip app.log.1
            echo 'Nov 22 10:00:00 web app: line 2001' >> app.log; run
            mv app.log.1.gz app.log.2.gz; mv app.log app.log.1
            echo 'Nov 22 10:00:00 web app: line 2002' >> app.log; run; run; stored
            """, lines: 2000)
        #expect(result.stdout == "2002|2002\n")
        #expect(result.stderr == "")
    }

    /// Space that a writer has reserved, or a hole that it left, is not read byte by byte.
    @Test func aSparseFileOf100GBIsReadAtOnce() throws {
        let result = try LongLog.play(
            """
            truncate -s 100G app.log; run; stored
            echo 'Nov 22 10:00:00 web app: line 11' >> app.log; run; stored
            logly-export status --format json | jq '.sources[0].skipped_bytes > 99e9'
            """, lines: 10)
        #expect(result.stdout == "10|10\n11|11\ntrue\n", "\(result.stderr)")
    }

    @Test func aLineOfAGigabyteIsCut() throws {
        let result = try LongLog.play(
            """
            # Runs a program, and says whether it took less than 64 MiB of memory.
            small() {
                python3 -c 'import resource, subprocess, sys
            status = subprocess.run(sys.argv[1:]).returncode
            small = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 65536
            print(status, "small" if small else "large", file=sys.stderr)' "$@"
            }
            { printf 'Nov 22 10:00:00 web app: '; head -c 1073741824 /dev/zero | tr '\\0' x; echo; } >> app.log
            printf 'Nov 22 10:00:00 web app: a\\0b\\n' >> app.log
            small logly-parse --config c.yaml | small logly-ingest --config c.yaml
            sqlite3 logly.db "SELECT count(*), sum(json_extract(metadata, '$.truncated')), max(length(message)) < 1048576,
                max(hex(message) LIKE '%610062%') FROM log_events"
            """, lines: 1)
        #expect(result.stdout == "3|1|1|1\n")
        #expect(result.stderr == "0 small\n0 small\n")
    }

    @Test(arguments: [("a folder", "mkdir o"), ("in no folder", "touch o; o=o/x")])
    func offsetsThatCannotBeReadAreNoFirstRun(what: String, make: String) throws {
        let result = try LongLog.play(
            "o=o; \(make); logly-parse --config c.yaml --offsets $o > out; echo $?; wc -c < out", lines: 1)
        #expect(result.stdout == "66\n0\n", "\(what)")
    }

    @Test(.enabled(if: getuid() == 0, "only root can be another user"))
    func offsetsThatAreForbiddenAreNoFirstRun() throws {
        let result = try LongLog.play(
            """
            logly-parse --config c.yaml --offsets o | logly-ingest --ack > o; chmod 600 o; chmod 777 .
            setpriv --reuid 61502 --regid 61502 --clear-groups -- \
                $(command -v logly-parse) --config c.yaml --offsets o > out; echo $?; wc -c < out
            """, lines: 1)
        #expect(result.stdout == "66\n0\n")
        #expect(result.stderr.contains("o: Permission denied"), "\(result.stderr)")
    }

    /// The FILE of --offsets grows with every batch and is made shorter by itself; what is torn in it is passed over.
    @Test func theOffsetsAreCompactedAndSurviveATear() throws {
        let result = try LongLog.play(
            """
            far() { logly-parse --config c.yaml --offsets o | logly-ingest --config c.yaml --ack >> o; }
            far; for i in $(seq 2000); do cat o; done | head -c 600000 > p; tail -n 1 o >> p; mv p o
            printf '{"type":"checkpoint","run":"torn' >> o
            echo 'Nov 22 10:00:00 web app: line 2001' >> app.log; far
            test $(wc -c < o) -lt 10000 && echo short; ls o.compact 2>&1 | grep -c 'No such'
            printf '{"type":"checkp' >> o
            echo 'Nov 22 10:00:00 web app: line 2002' >> app.log; far; far; stored
            """, lines: 2000)
        #expect(result.stdout == "short\n1\n2002|2002\n", "\(result.stderr)")
    }

    /// It is a convenience, and read as it is where there is no room beside it, or it is another's.
    @Test(
        .enabled(if: getuid() == 0, "only root can be another user"),
        arguments: [("chmod 755 .", "o.compact~"), ("chmod 777 .; chmod 644 o", "o")])
    func offsetsThatCannotBeMadeShorterAreReadAsTheyAre(how: String, what: String) throws {
        let result = try LongLog.play(
            """
            far() {
                setpriv --reuid 61502 --regid 61502 --clear-groups -- \
                    $(command -v logly-parse) --config c.yaml --offsets o "$@" > out; echo $?
                logly-ingest --config c.yaml --ack < out >> o
            }
            : > o; chmod 666 o; far; yes "$(cat o)" | head -n 2000 > p; cat p > o
            \(how); echo 'Nov 22 10:00:00 web app: line 11' >> app.log; far --verbose
            echo 'Nov 22 10:00:00 web app: line 12' >> app.log; far; stored; ls o.compact*; chmod 777 .; chmod 666 o
            far; test $(wc -c < o) -lt 10000 && echo short
            """, lines: 10)
        #expect(result.stdout == "0\n0\n0\n12|12\n0\nshort\n", "\(result.stderr)")
        #expect(result.stderr.contains("o is not made shorter: cannot write o"), "\(result.stderr)")
        #expect(result.stderr.contains("\(what): Permission denied"), "\(result.stderr)")
    }

    /// What was left by a run that was killed before the file itself was rewritten, in the middle of it, and after it.
    @Test(arguments: [":", "head -c 100 o.compact > o", "cp o.compact o"])
    func aCopyOfTheOffsetsIsReadOnce(how: String) throws {
        let result = try LongLog.play(
            """
            far() { logly-parse --config c.yaml --offsets o | logly-ingest --config c.yaml --ack >> o; echo $?; }
            far; cp o o.compact; \(how); echo 'Nov 22 10:00:00 web app: line 11' >> app.log; far; stored
            ls o.compact; rm o logly.db*; far; stored
            """, lines: 10)
        #expect(result.stdout == "0\n0\n11|11\n0\n11|11\n", "\(result.stderr)")
    }

    /// Over a rotation, a packed file, a hole and a killed run: what was read of all files is what is in them.
    @Test func theLedgerCountsEachByteOnce() throws {
        let result = try LongLog.play(
            """
            run; mv app.log app.log.2; echo 'Nov 22 10:00:00 web app: line 11' >> app.log; mv app.log app.log.1
            echo 'Nov 22 10:00:00 web app: line 12' >> app.log.2; gzip app.log.2
            echo nonsense > app.log; truncate -s 1M app.log; echo 'Nov 22 10:00:00 web app: line 13' >> app.log
            logly-parse --config c.yaml | head -n 2 | logly-ingest
            run; sqlite3 logly.db 'SELECT count(*) FROM runs; SELECT sum(bytes), sum(skipped_bytes) > 1000000,
                sum(parsed), sum(unparsed) FROM run_sources; SELECT count(*) FROM log_events'
            echo "$(zcat -f app.log* | wc -c)"
            """, lines: 10)
        let lines = result.stdout.split(separator: "\n").map(String.init)
        #expect(lines.count == 4, "\(result.stdout)\(result.stderr)")
        guard lines.count == 4 else { return }
        #expect(lines[0] == "2" && lines[1] == "\(lines[3])|1|13|1" && lines[2] == "14", "\(result.stdout)")
    }

    /// Of each file the bytes that a run saw are those that it parsed, could not parse, or had to skip.
    @Test func theLedgerAddsUp() throws {
        let result = try LongLog.play(
            """
            echo nonsense >> app.log; run; echo 'Nov 22 10:00:00 web app: more' >> app.log; run
            sqlite3 logly.db 'SELECT sum(bytes), sum(lines), sum(parsed), sum(unparsed), sum(skipped_bytes) FROM run_sources'
            echo "$(wc -c < app.log)|$(wc -l < app.log)|11|1|0"
            logly-export status --format text | grep -A 3 'Logs in the last 24 hours' | tail -n 1 | tr -s ' '
            """, lines: 10)
        let lines = result.stdout.split(separator: "\n").map(String.init)
        #expect(lines.count == 3 && lines[0] == lines[1], "\(result.stdout)\(result.stderr)")
        #expect(lines.last?.contains(" B 12 11 1 0") == true, "\(result.stdout)")
    }
}
