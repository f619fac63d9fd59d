import Foundation
import Testing

/// What a first run meets, reads and leaves out, and what of it later ones know.
@Suite struct FirstRunTests {
    private func play(
        _ steps: String, path: String = "app.log", olddir: String? = nil
    ) throws -> Programs.Result {
        try FollowedLog.play(steps, path: path, options: olddir.map { "olddir: \($0)" })
    }

    private func once(_ count: Int) -> String { FollowedLog.once(count) }

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
}
