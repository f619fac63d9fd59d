import Foundation
import Testing

/// A copy of a database that is being written.
@Suite struct BackupTests {
    /// Whatever moment the copy is of, it holds whole transactions: as many samples of one kind as of the other.
    @Test func isOfOneMomentWhileOthersWrite() throws {
        let scratch = try Scratch()
        let result = try Programs.shell(
            """
            pair() { echo '{"type":"system","timestamp":'$1'}'; echo '{"type":"network","timestamp":'$1'}'; }
            for i in $(seq 2000); do pair $i; done | logly-ingest
            export LOGLY_DATABASE=$PWD/logly.db
            for i in $(seq 2001 30000); do pair $i; done | logly-ingest & writer=$!
            for i in 1 2 3 4 5; do logly-export backup copy$i.db || exit; done
            logly-export backup - > copy6.db || exit
            wait $writer || exit
            for i in 1 2 3 4 5 6; do
                sqlite3 copy$i.db 'PRAGMA integrity_check;
                    SELECT (SELECT count(*) FROM system_metrics) - (SELECT count(*) FROM network_metrics)' || exit
            done
            logly-export backup last.db
            for file in logly.db last.db; do sqlite3 $file .dump | md5sum; done | uniq | wc -l
            ls -A | grep -c tmp
            """, in: scratch.folder)
        #expect(result.stderr == "")
        #expect(result.stdout == String(repeating: "ok\n0\n", count: 6) + "1\n0\n")
    }

    /// A signal leaves neither a copy nor what was to become one.
    @Test(arguments: ["INT", "TERM", "HUP"])
    func leavesNothingWhenItIsEnded(signal: String) throws {
        let scratch = try Scratch()
        let result = try Programs.shell(
            """
            logly-ingest < /dev/null
            sqlite3 logly.db "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)
                INSERT INTO metadata SELECT i, hex(zeroblob(1000000)) FROM n"
            env --default-signal logly-export backup copy.db & backup=$!
            until ls -A | grep -q tmp; do kill -0 $backup || break; done
            kill -\(signal) $backup; wait $backup; echo $?; ls -A | grep -e tmp -e copy
            """, in: scratch.folder)
        let number = ["INT": 2, "TERM": 15, "HUP": 1][signal]!
        #expect(result.stdout == "\(128 + number)\n", "\(result.stderr)")
    }

    @Test func aFullDiskEndsIt() throws {
        try #require(getuid() == 0, "only root can mount a small file system")
        let scratch = try Scratch()
        let result = try Programs.shell(
            """
            logly-ingest < /dev/null; mkdir disk && mount -t tmpfs -o size=60k tmpfs disk || exit 99
            logly-export backup disk/copy.db; echo $?; ls -A disk
            TMPDIR=$PWD/disk logly-export backup - | wc -c; ls -A disk; umount disk
            """, in: scratch.folder)
        #expect(result.status != 99)
        #expect(result.stdout == "74\n0\n")
        #expect(result.stderr.contains("cannot write disk/copy.db: database or disk is full"))
    }
}
