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

    /// An empty file got its mark, and the run was killed before that of the next one, which had not been written to since
    /// when both were packed: it was taken for older.
    @Test func whatAKilledRunHadNotMarkedYetIsNoOlderFile() throws {
        let result = try play(
            """
            write app.log 1; run; mv app.log app.log.2; : > app.log.1; write app.log 2; sleep 0.05
            logly-parse --config c.yaml | sed '/checkpoint.*"generation":2,/q' | logly-ingest; sleep 0.05
            mv app.log.2 app.log.4; mv app.log.1 app.log.3; mv app.log app.log.2; gzip app.log.[234]
            write app.log 1; mv app.log app.log.1; write app.log 1; run; run
            """)
        #expect(result.stdout == once(5))
        #expect(result.stderr == "")
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
        let absent = try play("run; echo $?; logly-parse --config c.yaml --source app > out; echo $?")
        #expect(absent.stdout == "0\n66\n\n")
        #expect(absent.stderr.contains("does not exist"))
        for (make, reason) in [("mkdir app.log", "a directory"), ("mkfifo app.log", "a FIFO")] {
            let result = try play(
                """
                printf '\n    web: {path: "%s/web.log", format: syslog}\n' $PWD >> c.yaml; write web.log 2; \(make)
                logly-parse --config c.yaml > out; echo $?; logly-ingest < out
                """)
            #expect(result.stdout == "66\n" + once(2))
            #expect(result.stderr.contains(reason))
        }
        #expect(try play("logly-parse --config c.yaml --source other; echo $?").stdout.hasPrefix("64\n"))
        #expect(
            try play("sed -i 's/format/enabled: false, format/' c.yaml; logly-parse --config c.yaml; echo $?")
                .stdout.hasPrefix("69\n"))
    }

    /// What nobody can know: that the rest, or all but the end, of a log is no other one.
    @Test(arguments: [
        ("trimmed to its last lines", "tail -n 3 app.log > rest; cat rest > app.log", 58...60),
        ("cut at its end", "truncate -s -33 app.log", 1...59),
    ])
    func aLogThatSomebodyElseCutIsReadAgain(what: String, cut: String, twice: ClosedRange<Int>) throws {
        let result = try play("write app.log 60; run; \(cut); write app.log 1; run; run")
        let expected = (1...61).map { "\($0)x\(twice.contains($0) ? 2 : 1)" }.joined(separator: " ") + "\n"
        #expect(result.stdout == expected, "\(what): \(result.stderr)")
    }

    /// As where rsync brings the newer file first: nothing tells it from files that were older at the first run, but that is
    /// said, and who asks gets it.
    @Test func aFileThatAppearsBehindANewerOneIsLeftOut() throws {
        let result = try play(
            """
            write app.log 2; run; write web.log 2; mv app.log app.log.2; write app.log 1; run
            touch web.log; mv web.log app.log.3; run; stored; run --backfill; run
            """)
        #expect(result.stdout == "1x1 2x1 5x1\n" + once(5))
        let warnings = result.stderr.split(separator: "\n")
        #expect(warnings.count == 1 && warnings[0].contains("app.log.3, older"), "\(result.stderr)")
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

    /// At 1 MiB, which the last line may pass.
    @Test func batchesOfLongLinesAreBounded() throws {
        let result = try play(
            """
            seq 3000 | awk '{ printf "Nov 22 10:00:00 web app: line %d %01000d\\n", $1, 0 }' > app.log
            logly-parse --config c.yaml > out; jq -c 'select(.type == "checkpoint") | .to - .from' out > sizes
            wc -l < sizes; awk '$1 > 1048576 + 1100' sizes; rm -f app.log
            """)
        #expect(result.stdout == "3\n\n")
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
