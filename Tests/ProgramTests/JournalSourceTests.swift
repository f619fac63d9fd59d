import Foundation
import Testing

/// `logly-parse | logly-ingest` over the journal, with a journalctl that plays it from a file.
@Suite struct JournalSourceTests {
    /// As systemd 252's: behind a cursor whose entry is gone it begins with the second of those that are left.
    private static let journalctl = #"""
        #!/bin/sh
        for word; do case $word in
            --after-cursor=*) cursor=${word#*=}; skip=1 ;;
            --cursor=*) cursor=${word#*=} ;;
        esac; done
        printf '%s\n' "$*" >> arguments
        if test -e failure; then cat failure >&2; exit 1; fi
        echo '-- Boot 47418a95 --'
        awk -v from="${cursor##*x=}" -v skip="${skip:-0}" '
            $1 >= from + 0 && skip-- <= 0 { sub(/^[0-9]+ /, ""); print }' entries |
            if test -e cut; then head -c "$(cat cut)"; else cat; fi
        """#

    private func play(_ steps: String, keys: String = "", sources: String = "") throws -> Programs.Result {
        let scratch = try Scratch()
        try """
        host: web1
        logs:
          sources:
            journal: {format: journal\(keys)}
        \(sources)
        """.write(to: scratch.folder.appending(path: "c.yaml"), atomically: true, encoding: .utf8)
        let words = """
            mkdir bin; cat > bin/journalctl; chmod +x bin/journalctl; PATH=$PWD/bin:$PATH
            n=0; : > entries
            # add COUNT: numbered entries.
            add() {
                for i in $(seq $1); do
                    n=$((n + 1)); h=$(printf %x $n)
                    printf '%s {"__CURSOR":"s=a;i=%s;b=b;m=%s;t=%s;x=%s",' $n $h $h $h $n
                    printf '"__REALTIME_TIMESTAMP":"179531712%07d","SYSLOG_IDENTIFIER":"app","MESSAGE":"line %s"}\\n' $n $n
                done >> entries
            }
            vacuum() { sed -i "1,$1d" entries; }
            run() { logly-parse --config c.yaml "$@" | logly-ingest --config c.yaml; }
            # Which lines are stored, as `1x1 2x1`: number x times.
            stored() {
                logly-export logs --since all --format ndjson --config c.yaml |
                    sed 's/.*"message":"line \\([0-9]*\\)".*/\\1/' | sort -n | uniq -c |
                    awk '{ printf "%s%sx%s", sep, $2, $1; sep = " " } END { print "" }'
            }
            """
        let input = scratch.folder.appending(path: "journalctl")
        try Self.journalctl.write(to: input, atomically: true, encoding: .utf8)
        return try Programs.shell(words + "\n" + steps + "\n", in: scratch.folder, stdin: input)
    }

    private func lines(_ numbers: some Sequence<Int>) -> String {
        numbers.map { "\($0)x1" }.joined(separator: " ") + "\n"
    }

    @Test(
        arguments: [
            ("in several runs", "add 3; run; add 2; run; run; add 1; run", 6),
            ("a batch full and more", "add 5001; run; add 1; run", 5002),
            ("two at once", "add 2000; run & run & wait; run", 2000),
            (
                "killed while it is sent",
                "add 300; logly-parse --config c.yaml | head -c 30000 | logly-ingest --config c.yaml 2> /dev/null; run",
                300
            ),
            (
                "killed while it is read",
                "add 3; echo 400 > cut; run; rm cut; run",
                3
            ),
            ("its last entry vacuumed", "add 3; run; vacuum 3; add 2; run", 5),
            ("one new entry behind a vacuumed one", "add 3; run; vacuum 3; add 1; run; add 1; run", 5),
            ("empty at first", "run; add 2; run", 2),
            (
                "acknowledged",
                "add 3; r() { logly-parse --config c.yaml --offsets o | logly-ingest --ack >> o; }; r; add 2; r; r",
                5
            ),
            (
                "acknowledged by a database that went back",
                "add 3; r() { logly-parse --config c.yaml --offsets o | logly-ingest --ack >> o; }; r; rm logly.db*; r; r",
                3
            ),
        ] as [(String, String, Int)])
    func takesEachEntryOnce(how: String, steps: String, count: Int) throws {
        let result = try play(steps + "\nstored")
        #expect(result.stdout == lines(1...count), "\(how)")
    }

    @Test func tellsWhatWasVacuumedBeforeItWasRead() throws {
        let result = try play("add 3; run; add 5; vacuum 6; run; stored")
        #expect(result.stdout == lines([1, 2, 3, 7, 8]))
        #expect(
            result.stderr
                == "logly-parse: source journal: 3 entries were gone from the journal before being read\n"
        )
    }

    @Test func commitsTheCursorWithTheEntries() throws {
        let result = try play(
            "add 3; logly-parse --config c.yaml | grep -v '\"type\":\"event\"'; tail -n1 arguments")
        let records = result.stdout.split(separator: "\n").map(String.init)
        try #require(records.count == 4)
        #expect(records[0].contains(#""source":"journal","path":"journal","generation":1,"#))
        #expect(records[0].hasSuffix(#""fingerprint":"journal","from":0}"#))
        #expect(records[1].contains(#""anchor":"s=a;i=3;b=b;m=3;t=3;x=3","lines":3,"events":3,"unparsed":0"#))
        #expect(records[2].contains(#""path":"journal","status":"ok","lines":3"#))
        #expect(records[3].hasPrefix("-o json --all --no-pager --output-fields="))
    }

    @Test func asksForWhatTheSourceWants() throws {
        let result = try play(
            "add 1; run; add 1; run; tail -n2 arguments | cut -d ' ' -f 6-",
            keys: ", units: [ssh.service], identifiers: [sshd, sudo], priority: warning")
        let wanted = "--unit=ssh.service --identifier=sshd --identifier=sudo --priority=warning"
        #expect(
            result.stdout == """
                \(wanted) --after-cursor=s=a;i=1;b=b;m=1;t=1;x=1
                \(wanted) --cursor=s=a;i=1;b=b;m=1;t=1;x=1

                """)
        #expect(result.stderr == "")
    }

    @Test func tellsWhyJournalctlFailed() throws {
        let result = try play(
            "echo 'No permission.' > failure; logly-parse --config c.yaml > /dev/null; echo $?")
        #expect(result.stdout == "66\n")
        #expect(result.stderr == "logly-parse: source journal: journalctl: No permission.\n")
    }

    /// As a log that does not exist: a note, unless somebody asks for it.
    @Test(arguments: [
        ("", "0\n", ""),
        (
            " --source journal", "66\n",
            "logly-parse: source journal: cannot run journalctl: No such file or directory\n"
        ),
    ])
    func aMachineWithoutJournalctl(option: String, status: String, complaint: String) throws {
        let result = try play(
            "p=$(command -v logly-parse); PATH=/nowhere; $p --config c.yaml\(option) > /dev/null; echo $?")
        #expect(result.stdout == status)
        #expect(result.stderr == complaint)
    }

    @Test func standsInWhereNoFileHasTheSameLines() throws {
        let sources = "    auth: {path: auth.log}\n"
        let result = try play(
            "add 2; run; stored; touch auth.log; add 1; run --verbose 2>&1 | grep 'same lines'; stored",
            keys: ", unless: [auth]", sources: sources)
        #expect(
            result.stdout
                == lines(1...2) + "logly-parse: source journal is not read: auth.log has the same lines\n"
                + lines(1...2))
    }
}
