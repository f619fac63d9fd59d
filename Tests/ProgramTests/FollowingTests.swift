import Foundation
import Testing

/// `logly-parse | logly-ingest` over a log that is written, rotated and read again: each line once.
@Suite struct FollowingTests {
    private func play(
        _ steps: String, path: String = "app.log", olddir: String? = nil
    ) throws -> Programs.Result {
        try FollowedLog.play(steps, path: path, options: olddir.map { "olddir: \($0)" })
    }

    private func once(_ count: Int) -> String { FollowedLog.once(count) }

    @Test(arguments: [
        ("renamed", "mv app.log app.log.1; write app.log 2; run", 5),
        (
            "renamed and written to late",
            "mv app.log app.log.1; write app.log 1; run; write app.log.1 1; run", 5
        ),
        ("copied and truncated", "cp app.log app.log.1; : > app.log; write app.log 2; run", 5),
        (
            "read between copy and truncation",
            "cp app.log app.log.1; run; : > app.log; write app.log 2; run", 5
        ),
        (
            "truncated after more was written",
            "write app.log 2; cp app.log app.log.1; : > app.log; write app.log 1; run", 6
        ),
        ("dated", "mv app.log app.log-20261122; write app.log 1; run", 4),
        (
            "dated before its extension",
            "write app.log 1; mv app.log app-20261122.log; write app.log 1; run", 5
        ),
        ("numbered before its extension", "write app.log 1; mv app.log app.1.log; write app.log 1; run", 5),
        (
            "packed at once",
            "write app.log 2; gzip app.log; mv app.log.gz app.log.1.gz; write app.log 1; run", 6
        ),
        (
            "packed with a delay",
            "mv app.log app.log.1; write app.log 1; run; mv app.log.1 app.log.2; xz app.log.2; mv app.log app.log.1; write app.log 1; run",
            5
        ),
        (
            "rotated several times between two runs",
            "for j in 3 2 1; do write app.log 2; mv app.log app.log.$j; test $j = 1 || gzip app.log.$j; done; write app.log 1; run",
            10
        ),
        (
            "a first line that was copied long ago, and is asked for",
            "head -n 1 app.log > app.log.1; touch -d '-1 hour' app.log.1; : > app.log; write app.log 1; run --backfill; run",
            4
        ),
        (
            "a first line that was copied, and is asked for",
            "head -n 1 app.log > app.log.1; : > app.log; write app.log 1; run --backfill; run --backfill", 4
        ),
        ("edited", "cp app.log b; mv b app.log; write app.log 1; run", 4),
        ("edited with a backup", "sed -i.old s/none// app.log; write app.log 1; run", 4),
        (
            "edited with a backup when it was long",
            "write app.log 60; run; mv app.log app.log.1; cp -p app.log.1 app.log; write app.log 1; run", 64
        ),
        ("made anew under the same inode", "rm app.log; write app.log 2; run", 5),
        ("emptied", ": > app.log; run; write app.log 2; run", 5),
        ("removed for a while", "mv app.log app.log.1; run; write app.log 1; run", 4),
        (
            "met when its copying had just begun",
            "cp app.log app.log.2; : > app.log; write app.log 4; : > app.log.1; run; head -n 3 app.log > app.log.1; : > app.log; write app.log 1; run",
            8
        ),
        (
            "copied, read further and truncated at once",
            "cp app.log app.log.1; write app.log 1; run; : > app.log; run; write app.log 1; run", 5
        ),
        (
            "copied to two names",
            "mv app.log app.log.1; cp app.log.1 app.log-20261122; write app.log 1; run", 4
        ),
        (
            "emptied with half a line behind it",
            "printf 'Nov 22 10:00:00 web app: li' >> app.log; run; cp app.log app.log.1; : > app.log; write app.log 1; run; echo 'ne 5' >> app.log.1; run",
            5
        ),
        (
            "read in pieces",
            "printf 'Nov 22 10:00:00 web app: li' >> app.log; run; echo 'ne 4' >> app.log; run", 4
        ),
    ])
    func eachLineIsStoredOnce(what: String, steps: String, count: Int) throws {
        let result = try play("write app.log 3; run; run; \(steps); run; run")
        #expect(result.stdout == once(count), "\(what)")
        #expect(result.stderr == "", "\(what)")
    }

