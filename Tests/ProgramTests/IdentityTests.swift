import Foundation
import Testing

/// Which file is which, whatever its name, its inode and its first line say.
@Suite struct IdentityTests {
    private func once(_ count: Int) -> String { FollowedLog.once(count) }

    /// The same first line in each generation, in each way of rotation.
    @Test(arguments: [
        ("renamed", "mv app.log app.log.1"), ("copied and truncated", "cp app.log app.log.1; : > app.log"),
        ("packed", "gzip -c app.log > app.log.1.gz; rm app.log"),

        ("dated", "r=$((r + 1)); mv app.log app.log-2026112$r"),
    ])
    func aHeaderTellsNothing(what: String, rotate: String) throws {
        let result = try FollowedLog.play(
            """
            rotate() {
                for i in 3 2 1; do for e in '' .gz; do
                    test ! -e app.log.$i$e || mv app.log.$i$e app.log.$((i + 1))$e
                done; done
                \(rotate); echo '# header' > app.log
            }
            echo '# header' > app.log; write app.log 1; run; rotate; run; write app.log 2; rotate; write app.log 1
            rotate; rotate; write app.log 1; run; run
            sql "DELETE FROM log_events WHERE message NOT LIKE 'line %'"
            """)
        #expect(result.stdout == once(5), "\(what): \(result.stderr)")
    }

    @Test(arguments: ["gzip", "xz", "zstd", "bzip2"])
    func isKnownAgainWhateverPacksIt(program: String) throws {
        let ending = ["gzip": "gz", "xz": "xz", "zstd": "zst", "bzip2": "bz2"][program] ?? ""
        let result = try FollowedLog.play(
            """
            write app.log 100; run; write app.log 100; mv app.log app.log.1; write app.log 1
            \(program) -c app.log.1 > app.log.1.\(ending); rm app.log.1; run; run
            mv app.log.1.\(ending) app.log.2.\(ending); mv app.log app.log.1; write app.log 1; run
            """)
        #expect(result.stdout == once(202))
        #expect(result.stderr == "")
    }

    /// Older files that were taken up later have higher numbers than the log itself.
    @Test(arguments: ["", "echo '# header' >> app.log;"])
    func backfillMayComeLater(begin: String) throws {
        let result = try FollowedLog.play(
            """
            for i in 3 2 1; do \(begin.replacing("app.log", with: "app.log.$i")) write app.log.$i 2; done
            touch -d '-1 day' app.log.*; \(begin) write app.log 3; run; run --backfill; run; run --backfill; write app.log 1; run
            for i in 3 2 1; do mv app.log.$i app.log.$((i + 1)); done; mv app.log app.log.1; \(begin) write app.log 2; run; run
            sql "DELETE FROM log_events WHERE message LIKE '#%'"
            """)
        #expect(result.stdout == once(12), "\(result.stderr)")
    }

    /// Two runs gave a file different numbers, one of which was an empty file's: what was stored later came twice.
    @Test(arguments: [("", "--backfill"), ("--backfill", "")])
    func backfillCountsOtherwiseThanAStreamThatIsStoredLater(late: String, first: String) throws {
        let result = try FollowedLog.play(
            """
            write app.log 40; run; mv app.log app.log.1; : > app.log.2; touch -d '-1 hour' app.log.2; write app.log 2
            logly-parse --config c.yaml \(late) > late; run \(first); logly-ingest < late; echo $?; run; run --backfill
            """)
        #expect(result.stdout == "75\n" + once(42), "\(result.stderr)")
    }

    /// The empty file was packed between the two, and the next one got its number: its lines came twice.
    @Test func anEmptyFileThatIsPackedKeepsItsNumberForAStreamThatIsStoredLater() throws {
        let result = try FollowedLog.play(
            """
            : > app.log; run; mv app.log app.log.1; write app.log 3; logly-parse --config c.yaml > late
            gzip -c app.log.1 > app.log.2.gz; mv app.log app.log.1; : > app.log; run; logly-ingest < late; echo $?; run
            """)
        #expect(result.stdout == "0\n" + once(3), "\(result.stderr)")
    }

    /// The offset of a rotated file that lies there for months would be forgotten, and the file read again.
    @Test(arguments: ["", "--offsets o"]) func theOffsetOfAFileThatIsThereStaysYoung(options: String) throws {
        let result = try FollowedLog.play(
            """
            far() { logly-parse --config c.yaml \(options) | logly-ingest --ack >> o; }
            write app.log 5; far; mv app.log app.log.1; write app.log 3; far; gzip app.log.1; far
            sql "UPDATE log_offsets SET timestamp = timestamp - 90000"; far
            sql "SELECT count(*) FROM log_offsets WHERE timestamp > strftime('%s', 'now') - 3600"
            """)
        #expect(result.stdout == "2\n" + once(8))
    }

