import Foundation
import Testing

@testable import LoglyShared

/// docs/schema.md against a database made of docs/examples.
@Suite struct SchemaDocumentTests {
    private static let text =
        (try? String(contentsOf: Programs.repository.appending(path: "docs/schema.md"), encoding: .utf8))
        ?? ""

    /// The queries, in order.
    private static let queries = text.components(separatedBy: "```sql\n").dropFirst().map {
        String($0.prefix(upTo: $0.range(of: "```")?.lowerBound ?? $0.endIndex))
    }

    private func database(in scratch: Scratch) throws -> Database {
        let result = try Programs.shell(
            """
            touch -d '1 hour ago' *; sed "s#@examples#$PWD#" logly.yaml > here.yaml
            logly-parse -c here.yaml --host web1 --now 2026-11-22 | logly-ingest
            logly-rollup --now 1795305600
            """, in: scratch.folder)
        #expect(result.stderr == "")
        return try Database.open(scratch.folder.path + "/logly.db", .readOnly)
    }

    @Test func eachQuestionHasAnAnswer() throws {
        #expect(Self.queries.count == 10)
        let scratch = try Scratch(copying: Programs.repository.appending(path: "docs/examples"))
        let database = try database(in: scratch)
        for query in Self.queries where !query.contains("successful > 0") {
            var statement = try database.prepare(query)
            let hasRow = try statement.step()
            #expect(hasRow, "\(query)")
        }
        // Answers of which the examples tell.
        func first(_ index: Int) throws -> [String?] {
            var statement = try database.prepare(Self.queries[index])
            _ = try statement.step()
            return (0..<statement.columnCount).map { statement.text($0) }
        }
        #expect(try first(2).prefix(3) == ["203.0.113.77", "6", "6"])
        #expect(try first(8).count == 4)
    }

    /// None of them reads all events where there is an index for it.
    @Test func questionsUseTheIndexes() throws {
        let scratch = try Scratch(copying: Programs.repository.appending(path: "docs/examples"))
        let database = try database(in: scratch)
        for query in Self.queries
        where query.contains("FROM log_events") || query.contains("FROM coded_events") {
            let plan = try SQLQuery(query).plan(in: database)
            #expect(plan.contains { $0.contains("USING INDEX") }, "\(query): \(plan)")
        }
    }

    /// What the page calls a table is one, with the columns that it names; and no table is left out.
    @Test func namesWhatIsThere() throws {
        let scratch = try Scratch(copying: Programs.repository.appending(path: "docs/examples"))
        let database = try database(in: scratch)
        let rows = Self.text.components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
        let named = Set(
            rows.flatMap { row in
                row.components(separatedBy: " | ")[0].components(separatedBy: "`").enumerated()
                    .filter { $0.offset % 2 == 1 }.map(\.element)
            })
        for table in [
            "system_metrics", "network_metrics", "filesystem_metrics", "interface_metrics", "disk_metrics",
            "log_events", "hourly_aggregates", "daily_aggregates", "ip_activity", "source_activity",
            "known_errors",
            "log_offsets", "runs", "run_sources", "metadata", "rollup_marks", "rollup_sums", "rollup_uniques",
        ] {
            #expect(named.contains(table))
            #expect(
                try database.integer("SELECT count(*) FROM pragma_table_info('\(table)')") ?? 0 > 0,
                "\(table)")
        }
        for table in [
            "hourly_aggregates", "daily_aggregates", "ip_activity", "source_activity", "log_events",
        ] {
            var columns = try database.prepare("SELECT name FROM pragma_table_info('\(table)')")
            while try columns.step() {
                let name = columns.text(0) ?? ""
                #expect(
                    Self.text.range(of: "\\b\(name)\\b", options: .regularExpression) != nil,
                    "\(table).\(name)")
            }
        }
    }
}
