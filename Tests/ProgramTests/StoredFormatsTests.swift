import Foundation
import LoglyShared
import Testing

/// Events of every format, through the database and out again.
@Suite struct StoredFormatsTests {
    /// Three times over, as templates and texts are stored when they come again.
    @Test func eventsOfEveryFormatComeBack() throws {
        let scratch = try Scratch(copying: Programs.repository.appending(path: "docs/examples"))
        let golden = Programs.repository.appending(path: "Tests/Golden/logly-parse")
        let result = try Programs.shell(
            """
            { logly-parse --list-formats | while read -r format line; do
                printf '%s\\n' "$line" | logly-parse --format "$format" --host web1 --now 2026-11-22
            done
            for log in *.log; do logly-parse --format auto --host web1 --now 2026-11-22 "$log"; done
            find "$GOLDEN" -name stdout -exec cat {} +; } | grep '^{"type":"event"' > once
            cat once once once | tee thrice | logly-ingest
            grep -o '"source":"[^"]*"' once | sort -u | wc -l
            sort thrice > given
            logly-export logs --since all --format ndjson | sort | cmp - given && echo the same lines
            """, in: scratch.folder, environment: ["GOLDEN": golden.path])
        #expect(result.stderr == "")
        let lines = result.stdout.split(separator: "\n")
        #expect(lines.first.flatMap { Int($0) } ?? 0 > 12, "\(result.stdout)")
        #expect(lines.last == "the same lines", "\(result.stdout)")

        let database = try Database.open(scratch.folder.path + "/logly.db", .readOnly)
        let names = EventColumn.allCases.map(\.key.description).joined(separator: ", ")
        var view = try database.prepare("SELECT \(names) FROM log_events ORDER BY timestamp, id")
        let events = try EventQuery().events(in: database)
        while try view.step() {
            #expect(try events.step())
            for column in EventColumn.allCases {
                #expect(events.text(column) == view.text(column.rawValue), "\(column)")
            }
        }
        #expect(try !events.step())
    }
}