    /// Numbers that count up, as log4j2's do: what is older by its name, and was written since, is named in a warning.
    @Test func whatIsOverlookedIsSaid() throws {
        let result = try FollowedLog.play(
            """
            write app.log 60; run; write app.log 1; mv app.log app.log.1; write app.log 60; mv app.log app.log.2
            write app.log 1; run; run; run --backfill; run
            """)
        #expect(result.stdout == once(122))
        let warnings = result.stderr.split(separator: "\n")
        #expect(warnings.count == 1 && warnings[0].contains("app.log.2, older"), "\(result.stderr)")
    }

    /// It gets a number, and once it can be read it is known by what is stored of it.
    @Test func aFileThatCouldNotBeUnpackedIsKnownLater() throws {
        let result = try FollowedLog.play(
            """
            write app.log 3; run; write app.log 2; mv app.log app.log.1; zstd -q --rm app.log.1; write app.log 2
            parse=$(command -v logly-parse); PATH=/none $parse --config c.yaml > out; echo $?; logly-ingest < out; run; run
            """)
        #expect(result.stdout == "66\n" + once(7))
        #expect(result.stderr.contains("app.log.1.zst with zstd"), "\(result.stderr)")
    }

    /// Names of which nobody can tell that rotation gave them: pm2-logrotate's, svlogd's, a time without a separator.
    @Test(
        arguments: [
            "app__2026-11-22_00-00-0$k.log", "@400000006921b0000000000$k.s", "app.log20261122$k",
            "app.log.bak$k",
        ], ["app.log", "*"])
    func aFileOfAnyNameIsKnownByItsInode(name: String, path: String) throws {
        let result = try FollowedLog.play(
            """
            mkdir logs
            write logs/app.log 3; run
            for k in 1 2 3; do write logs/app.log 2; mv logs/app.log logs/\(name); write logs/app.log 3; run; done; run
            """, path: "logs/" + path)
        #expect(result.stdout == once(18))
        #expect(result.stderr == "")
    }

    /// All that is stored of one log is the header that they share, and another got its inode when they were moved.
    @Test func aHeaderAndAnInodeMakeNoOtherLog() throws {
        let result = try FollowedLog.play(
            """
            echo '# header' > app.log; echo '# header' > web.log; write web.log 3; run
            sql "UPDATE log_offsets SET inode = '1' WHERE path LIKE '%web.log'"
            sql "UPDATE log_offsets SET inode = '$(stat -c %i web.log)' WHERE path LIKE '%app.log'"
            write app.log 1; write web.log 1; run; write web.log 1; run; run
            sql "SELECT count(*) FROM log_events WHERE message LIKE '#%'; DELETE FROM log_events WHERE message LIKE '#%'"
            """, path: "*.log")
        #expect(result.stdout == "2\n" + once(6))
    }

    /// And half a line, which began alike in both.
    @Test func aHeaderAndHalfALineMakeNoOtherLog() throws {
        let result = try FollowedLog.play(
            """
            echo '# header' > app.log; printf 'Nov 22 ' >> app.log; echo '# header' > web.log; write web.log 3; run
            sql "UPDATE log_offsets SET inode = '1' WHERE path LIKE '%web.log'"
            sql "UPDATE log_offsets SET inode = '$(stat -c %i web.log)' WHERE path LIKE '%app.log'"
            write web.log 1; run; echo "10:00:00 web app: line 5" >> app.log; n=5; write web.log 1; run; run
            sql "SELECT count(*) FROM log_events WHERE message LIKE '#%'; DELETE FROM log_events WHERE message LIKE '#%'"
            """, path: "*.log")
        #expect(result.stdout == "2\n" + once(6))
    }

    /// A log with a header got the inode that a packed file had, of which all is read.
    @Test func theInodeOfAPackedFileMakesNoLogRead() throws {
        let result = try FollowedLog.play(
            """
            echo '# header' > app.log; write app.log 3; run; gzip app.log; mv app.log.gz app.log.1.gz
            echo '# header' > app.log; write app.log 2; run
            sql "UPDATE log_offsets SET inode = '1' WHERE generation = 2"
            sql "UPDATE log_offsets SET inode = '$(stat -c %i app.log)' WHERE generation = 1"
            write app.log 1; touch -d '-1 hour' app.log; run; run
            sql "DELETE FROM log_events WHERE message LIKE '#%'"
            """)
        #expect(result.stdout == once(6))
    }

