import Foundation
import Testing

/// The installed folder with real users: a service's own, a member of its group, and root.
///
/// Skipped where it does not run as root, since only root can be others.
@Suite(.enabled(if: getuid() == 0)) struct SharedFolderTests {
    /// Users without names, so that nothing of the machine changes: 61500 is the service's, 61501 a member of its
    /// group 61600, 61502 a stranger.
    private static let users = """
        run() { user=$1 group=$2; shift 2; setpriv --reuid $user --regid $group --clear-groups -- "$@"; }
        service() { run 61500 61600 "$@"; }; member() { run 61501 61600 "$@"; }; stranger() { run 61502 61502 "$@"; }
        chmod 755 .; umask 022; mkdir data; chown 61500:61600 data; chmod 2770 data
        export LOGLY_DATABASE=$PWD/data/logly.db
        event() { printf '{"type":"event","timestamp":%s,"host":"h","source":"s","level":"INFO","message":"m"}\\n' "$1"; }

        """

    private func run(_ script: String) throws -> Programs.Result {
        let scratch = try Scratch()
        return try Programs.shell(Self.users + script, in: scratch.folder)
    }

    /// In WAL mode with no writer running, which is the normal state, and also in a folder that it can't write.
    @Test func aMemberReadsWithoutWriteAccess() throws {
        let result = try run(
            """
            event 1795000000 | service logly-ingest; service logly-rollup --now 1795000000
            stat -c '%a %U %G %n' data data/* | sed "s# $PWD/# #" | sed 's/UNKNOWN/-/g'
            chmod 2750 data; chmod 640 data/*
            member logly-export logs --since all --format csv --time epoch | tail -n 1
            member sh -c 'umask 077; logly-export backup - > /dev/null'; echo $?
            member logly-analyze --health --now 1795000000 | jq -r .type
            event 1795000001 | member logly-ingest; echo $?
            stranger logly-export logs --since all; echo $?
            event 1795000002 | service logly-ingest
            member sqlite3 -readonly data/logly.db 'SELECT count(*) FROM log_events'
            """)
        #expect(
            result.stdout == """
                2770 - - data
                660 - - data/logly.db
                660 - - data/logly.db-shm
                660 - - data/logly.db-wal
                660 - - data/logly.db.logly-rollup.lock
                1795000000,h,s,INFO,m,,,,,,
                0
                health
                77
                77
                2

                """, "\(result.stderr)")
    }

    /// Whatever root makes by hand: the database, locks, states, rejected lines, results, offsets.
    @Test func rootLeavesNothingThatTheServiceCannotWrite() throws {
        let result = try run(
            """
            event 1795000000 > data/log.ndjson; echo bad > bad
            echo 'logs: {sources: {s: {path: app.log, format: json}}}' > logly.yaml
            echo '{"time":"2026-11-18T00:00:00Z","msg":"m"}' > app.log; chmod 644 logly.yaml app.log
            logly-ingest data/log.ndjson; logly-ingest --reject data/rejected bad 2> /dev/null
            logly-sample system --state data/state | logly-ingest
            logly-parse -c logly.yaml | logly-ingest; logly-parse -c logly.yaml --offsets data/offsets > /dev/null
            logly-rollup; logly-export logs --since all -o data/logs.csv; logly-analyze --health -o data/health
            logly-export backup data/copy.db
            rm data/log.ndjson
            service sh -c 'for file in data/*; do test -w $file || echo "not writable: $file"; done'
            echo $(ls data)
            service logly-sample system --state data/state | service logly-ingest; echo $?
            service logly-parse -c logly.yaml | service logly-ingest; echo $?
            service logly-ingest --reject data/rejected bad 2> /dev/null; echo $?; wc -l < data/rejected
            service logly-rollup; echo $?; service logly-export logs --since all -o data/logs.csv; echo $?
            member sqlite3 -readonly data/logly.db 'PRAGMA integrity_check'
            """)
        #expect(
            result.stdout == """
                copy.db health logly.db logly.db-shm logly.db-wal logly.db.logly-parse.lock logly.db.logly-rollup.lock \
                logs.csv offsets.logly-parse.lock rejected state
                0
                0
                65
                2
                0
                0
                ok

                """, "\(result.stdout) \(result.stderr)")
        #expect(result.stderr == "")
    }
}
