import Foundation
import Testing

/// How a file is read that is known: where its lines, events and batches end, and what happens to it meanwhile.
@Suite struct ReadingTests {
    /// The last line of a rotated file has no line end: it may still come, for a minute.
    @Test func halfALineOfARotatedFileIsTakenOnceItIsQuiet() throws {
        let result = try FollowedLog.play(
            """
            write app.log 2; run; printf 'Nov 22 10:00:00 web app: line 3' >> app.log; run
            mv app.log app.log.1; n=3; write app.log 1; run; stored
            touch -d '-50 seconds' app.log.1; run; stored
            touch -d '-61 seconds' app.log.1; run; run
            """)
        #expect(result.stdout == "1x1 2x1 4x1\n1x1 2x1 4x1\n" + FollowedLog.once(4))
    }

    /// A packed one is not written to any more.
    @Test func halfALineOfAPackedFileIsTaken() throws {
        let result = try FollowedLog.play(
            """
            write app.log 2; run; printf 'Nov 22 10:00:00 web app: line 3' >> app.log
            gzip app.log; mv app.log.gz app.log.1.gz; n=3; write app.log 1; run; run
            """)
        #expect(result.stdout == FollowedLog.once(4))
    }

    /// Its program did not end well: what came of it is stored, and its last half line waits.
    @Test func halfALineOfADamagedFileWaits() throws {
        let result = try FollowedLog.play(
            """
            write app.log 1; run; write app.log 2000; printf 'Nov 22 10:00:00 web app: line 2002' >> app.log
            gzip app.log; head -c -20 app.log.gz > app.log.1.gz; cp app.log.gz whole; rm app.log.gz
            logly-parse --config c.yaml > out; echo $?; logly-ingest < out
            sql "SELECT count(*) = count(DISTINCT message), count(*) < 2002 FROM log_events"
            cp whole app.log.1.gz; n=2002; write app.log 1; run; run
            """)
        #expect(result.stdout == "66\n1|1\n" + FollowedLog.once(2003))
        #expect(result.stderr.contains("app.log.1.gz"))
    }