    /// It goes on by itself, whichever of the two comes first: all that is in it is another log's.
    @Test(arguments: [
        ("a.log", "b.log", "*.log"), ("b.log", "a.log", "*.log"), ("x/app.log", "y/app.log", "*/app.log"),
        ("y/app.log", "x/app.log", "*/app.log"),
    ])
    func aCopiedLogIsALogOfItsOwn(original: String, copy: String, path: String) throws {
        let result = try FollowedLog.play(
            """
            mkdir x y; write \(original) 40; run; cp \(original) \(copy); write \(copy) 1; run; run
            write \(copy) 1; write \(original) 1; run
            sql "SELECT count(*), count(DISTINCT message) FROM log_events"; sql 'DELETE FROM log_events'
            """, path: path)
        #expect(result.stdout.hasPrefix("83|43\n"), "\(result.stdout)")
    }

    /// The link led to another file, in another folder, or was one in the way.
    @Test(arguments: [
        ("run-$k.log", "ln -sfn run-$k.log app.log"),
        ("2026/$k/app.log", "mkdir -p 2026/$k; ln -sfn 2026/$k/app.log app.log"),
        ("r$k/app.log", "mkdir -p r$k; ln -sfn r$k current"),
    ])
    func aSymlinkMayLeadAnywhere(target: String, point: String) throws {
        let path = target == "r$k/app.log" ? "current/app.log" : "app.log"
        let result = try FollowedLog.play(
            """
            k=0; \(point)
            for k in 1 2 3; do
                write \(path) 4; run; write \(path) 2; \(point); write \(path) 1; run
            done; run
            """, path: path)
        #expect(result.stdout == once(21))
        #expect(result.stderr == "")
    }

    /// What was unread is read oldest first.
    @Test func generationsAreReadInOrder() throws {
        let result = try FollowedLog.play(
            """
            write app.log 1; run
            write app.log 1; mv app.log app.log.3; write app.log 2; mv app.log app.log.2; gzip app.log.2
            write app.log 1; mv app.log app.log.1; write app.log 1; run
            sql "SELECT group_concat(substr(message, 6)) FROM (SELECT message FROM log_events ORDER BY rowid)"
            """)
        #expect(result.stdout == "1,2,3,4,5,6\n" + once(6))
    }

    /// A reboot that gives devices other numbers; a restore, where inodes are others too.
    @Test(arguments: ["device = '64999'", "device = '64999', inode = '1'"])
    func devicesAndInodesMayChange(what: String) throws {
        let result = try FollowedLog.play(
            """
            write app.log 2; run; mv app.log app.log.1; write app.log 1; run
            sql "UPDATE log_offsets SET \(what)"
            write app.log.1 1; write app.log 1; run; mv app.log.1 app.log.2; mv app.log app.log.1; write app.log 1; run; run
            """)
        #expect(result.stdout == once(6))
        #expect(result.stderr == "")
    }

    /// A new file has the inode of one that was read and is gone, and births may not be known.
    @Test(arguments: ["", ", anchor = substr(anchor || '-', 1, instr(anchor || '-', '-') - 1)"])
    func anInodeMayComeAgain(birth: String) throws {
        let result = try FollowedLog.play(
            """
            write app.log 3; run; rm app.log; write app.log 20
            sql "UPDATE log_offsets SET inode = '$(stat -c %i app.log)'\(birth)"; run; run
            """)
        #expect(result.stdout == once(23))
    }

    /// Or a rotated file of another match of the glob has it, which is younger than a file that was not read yet.
    @Test func anInodeMayComeAgainInAnotherLog() throws {
        let result = try FollowedLog.play(
            """
            write app.log 40; write job.log 40; run; mv job.log job.1.log; write job.log 1
            mv app.log app.2.log; write app.log 2; mv app.log app.1.log; write app.log 1; touch job.1.log
            sql "UPDATE log_offsets SET inode = '$(stat -c %i job.1.log)' WHERE path LIKE '%app.log'"; run; run
            """, path: "*.log")
        #expect(result.stdout == once(84))
        #expect(result.stderr == "")
    }

    /// Its lines stay those of the machine that it was.
    @Test func aRenamedHostGoesOn() throws {
        let result = try FollowedLog.play(
            """
            write app.log 2; run; sed -i 's/host: web1/host: web2/' c.yaml; write app.log 1; run
            mv app.log app.log.1; write app.log 1; run; run
            sql "SELECT host, count(*) FROM log_events GROUP BY host"
            """)
        #expect(result.stdout == "web1|3\nweb2|1\n" + once(4))
    }

