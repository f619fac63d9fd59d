import Foundation
import Testing

/// Each match of a glob is a log of its own.
@Suite struct GlobTests {
    private func play(
        _ steps: String, path: String = "app.log", olddir: String? = nil
    ) throws -> Programs.Result {
        try FollowedLog.play(steps, path: path, options: olddir.map { "olddir: \($0)" })
    }

    private func once(_ count: Int) -> String { FollowedLog.once(count) }

    @Test func eachMatchOfAGlobIsALogAndARotatedMatchIsNot() throws {
        let result = try play(
            """
            write a.log 2; write b.log 1; run; write a.log 1; mv a.log a-20261122.log; write a.log 1
            ln b.log c.log; run; run; sql "SELECT DISTINCT path FROM log_offsets" | grep -o '[^/]*$'
            """, path: "*.log")
        #expect(result.stdout == "a.log\nb.log\n" + once(5))
    }

    /// With logrotate's `extension .access.log`; `worker.1.log` is no rotated file, but its name says so, which is said.
    @Test func aRotatedMatchMayHaveAnExtensionOfTwoParts() throws {
        let result = try play(
            """
            write a.access.log 2; write b.access.log 60; run
            for j in 1 2; do
                for k in a b; do
                    write $k.access.log 1; test $j = 1 || mv $k.1.access.log $k.2.access.log
                    mv $k.access.log $k.1.access.log; write $k.access.log 1
                done; run
            done; gzip -c a.2.access.log > a.2.access.log.gz; rm a.2.access.log; run; run
            """, path: "*.access.log")
        #expect(result.stdout == once(70))
        #expect(result.stderr == "")
    }

    @Test func aLogThatIsNamedLikeARotatedOneIsLeftOutAndNamed() throws {
        let result = try play(
            "write worker.log 2; write worker.1.log 1; run; write worker.1.log 1; run; stored; run --backfill; run",
            path: "*.log")
        #expect(result.stdout == "1x1 2x1\n" + once(4))
        let warnings = result.stderr.split(separator: "\n")
        #expect(
            warnings.count == 2 && warnings.allSatisfy { $0.contains("worker.1.log, older") },
            "\(result.stderr)")
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
}