    /// A log that is stored was packed, and damaged or cut before its last lines were read: what is there of it is no
    /// new file, and that something is wrong is said.
    @Test(arguments: [
        (
            "gzip",
            "printf XXXXXXXX | dd of=$f bs=1 seek=$(($(stat -c %s $f) * 8 / 10)) conv=notrunc status=none"
        ),
        (
            "xz",
            "printf XXXXXXXX | dd of=$f bs=1 seek=$(($(stat -c %s $f) * 8 / 10)) conv=notrunc status=none"
        ),
        ("gzip", "truncate -s -60 $f"), ("xz", "truncate -s -60 $f"), ("zstd", "truncate -s -60 $f"),
    ])
    func aDamagedFileIsNoNewOne(program: String, damage: String) throws {
        let ending = ["gzip": "gz", "xz": "xz", "zstd": "zst"][program] ?? ""
        let result = try FollowedLog.play(
            """
            seq 20000 | awk 'BEGIN { srand(1) } { printf "Nov 22 10:00:00 web app: line %d %d\\n", $1, rand() * 1e9 }' > app.log
            n=20000; run; write app.log 3; mv app.log app.log.1; \(program) -q app.log.1; rm -f app.log.1
            f=app.log.1.\(ending); cp $f whole; \(damage); write app.log 2
            count() { sql "SELECT count(*), count(DISTINCT message) FROM log_events"; }
            logly-parse --config c.yaml > out; echo $?; logly-ingest < out; run; count
            cp whole $f; run; count; sql 'DELETE FROM log_events'
            """)
        #expect(
            result.stdout.hasPrefix("66\n20002|20002\n20005|20005\n"), "\(result.stdout)\(result.stderr)")
        #expect(result.stderr.contains("cannot unpack"), "\(result.stderr)")
    }

    /// It was appended to a packed file by mistake, as `cat a.gz b > c.gz` does.
    @Test(arguments: ["gzip", "xz"])
    func whatIsBehindAPackedFileIsNoDamage(program: String) throws {
        let result = try FollowedLog.play(
            """
            write app.log 40; run; write app.log 3; mv app.log app.log.1; \(program) app.log.1
            for f in app.log.1.*; do head -c 64 /dev/zero >> $f; done; write app.log 2; run; run
            """)
        #expect(result.stdout == FollowedLog.once(45))
    }

    /// Its program starts once and then no more: what cannot be compared is not judged, the next run does that.
    @Test func aPackedFileThatCannotBeUnpackedAgainWaits() throws {
        let result = try FollowedLog.play(
            """
            write app.log 200; run; write app.log 1; xz app.log; mv app.log.xz app.log.1.xz; write app.log 1
            mkdir once; printf '#!/bin/sh\n/bin/rm "$0"\nexec %s "$@"\n' $(command -v xz) > once/xz; chmod 755 once/xz
            parse=$(command -v logly-parse); PATH=$PWD/once $parse --config c.yaml > out; echo $?
            logly-ingest < out; sql "SELECT count(*) FROM log_events"; run; run
            """)
        #expect(result.stdout == "66\n200\n" + FollowedLog.once(202))
        #expect(result.stderr.contains("cannot unpack"), "\(result.stderr)")
    }

    /// An event goes on in lines of its own: it is held until the next begins, or the file has been quiet.
    @Test func anEventOfSeveralLinesIsHeld() throws {
        let result = try FollowedLog.play(
            """
            count() { sql "SELECT count(*), max(length(message)) FROM log_events"; }
            event() { printf '2026-11-22 10:00:0%s,500 ERROR line %s\\n' $1 $1 >> app.log; }
            trace() { printf 'Traceback (most recent call last):\\n  File "x.py", line 1, in f\\n' >> app.log; }
            event 1; event 2; trace; run; count
            printf 'ValueError: x\\n' >> app.log; event 3; run; count
            touch -d '-11 seconds' app.log; run; count
            sql "SELECT count(*) FROM log_events WHERE json_extract(metadata, '$.exception_message') = 'x'"
            """, format: "python")
        #expect(result.stdout.hasPrefix("1|6\n2|6\n3|6\n1\n"), "\(result.stdout)\(result.stderr)")
    }

    /// At 5,000 lines or 1 MiB, and never within an event: of three lines each, the last one goes over.
    @Test func batchesEndOnEvents() throws {
        let result = try FollowedLog.play(
            """
            for i in $(seq 12000); do
                printf '2026-11-22 10:00:00,500 ERROR line %s\\nTraceback (most recent call last):\\nValueError: %0300d\\n' $i $i
            done > app.log
            touch -d '-11 seconds' app.log; logly-parse --config c.yaml > out; grep '"type":"checkpoint"' out > ends
            jq -c 'select(.lines > 5002 or .to - .from > 1048576)' ends
            for to in $(jq .to ends | head -n -1); do tail -c +$((to + 1)) app.log | head -c 4; echo; done | sort | uniq -c |
                awk '{ print $2, ($1 > 4) }'
            jq -s 'map(.lines) | add' ends; logly-ingest < out
            sql "SELECT count(*) FROM log_events WHERE json_extract(metadata, '$.exception') IS NOT NULL
                OR json_extract(metadata, '$.exception_message') IS NOT NULL"
            sql 'DELETE FROM log_events'
            """, format: "python")
        #expect(result.stdout.hasPrefix("2026 1\n36000\n12000\n"), "\(result.stdout)\(result.stderr)")
    }

    /// A pipe that is full holds the program in the middle of the file, and meanwhile the log is copied and emptied.
    @Test func aFileMayBeEmptiedWhileItIsRead() throws {
        let result = try FollowedLog.play(
            """
            write app.log 2; run
            seq 3 30000 | sed 's/^/Nov 22 10:00:00 web app: line /' >> app.log
            logly-parse --config c.yaml | { sleep 1; cp app.log app.log.1; : > app.log; cat; } | logly-ingest
            n=30000; write app.log 1; run; run
            sql "SELECT count(*), count(DISTINCT message) FROM log_events"; sql 'DELETE FROM log_events'
            """)
        #expect(result.stdout.hasPrefix("30001|30001\n"), "\(result.stdout)\(result.stderr)")
    }

    /// A folder of one's own that nobody else may enter, or enter but not list. Nothing of the log is read before that
    /// is mended: what is hidden beside it would be older by then.
    @Test(
        .enabled(if: getuid() == 0, "only root can be another user"),
        arguments: [("700", "enter"), ("711", "list"), ("744", "enter")],
        ["p/app.log", "p/*.log", "*/app.log"])
    func aFolderThatIsForbiddenHidesALogAndEndsWith66(mode: (bits: String, what: String), path: String) throws
    {
        let result = try FollowedLog.play(
            """
            far() {
                setpriv --reuid 61502 --regid 61502 --clear-groups -- \
                    $(command -v logly-parse) --config c.yaml --offsets o "$@" > out; echo $?
                logly-ingest --ack < out >> o
            }
            printf '\n    open: {path: "%s/open.log", format: syslog}\n' $PWD >> c.yaml
            chmod 755 .; : > o; chmod 666 o; mkdir p; write p/app.log 1; write open.log 1; far
            write p/app.log 1; mv p/app.log p/app.log.1; write p/app.log 1; chmod \(mode.bits) p; far --source app; stored
            write p/app.log 1; mv p/app.log.1 p/app.log.2; mv p/app.log p/app.log.1; write p/app.log 1; write open.log 1
            far; stored; chmod 755 p; far
            """, path: path)
        #expect(
            result.stdout == "0\n66\n1x1 2x1\n66\n1x1 2x1 7x1\n0\n" + FollowedLog.once(7), "\(result.stderr)")
        let folder = result.stderr.split(separator: "\n").filter { $0.hasSuffix("/p/: Permission denied") }
        #expect(folder.count == 2 && folder.allSatisfy { $0.contains("cannot \(mode.what) /") })
    }

    /// The same at a first run: not a note, as for a log that is absent.
    @Test(
        .enabled(if: getuid() == 0, "only root can be another user"),
        arguments: [
            ("700", "p/app.log"), ("711", "p/app.log"), ("744", "p/app.log"), ("700", "p/*.log"),
            ("711", "p/*.log"), ("700", "*/app.log"), ("744", "*/app.log"),
        ])
    func aFirstRunDoesNotTakeAForbiddenFolderForAnAbsentOne(mode: String, path: String) throws {
        let result = try FollowedLog.play(
            """
            chmod 755 .; mkdir p; write p/app.log 1; chmod \(mode) p
            setpriv --reuid 61502 --regid 61502 --clear-groups -- $(command -v logly-parse) --config c.yaml --offsets o; echo $?
            rm -rf p; logly-parse --config c.yaml > out; echo $?; write p 1; logly-parse --config c.yaml > out; echo $?
            """, path: path)
        #expect(result.stdout.hasSuffix("66\n0\n0\n\n"), "\(result.stdout)\(result.stderr)")
        #expect(result.stderr.contains("/p/: Permission denied"))
    }

    /// It has its number, and what is younger is read.
    @Test(.enabled(if: getuid() == 0, "only root can be another user"))
    func aPackedFileThatIsForbiddenWaits() throws {
        let result = try FollowedLog.play(
            """
            far() {
                setpriv --reuid 61502 --regid 61502 --clear-groups -- \
                    $(command -v logly-parse) --config c.yaml --offsets o > out; echo $?
                logly-ingest --ack < out >> o
            }
            chmod 755 .; : > o; chmod 666 o; write app.log 2; far; write app.log 1; gzip app.log; mv app.log.gz app.log.1.gz
            chmod 600 app.log.1.gz; write app.log 1; far; stored; chmod 644 app.log.1.gz; far; far
            """)
        #expect(result.stdout == "0\n66\n1x1 2x1 4x1\n0\n0\n" + FollowedLog.once(4), "\(result.stderr)")
        #expect(result.stderr.contains("app.log.1.gz: Permission denied"), "\(result.stderr)")
    }

    /// Where rotated files may be hidden, nothing of the log is read.
    @Test(
        .enabled(if: getuid() == 0, "only root can be another user"), arguments: ["700", "711"],
        ["old", "$PWD/old"])
    func anOlddirThatIsForbiddenEndsWith66(mode: String, olddir: String) throws {
        let result = try FollowedLog.play(
            """
            far() {
                setpriv --reuid 61502 --regid 61502 --clear-groups -- \
                    $(command -v logly-parse) --config c.yaml --offsets o > out; echo $?
                logly-ingest --ack < out >> o
            }
            sed -i "s|olddir: .*}|olddir: \"\(olddir)\"}|" c.yaml
            chmod 755 .; : > o; chmod 666 o; mkdir old; write app.log 2; far; write app.log 1; mv app.log old/app.log.2
            write app.log 1; gzip app.log; mv app.log.gz old/app.log.1.gz; write app.log 1
            chmod \(mode) old; far; stored; chmod 755 old; far; far
            """, options: "olddir: old")
        #expect(result.stdout == "0\n66\n1x1 2x1\n0\n0\n" + FollowedLog.once(5), "\(result.stderr)")
    }

    /// The rest is read, and the status says that not all was.
    @Test(.enabled(if: getuid() == 0, "only root can be another user"))
    func aLogThatIsForbiddenEndsWith66AndTheRestIsRead() throws {
        let result = try FollowedLog.play(
            """
            chmod 755 .; write a.log 1; write b.log 1; chmod 0 a.log
            setpriv --reuid 61502 --regid 61502 --clear-groups -- logly-parse --config c.yaml --offsets o > out; echo $?
            logly-ingest < out; rm o*; chmod 644 a.log; run
            """, path: "*.log")
        #expect(result.stdout == "66\n1x1 2x1\n", "\(result.stderr)")
        #expect(result.stderr.contains("a.log: Permission denied"))
    }
}