    /// Two machines in one database, whose logs begin alike: each has its own, whatever little or much is stored.
    @Test(arguments: [60, 3])
    func anotherHostIsNoFormerName(count: Int) throws {
        let result = try FollowedLog.play(
            """
            on() { sed -i "s/host: .*/host: web$1/" c.yaml; test ! -d disk$1 || mv disk$1/* .; }
            off() { mkdir -p disk$1; mv app.log* disk$1; }
            write app.log \(count); cp app.log other; run; off 1
            on 2; mv other app.log; run; write app.log 1; run; off 2
            on 1; write app.log 1; mv app.log app.log.1; write app.log 1; run; off 1
            on 2; mv app.log app.log.1; gzip app.log.1; write app.log 1; run; run
            sql "SELECT host, count(*), count(DISTINCT message) FROM log_events GROUP BY host; DELETE FROM log_events"
            """)
        #expect(result.stdout == "web1|\(count + 2)|\(count + 2)\nweb2|\(count + 2)|\(count + 2)\n\n")
    }

    /// Its first run, too, may be killed, and its log be rotated before the next.
    @Test func anotherHostHasAFirstRunOfItsOwn() throws {
        let result = try FollowedLog.play(
            """
            write app.log 60; run; rm app.log; sed -i "s/host: .*/host: web2/" c.yaml
            write app.log 60; logly-parse --config c.yaml > killed; mv app.log app.log.1; write app.log 1; run; run
            """)
        #expect(result.stdout == once(121), "\(result.stderr)")
    }

    /// The name that the machine has itself was its own: then files are known that lie on another disk. So are they all
    /// where one has its inode still.
    @Test(arguments: ["cp app.log copy; mv copy app.log", "gzip -c app.log.1 > app.log.2.gz; rm app.log.1"])
    func aNameOfThisMachineIsAFormerOne(move: String) throws {
        let host = move.hasPrefix("cp") ? "$(uname -n)" : "web0"
        let result = try FollowedLog.play(
            """
            write app.log 60; logly-parse --config c.yaml --host "\(host)" | logly-ingest --config c.yaml
            write app.log 1; mv app.log app.log.1; write app.log 60
            logly-parse --config c.yaml --host "\(host)" | logly-ingest --config c.yaml
            write app.log.1 1; \(move); write app.log 1; run; run
            """)
        #expect(result.stdout == once(123), "\(result.stderr)")
    }

    /// The log was moved and so was the source's path; and a match of a glob that was renamed to another one.
    @Test(arguments: [("app.log", "sed -i s/app.log/web.log/ c.yaml"), ("*.log", ":")])
    func aRenamedPathGoesOn(path: String, configure: String) throws {
        let result = try FollowedLog.play(
            "write app.log 2; run; mv app.log web.log; \(configure); write web.log 1; run; run", path: path)
        #expect(result.stdout == once(3))
    }

    /// Somebody edits the first line of a long log in place.
    @Test func aRewrittenFirstLineIsNoNewFile() throws {
        let result = try FollowedLog.play(
            """
            write app.log 100; run; printf 'Jan' | dd of=app.log conv=notrunc status=none; write app.log 1; run; run
            """)
        #expect(result.stdout == once(101))
    }

    /// As logrotate names them itself, with the configured extension kept at the end.
    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/logrotate")),
        arguments: [
            "create", "copytruncate", "create compress", "create compress delaycompress", "create olddir old",
            "create extension .log", "create compress extension .log", "copytruncate extension .log",
            "create dateext dateformat -%Y%m%d-%s", "create dateext dateformat -%Y%m%d-%s extension .log",
            "create compress compresscmd /usr/bin/xz compressext .xz extension .log",
            "create compress compresscmd /usr/bin/zstd compressext .zst", "copytruncate compress",
            "create compress olddir old", "create compress dateext dateformat -%Y%m%d-%s extension .log",
            "create noolddir nocompress shred",
        ], ["app.log", "*.log"])
    func followsTheRealLogrotate(how: String, path: String) throws {
        let lines = how.replacing(" compress", with: "\n compress").replacing(" delay", with: "\n delay")
            .replacing(" ext", with: "\n ext").replacing(" date", with: "\n date").replacing(
                " olddir", with: "\n olddir"
            )
            .replacing(" no", with: "\n no").replacing(" shred", with: "\n shred")
        let result = try FollowedLog.play(
            """
            mkdir old
            printf '%s/app.log {\n rotate 9\n su root root\n %s\n}\n' $PWD '\(lines)' > rotation
            rotate() { \(how.contains("date") ? "sleep 1.1;" : "") /usr/sbin/logrotate -f -s $PWD/state rotation || echo failed; }
            write app.log 2; run; write app.log 1; rotate; write app.log 1; run; rotate
            write app.log 3; rotate; write app.log 1; rotate; run; write app.log 1; run
            """, path: path, options: "olddir: old")
        #expect(result.stdout == once(9), "\(result.stderr)")
        #expect(result.stderr == "")
    }
}
