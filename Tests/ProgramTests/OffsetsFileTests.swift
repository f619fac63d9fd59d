import Foundation
import Testing

/// Offsets that are kept in a FILE, and what is late: the database is another machine's.
@Suite struct OffsetsFileTests {
    private func play(
        _ steps: String, path: String = "app.log", olddir: String? = nil
    ) throws -> Programs.Result {
        try FollowedLog.play(steps, path: path, options: olddir.map { "olddir: \($0)" })
    }

    private func once(_ count: Int) -> String { FollowedLog.once(count) }

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

    /// What the FILE has stands under the former name, device or inode.
    @Test(arguments: [
        "sed -i 's/host: web1/host: web2/' c.yaml", "sed -i 's/app: {/application: {/' c.yaml",
        "mv app.log web.log; ln -s web.log app.log; sed -i s/app.log/web.log/ c.yaml",
        "sed -i 's/\"device\":\"[0-9]*\"/\"device\":\"64999\"/g' o; sql \"UPDATE log_offsets SET device = '64999'\"",
        "cp -p app.log copy; mv copy app.log",
    ])
    func whatIsRenamedGoesOn(change: String) throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o | logly-ingest --config c.yaml --ack >> o; }
            write app.log 30; far; write app.log 1; \(change); write app.log 1; far; far
            log=$(readlink app.log || echo app.log); mv $log $log.1; write $log 1; far; gzip $log.1; write $log 1; far; far
            """)
        #expect(result.stdout == once(34), "\(result.stderr)")
        #expect(result.stderr == "")
    }

    /// What was answered of the log itself was lost, and it got the number of an empty file's mark: it came twice.
    @Test func answersThatAreLostGiveNoFileAnothersNumber() throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o > out; logly-ingest --ack < out >> o; }
            write app.log 40; far; cp o before; mv app.log app.log.2; : > app.log.1; write app.log 40; far
            grep '"generation":2' o >> before; mv before o; write app.log 1; mv app.log.2 app.log.3; rm app.log.1; mv app.log app.log.1; write app.log 1
            far; far; far; write app.log.1 1; write app.log 1; far; far
            """)
        #expect(result.stdout == once(84))
        #expect(
            result.stderr.contains("under the number of one before it another file is stored"),
            "\(result.stderr)")
    }

    /// Two files of less than a KiB were given the numbers of marks, the answer for one was lost, and the other mark
    /// came first: what had been stored came twice.
    @Test(arguments: [0, 40]) func answersThatAreLostGiveNoPackedFileAnothersNumber(late: Int) throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o > out; logly-ingest --ack < out >> o; }
            write app.log 40; far; mv app.log app.log.3; : > app.log.2; : > app.log.1; : > app.log; far; cp o before
            write app.log.1 2; write app.log 40; far; write app.log.1 \(late); gzip app.log.1; rm app.log.2
            grep '"generation":4' o | head -n 1 >> before; mv before o; far; echo $?; far; echo $?
            """)
        #expect(result.stdout == "75\n0\n" + once(82 + late))
    }

    /// What was written between the run that was stored and the one that was refused seemed to be older than the offset.
    @Test func aRefusalTellsWhatWasRead() throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml --offsets o | logly-ingest --ack >> o; }
            begin() { printf '# one\n# two\n# three\n' >> app.log; }
            begin; write app.log 5; far; mv app.log app.log.1; begin
            logly-parse --config c.yaml --offsets o | logly-ingest --ack > lost
            write app.log 5; sleep 0.05; far; rm app.log.1; mv app.log app.log.1; gzip app.log.1
            begin; write app.log 3; far; far; sql "DELETE FROM log_events WHERE message LIKE '#%'"
            """)
        #expect(result.stdout == once(13), "\(result.stderr)")
    }

    /// What all files of a log begin with may be longer than what is compared. Whoever answers, the log was refused by
    /// every run.
    @Test(arguments: ["--offsets o", ""]) func filesThatBeginAlikeAreReadOnce(options: String) throws {
        let result = try play(
            """
            far() { logly-parse --config c.yaml \(options) | logly-ingest --ack >> o; }
            write app.log 1; for i in $(seq 60); do head -n 1 app.log; done > banner
            cat banner > app.log; write app.log 1; far; echo $?
            mv app.log app.log.1; cat banner > app.log; write app.log 1; far; echo $?
            rm app.log.1; mv app.log app.log.1; cat banner > app.log; far; echo $?; write app.log 1; far; echo $?
            """)
        #expect(result.stderr == "")
        #expect(result.stdout == "0\n0\n0\n0\n1x180 2x1 3x1 4x1\n")
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

    private static let far = """
        begin() { printf '# header\n' >> app.log; }
        far() { logly-parse --config c.yaml --offsets o | logly-ingest --ack >> o; }
        lose() { logly-parse --config c.yaml --offsets o | logly-ingest --ack > lost; }
        headers() { sql "SELECT count(*) FROM log_events WHERE message LIKE '#%'"; sql "DELETE FROM log_events WHERE message LIKE '#%'"; }

        """

    /// The younger of two files that begin with the same header was taken for the older one, which had been packed: its
    /// lines were stored under that number, and the header of the next file was a repeat.
    @Test func aFileIsNoOtherBecauseItsAnswerIsLost() throws {
        let result = try play(
            Self.far + """
                begin; write app.log 5; far; mv app.log app.log.1; begin; far
                mv app.log.1 app.log.2; mv app.log app.log.1; sleep 0.05; begin; lose; sleep 0.05; write app.log 5
                mv app.log.2 app.log.3; gzip < app.log.1 > app.log.2.gz; touch -r app.log.1 app.log.2.gz
                mv app.log app.log.1; begin; write app.log 3; far; echo $?; far; echo $?; far; echo $?; headers
                """)
        #expect(result.stdout == "75\n0\n0\n4\n" + once(13))
        #expect(result.stderr.contains("the FILE of --offsets knows less than the database"))
    }

    /// A repeat beside refused batches was answered as read by that run: what those had seemed to be older.
    @Test func aRefusalMakesNothingOlder() throws {
        let result = try play(
            Self.far + """
                begin; lose; mv app.log app.log.3; begin; mv app.log app.log.2; begin; write app.log 6
                mv app.log app.log.1; begin; gzip app.log.*; sleep 0.05
                far; echo $?; write app.log 2; far; echo $?; far; echo $?; headers > headers
                """)
        #expect(result.stdout == "75\n0\n0\n" + once(8))
    }

    /// So was a mark, in a stream that was torn before the next one.
    @Test func aTornStreamMakesNothingOlder() throws {
        let result = try play(
            Self.far + """
                begin; lose; mv app.log app.log.2; begin; write app.log 3; mv app.log app.log.1; gzip app.log.*
                begin; sleep 0.05; logly-parse --config c.yaml --offsets o |
                    sed '/checkpoint.*"generation":1,/q' | logly-ingest --ack >> o
                far; far; headers > headers
                """)
        #expect(result.stdout == once(3))
        #expect(result.stderr == "")
    }
}