    /// Of three files the run stored the oldest, was killed, and that one was removed: nothing that was known was there
    /// any more, and the others had not been written to since.
    @Test func whatAKilledRunHadNotReadYetIsNoOlderFile() throws {
        let result = try play(
            """
            write app.log 2; run; write app.log 1; mv app.log app.log.2; write app.log 2; mv app.log app.log.1
            write app.log 2; sleep 0.05
            logly-parse --config c.yaml | sed '/checkpoint.*"generation":1,/q' | logly-ingest --config c.yaml
            rm app.log.2; run; run
            """)
        #expect(result.stdout == once(7))
        #expect(result.stderr == "")
    }

    /// Nothing of it was committed, and its file was rotated before the next run.
    @Test(arguments: ["", "gzip app.log.1;", "cp app.log.1 b; mv b app.log.1;"])
    func whatAKilledFirstRunMetIsNoOlderFile(then: String) throws {
        let result = try play(
            """
            write app.log.1 2; mv app.log.1 app.log.7; write app.log 3
            logly-parse --config c.yaml > killed
            mv app.log app.log.1; \(then) write app.log 2; run; run; rm app.log.7
            """)
        #expect(result.stdout == "3x1 4x1 5x1 6x1 7x1\n")
    }

    /// A run looked for it before it was there, or before it might be read; then it was rotated.
    @Test(arguments: [
        ("absent", "app.log", "run", "write app.log 2; mv app.log app.log.1; write app.log 1"),
        (
            "absent, packed", "app.log", "run",
            "write app.log 2; gzip app.log; mv app.log.gz app.log.1.gz; write app.log 1"
        ),
        (
            "absent, copied", "app.log", "run",
            "write app.log 2; cp app.log app.log.1; : > app.log; write app.log 1"
        ),
        (
            "absent, twice", "app.log", "run",
            "write app.log 1; mv app.log app.log.2; write app.log 1; mv app.log app.log.1; write app.log 1"
        ),
        (
            "absent, gone again", "app.log", "run",
            "write app.log 2; mv app.log app.log.1; run; write app.log 1"
        ),
        (
            "absent, killed", "app.log", "run",
            "write app.log 2; mv app.log app.log.1; write app.log 1; $killed; mv app.log app.log.2; mv app.log.1 app.log.3; mv app.log.2 app.log.1; mv app.log.3 app.log.2"
        ),
        (
            "of a glob", "*.log", "touch a.log; run; run",
            "write app.log 2; mv app.log app.log.1; write app.log 1"
        ),
        (
            "of a glob, killed", "*.log", "touch a.log; run",
            "write app.log 2; mv app.log app.log.1; write app.log 1; $killed; mv app.log.1 app.log.2; mv app.log app.log.1"
        ),
        (
            "of a glob, first run", "*.log", "write app.log 1; $killed; mv app.log app.log.1; run",
            "write app.log 2"
        ),
    ])
    func whatWasLookedForBeforeItWasBornIsNoOlderFile(
        what: String, path: String, before: String, then: String
    ) throws {
        let result = try FollowedLog.play(
            """
            killed='eval logly-parse --config c.yaml > out'
            echo 'Nov 22 10:00:00 web app: older' > app.log.3; touch -d '-1 hour' app.log.3
            \(before); sleep 0.02; \(then); run; run; write app.log 1; run
            """, path: path)
        #expect(result.stdout == once(4), "\(what): \(result.stderr)")
        #expect(
            result.stderr.contains("left out"),
            "\(what): \(result.stderr)")
    }

    /// Its inode can be told without reading it.
    @Test(
        .enabled(if: getuid() == 0, "only root can be another user"),
        arguments: [
            ("rotated", "mv app.log app.log.1; write app.log 1; far; chmod 644 app.log*"),
            ("rotated later", "chmod 644 app.log; mv app.log app.log.1; write app.log 1"),
            ("copied later", "chmod 644 app.log; cp app.log app.log.1; : > app.log; write app.log 1"),
            ("not rotated", "chmod 644 app.log; write app.log 1"),
        ])
    func whatAFirstRunMightNotReadIsNoOlderFile(what: String, then: String) throws {
        let result = try FollowedLog.play(
            """
            far() {
                setpriv --reuid 61502 --regid 61502 --clear-groups -- \
                    $(command -v logly-parse) --config c.yaml --offsets o > out; echo $?
                logly-ingest --config c.yaml --ack < out >> o
            }
            chmod 755 .; : > o.logly-parse.lock; chmod 666 o.logly-parse.lock
            echo 'Nov 22 10:00:00 web app: older' > app.log.3; touch -d '-1 hour' app.log.3
            write app.log 3; chmod 600 app.log; far; sleep 0.02; \(then); far; far
            """)
        #expect(result.stdout.replacing("66\n", with: "") == "0\n0\n" + once(4), "\(what): \(result.stderr)")
        #expect(result.stdout.hasPrefix("66\n"), "\(what)")
    }

    /// Those that wait for a log that is still to be born are kept, and what is stored is forgotten.
    @Test func marksAreKeptAsLongAsTheirLogIsNotStored() throws {
        let result = try FollowedLog.play(
            """
            printf '\n    b: {path: "%s/b.log", format: syslog}\n    c: {path: "%s/c.log", format: syslog}\n' $PWD $PWD >> c.yaml
            left() { jq -r .source logly.db.logly-parse.lock | sort | paste -s -d ' '; }
            run; left; run; left; write c.log 1; run; run; left; write b.log 1; write app.log 1; run; run; left
            """)
        #expect(result.stdout == "app b c\napp b c\napp b\n\n" + once(3), "\(result.stderr)")
    }

    /// The first run saw half a line, the rest came after rotation, and then the file was packed: it has another inode
    /// and nothing of it was stored.
    @Test func aFileOfHalfALineIsFoundWhereItWasPacked() throws {
        let result = try play(
            """
            printf 'Nov 22 10:00:00 web app: line' > app.log; run
            mv app.log app.log.1; echo ' 1' >> app.log.1; n=1; write app.log 2; run
            mv app.log.1 app.log.2; mv app.log app.log.1; gzip app.log.2; write app.log 1; run; run
            """)
        #expect(result.stdout == once(4))
    }

    /// Of two generations that begin alike the older one was seen further; its file, packed by now, was taken for the
    /// newer one's, and read under the wrong number.
    @Test func whatWasSeenFurtherTellsWhichOfTwoItIs() throws {
        let result = try play(
            """
            echo '# header' > app.log; printf 'Nov 22 10:00:00 web app: line 1' >> app.log; run
            mv app.log app.log-20260102; echo '# header' > app.log; printf 'Nov 22' >> app.log; run
            echo >> app.log-20260102; echo ' 10:00:00 web app: line 2' >> app.log; gzip app.log-20260102
            mv app.log app.log-20260103; n=2; write app.log 1; run; run
            sql "SELECT count(*) FROM log_events WHERE message NOT LIKE 'line %'"
            sql "DELETE FROM log_events WHERE message NOT LIKE 'line %'"
            """)
        #expect(result.stdout == "2\n" + once(3))
    }

    /// In the middle of its packer's work a file of which nothing is stored yet could be either of the two.
    @Test func ofAFileThatIsBeingPackedTheOriginalIsRead() throws {
        let result = try play(
            """
            : > app.log; run; write app.log 2; mv app.log app.log.1; : > app.log
            gzip -c app.log.1 > packed; head -c 5 packed > app.log.1.gz; run 2> first
            cat packed > app.log.1.gz; rm app.log.1; run; run
            """)
        #expect(result.stdout == once(2))
        #expect(result.stderr == "")
    }

    /// The FILE of --offsets had one line, which was torn, and the log was rotated: no first run this time either.
    @Test func offsetsThatAreTornFromTheirStartAreNoFirstRun() throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o | logly-ingest --config c.yaml --ack >> o; }
            : > app.log; far; far; truncate -s 100 o
            write app.log 3; mv app.log app.log.1; write app.log 1; far; far
            """)
        #expect(result.stdout == once(4))
    }

    /// The next run met the moment between two steps of rotation, when only the rotated file matched the glob.
    @Test func whatAKilledFirstRunMetIsNoLogOfTheNameItHasNow() throws {
        let result = try play(
            """
            write a.log 2; logly-parse --config c.yaml > killed
            mv a.log a.1.log; run; gzip a.1.log; write a.log 1; run; run
            """, path: "*.log")
        #expect(result.stdout == once(3))
    }

    @Test func theFirstRunLeavesAMarkInAnEmptyFile() throws {
        let result = try play(
            ": > app.log; run; write app.log 2; mv app.log app.log.1; write app.log 1; run; run")
        #expect(result.stdout == once(3))
    }

    /// What is written while a run's offsets are on their way is newer than what the run read.
    @Test(arguments: [
        (
            "the acknowledgement", "--offsets f", "logly-ingest --ack >> f < out; touch -d '+1 hour' f",
            "logly-ingest --ack >> f"
        ),
        ("the commit", "", "sleep 0.02; logly-ingest < out", "logly-ingest"),
    ])
    func aCopyIsReadHoweverLateCame(what: String, options: String, store: String, ingest: String) throws {
        let result = try play(
            """
            run() { logly-parse --config c.yaml \(options) | \(ingest); }
            : > app.log; logly-parse --config c.yaml \(options) > out
            sleep 0.02; write app.log 2; cp -p app.log app.log.2; : > app.log; gzip app.log.2
            \(store)
            write app.log 1; mv app.log app.log.1; write app.log 1; run; run
            """)
        #expect(result.stdout == once(4), "\(what)")
        #expect(result.stderr == "", "\(what)")
    }

    @Test func theFirstRunLeavesOutOlderFilesAndSaysSo() throws {
        let result = try play("echo 'Nov 21 10:00:00 web app: line 0' > app.log.1; write app.log 2; run; run")
        #expect(result.stdout == once(2))
        #expect(result.stderr.contains("app.log.1"))
        #expect(result.stderr.split(separator: "\n").count == 1)
        let all = try play("write app.log.1 2; write app.log 2; run --backfill; run --backfill; run")
        #expect(all.stdout == once(4))
        #expect(all.stderr == "")
    }

    /// They were compared with each other, and unpacked for each comparison. The header is the first line alone, or
    /// longer than what a file is known by.
    @Test(arguments: ["# header", "# header$(printf '\\n# %0600d' 1 2)"])
    func whatIsLeftOutIsUnpackedForItsHeadAndNotForEachOther(header: String) throws {
        let result = try play(
            """
            mkdir bin; printf '#!/bin/sh\necho >> %s/unpacked\nexec /bin/gzip "$@"\n' $PWD > bin/gzip
            for i in $(seq 20); do
                { echo "\(header)"; printf '# file %d %02000d\\n' $i 0; } | gzip > app.log.$i.gz
            done
            echo "\(header)" > app.log; write app.log 20; run 2> /dev/null
            chmod +x bin/gzip; export PATH=$PWD/bin:$PATH; run; wc -l < unpacked
            sql "DELETE FROM log_events WHERE message NOT LIKE 'line %'"
            """)
        let unpacked = try #require(Int(result.stdout.prefix { $0 != "\n" }))
        #expect(20...60 ~= unpacked)
        #expect(result.stdout.hasSuffix("\n" + once(20)))
        #expect(result.stderr == "")
    }

    /// A log and its rotated files are open together. Where the hard limit is too low that is said, and not that
    /// their names never stand still.
    @Test func asManyFilesAreOpenAsTheHardLimitAllows() throws {
        let result = try play(
            """
            mkdir bin; printf '#!/bin/sh\nulimit -Sn >> %s/limits\nexec /bin/gzip "$@"\n' $PWD > bin/gzip
            chmod +x bin/gzip; export PATH=$PWD/bin:$PATH
            for i in $(seq 100 -1 1); do write app.log.$i 1; done; gzip app.log.1; write app.log 1; rm limits
            (ulimit -n 64; logly-parse --config c.yaml > out; echo $?; wc -l < out)
            (ulimit -Sn 64; run --backfill); sort -u limits
            """)
        #expect(result.stdout == "75\n1\n64\n" + once(101))
        #expect(result.stderr.hasSuffix("Too many open files\n"))
        #expect(result.stderr.split(separator: "\n").count == 1)
    }

    @Test func olddirIsLookedInto() throws {
        let result = try play(
            "mkdir old; write app.log 2; run; write app.log 1; mv app.log old/app.log.1; write app.log 1; run",
            olddir: "old")
        #expect(result.stdout == once(4))
    }

    @Test func aSymlinkIsFollowedToItsNextTarget() throws {
        let result = try play(
            """
            write app-20261121.log 2; ln -s app-20261121.log app.log; run
            write app-20261121.log 1; write app-20261122.log 1; ln -sfn app-20261122.log app.log; run; run
            """)
        #expect(result.stdout == once(4))
    }

    @Test func eachMatchOfAGlobIsALogAndARotatedMatchIsNot() throws {
        let result = try play(
            """
            write a.log 2; write b.log 1; run; write a.log 1; mv a.log a-20261122.log; write a.log 1
            ln b.log c.log; run; run; sql "SELECT DISTINCT path FROM log_offsets" | grep -o '[^/]*$'
            """, path: "*.log")
        #expect(result.stdout == "a.log\nb.log\n" + once(5))
    }

    /// It was reported as absent for ever, and each was compared with all.
    @Test func aMatchThatIsGoneIsNoneThatIsAbsent() throws {
        let result = try play(
            """
            mkdir logs
            for i in $(seq 50); do echo '# header' > logs/$i.log; write logs/$i.log 1; done; run
            mv logs kept; mkdir logs; write logs/new.log 1
            run --source app; logly-parse --source app --config c.yaml > out; echo $?; grep -c absent out
            mv kept/7.log logs; write logs/7.log 1; run; mv logs/7.log logs/7.log.1; run; run
            logly-parse --config c.yaml | grep -o '7.log","status":"absent'
            rm logs/*; logly-parse --source app --config c.yaml > /dev/null; echo $?
            sql "DELETE FROM log_events WHERE message NOT LIKE 'line %'"
            """, path: "logs/*.log")
        #expect(result.stdout == "0\n0\n7.log\",\"status\":\"absent\n66\n" + once(52))
        #expect(result.stderr.split(separator: "\n").count == 1, "\(result.stderr)")
        #expect(result.stderr.contains("nothing matches"))
    }

    /// The record had an entry for each match, passed a line's limit, and was refused whole; and each run stored as many
    /// rows. What nothing is to be told of is one entry, and of what does not fit the sums are there.
    @Test func theLedgerOfManyMatchesFitsOnALine() throws {
        let result = try play(
            """
            d=$(printf '%0100d' 0); d=$d/$d/$d/$d/$d/$d; mkdir -p $d
            for i in $(seq 1200); do write $d/$i.log 1; done
            logly-parse --config c.yaml > out; test $(tail -n 1 out | wc -c) -lt 1048576 && echo fits
            logly-ingest --config c.yaml < out; echo $?
            sql "SELECT sum(lines), sum(parsed), count(*) > 600, count(*) < 1200 FROM run_sources"
            write $d/7.log 2; run
            sql "SELECT status, lines, path GLOB '*/7.log' FROM run_sources WHERE run = 2"
            mv $d/7.log $d/7.log.1; run; mv $d/7.log.1 $d/7.log
            last() {
                logly-export status --format json --config c.yaml |
                    sed -n '/"sources"/,$p' | tr -d ' \n' | grep -o '/7.log","status":"[a-z]*'
            }
            last; run; last
            """, path: String(repeating: "*/", count: 6) + "*.log")
        #expect(
            result.stdout
                == """
                fits
                0
                1200|1200|1|1
                ok|2|1
                ok|0|0
                /7.log","status":"absent
                /7.log","status":"ok
                \(once(1202))
                """)
        #expect(result.stderr == "")
    }

    /// The database cannot tell a match of a glob that is gone from a log that its configuration names, unless it is told.
    @Test func offsetsOfAMatchThatIsGoneExpire() throws {
        let result = try play(
            """
            write a.log 2; write b.log 1; write c.log 1; run; mkdir kept; mv a.log b.log kept; run
            logly-parse --config c.yaml | grep -c '"type":"batch"'
            logly-export status --format json --config c.yaml | tr -d ' \\n' |
                grep -o '[a-z].log","generation"'
            mv kept/a.log .; run; names="replace(path, '$PWD/', ''), replace(file, '$PWD/', '')"
            sql "SELECT $names FROM log_offsets"
            sql "UPDATE log_offsets SET timestamp = timestamp - 100 * 86400"; logly-rollup --config c.yaml
            sql "SELECT $names FROM log_offsets"
            write a.log 1; write c.log 1; run
            """, path: "*.log")
        let rest = "a.log|a.log\nc.log|c.log\n"
        let noted = "a.log|a.log\nb.log|\nc.log|c.log\n"
        #expect(result.stdout == "0\nc.log\",\"generation\"\n" + noted + rest + once(6))
        #expect(result.stderr == "")
    }

    @Test func twoSourcesOnOneFileStoreItTwice() throws {
        let result = try play(
            "twin=$(sed 's/app:/twin:/' c.yaml | tail -n 1); printf '\\n%s\\n' \"$twin\" >> c.yaml; write app.log 2; run; run"
        )
        #expect(result.stdout == "1x2 2x2\n")
    }

    @Test func aRenamedSourceGoesOn() throws {
        let result = try play(
            "write app.log 2; run; sed -i 's/app: {/application: {/' c.yaml; write app.log 1; run; run")
        #expect(result.stdout == once(3))
    }

    /// A run met the moment between two steps of rotation: the rotated file alone matched the glob, and what was stored
    /// of its log stood under the source's former name. It was read from its start, as a log of its own.
    @Test func aRotatedMatchIsNoLogUnderAnotherSourceEither() throws {
        let result = try play(
            """
            write a.log 2; run; sed -i 's/app: {/application: {/' c.yaml
            mv a.log a-20261122.log; run 2> /dev/null; write a.log 1; run; run
            """, path: "*.log")
        #expect(result.stdout == once(3))
        #expect(result.stderr == "")
    }

    /// All that was seen of the rotated file was half a line, so that nothing of it was stored under the former name.
    @Test func halfALineIsMadeWholeUnderAnotherSource() throws {
        let result = try play(
            """
            write app.log 1; run; mv app.log app.log.1; printf 'Nov 22 10:00:00 web app: line' > app.log; run
            mv app.log.1 app.log.2; mv app.log app.log.1; n=2; write app.log 1; run
            sed -i 's/app: {/application: {/' c.yaml; echo ' 2' >> app.log.1; run; run
            """)
        #expect(result.stdout == once(3))
        #expect(result.stderr == "")
    }

    /// Two rotations between two runs, and a buffer that had been flushed within a line: header and half a line were what
    /// the next file began with, so that the file was taken for its copy, and lost when the line was finished.
    @Test func halfALineMayYetBeAnother() throws {
        let result = try play(
            """
            begin() { echo 'Nov 22 10:00:00 web app: line 0' >> "$1"; }
            begin app.log; write app.log 2; run; mv app.log app.log.2
            begin app.log.1; printf 'Nov 22 10:00:00 web app: lin' >> app.log.1
            begin app.log; n=3; write app.log 1; run; run; echo 'e 3' >> app.log.1; run; run
            """)
        #expect(result.stdout == "0x3 1x1 2x1 3x1 4x1\n")
    }

    @Test func offsetsTravelInAFile() throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o | logly-ingest --config c.yaml --ack >> o; }
            write app.log 2; far; write app.log 1; far; far
            printf '{"type":"checkpoint","run":"torn' >> o; echo >> o
            mv app.log app.log.1; write app.log 1; far; far
            # The database went back: what it lost is sent again.
            rm -f logly.db*; far; far
            """)
        #expect(result.stdout == once(4))
    }

    /// What was answered of the log itself was lost, and it got the number of an empty file's mark: it came twice.
    @Test func answersThatAreLostGiveNoFileAnothersNumber() throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o > out; logly-ingest --ack < out >> o; }
            write app.log 40; far; cp o before; mv app.log app.log.2; : > app.log.1; write app.log 40; far
            grep '"generation":2' o >> before; mv before o; write app.log 1; mv app.log.2 app.log.3; mv app.log.1 app.log.2; gzip app.log.2; mv app.log app.log.1; write app.log 1
            far; far; far; write app.log.1 1; write app.log 1; far; far
            """)
        #expect(result.stdout == once(84))
        #expect(result.stderr.contains("its file is stored under another number"), "\(result.stderr)")
    }

    /// The log was read further than its copy goes, so that no file is left that would find out a database which
    /// went back; what the copy has was lost.
    @Test func aDatabaseThatWentBackGetsTheCopyAgain() throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o | logly-ingest --config c.yaml --ack >> o; }
            write app.log 2; far; sqlite3 logly.db '.backup older'
            write app.log 2; cp app.log app.log.1; write app.log 1; far; : > app.log; write app.log 1; far
            rm -f logly.db*; cp older logly.db; far; echo $?; far; echo $?; far
            """)
        #expect(result.stdout == "75\n0\n1x1 2x1 3x1 4x1 6x1\n")
    }

    /// The older database knew the log while it was empty. What was written since then was there before the run that was
    /// refused, and was taken for what a first run leaves out.
    @Test func aDatabaseThatKnewAnEmptyLogGetsAllOfIt() throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o | logly-ingest --config c.yaml --ack >> o; }
            : > app.log; far; sqlite3 logly.db '.backup older'
            write app.log 3; far; cp app.log app.log.1; : > app.log; write app.log 40; far; sleep 0.05
            rm -f logly.db*; cp older logly.db; far 2> refused; far; far
            """)
        #expect(result.stdout == once(43))
    }

    @Test func aKilledRunIsMadeUpFor() throws {
        let result = try play(
            """
            write app.log 20
            for i in 1 2 3 4 5 6; do
                logly-parse --config c.yaml | logly-ingest --config c.yaml & sleep 0.00$i; kill -9 $! 2> /dev/null
                wait; write app.log 1
            done 2> /dev/null
            run; run
            """)
        #expect(result.stdout == once(26))
    }

    @Test func namesWhatCannotBeRead() throws {
        let absent = try play("run; echo $?; logly-parse --config c.yaml --source app | tail -n 0")
        #expect(absent.stdout == "0\n\n")
        #expect(absent.stderr.contains("does not exist"))
        for (make, reason) in [("mkdir app.log", "a directory"), ("mkfifo app.log", "a FIFO")] {
            let result = try play("\(make); logly-parse --config c.yaml > out; echo $?")
            #expect(result.stdout.hasPrefix("66\n"))
            #expect(result.stderr.contains(reason))
        }
        #expect(try play("logly-parse --config c.yaml --source other; echo $?").stdout.hasPrefix("64\n"))
        #expect(
            try play("sed -i 's/format/enabled: false, format/' c.yaml; logly-parse --config c.yaml; echo $?")
                .stdout.hasPrefix("69\n"))
    }

    /// Bytes that nobody wrote: a writer that goes on at its old place after a truncation.
    @Test func aHoleIsPassedOverAndCounted() throws {
        let result = try play(
            """
            write app.log 1; run; truncate -s 0 app.log; truncate -s 100G app.log; write app.log 2
            logly-parse --config c.yaml | tee out | logly-ingest --config c.yaml
            grep -o '"skipped_bytes":[1-9][0-9]*' out | sort -u | head -n 1
            """)
        #expect(result.stdout == "\"skipped_bytes\":107374182400\n" + once(3))
    }

    @Test func batchesAreBounded() throws {
        let result = try play(
            """
            seq 12000 | sed 's/^/Nov 22 10:00:00 web app: /' > app.log
            logly-parse --config c.yaml > out
            grep '"type":"checkpoint"' out | grep -o '"lines":[0-9]*'; rm -f app.log
            """)
        #expect(result.stdout.hasPrefix("\"lines\":5000\n\"lines\":5000\n\"lines\":2000\n"))
    }

    /// A short campaign of random schedules; `scripts/chaos` plays longer ones.
    @Test func survivesChaos() throws {
        let result = try Programs.shell(
            "chaos --bin '\(Programs.folder.path)' --schedules 12", in: Programs.repository)
        #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
        #expect(result.stdout.hasSuffix(": 0 lost, 0 duplicate\n"))
    }
}
