import Foundation

/// A folder with a configuration of one source, `app`, and shell words to write its log, to run and to compare.
enum FollowedLog {
    /// - Parameters:
    ///   - path: the source's, in the folder.
    ///   - options: more of its keys, as in `olddir: old`.
    /// - Returns: what the steps print, and at the end which lines are stored, as `1x1 2x1`: number x times.
    static func play(
        _ steps: String, path: String = "app.log", format: String = "syslog", options: String? = nil
    ) throws -> Programs.Result {
        let scratch = try Scratch()
        try """
        host: web1
        logs:
          sources:
            app: {path: "\(scratch.folder.path)/\(path)", format: \(format)\(options.map { ", " + $0 } ?? "")}
        """.write(to: scratch.folder.appending(path: "c.yaml"), atomically: true, encoding: .utf8)
        let words = """
            n=0
            # write FILE COUNT: numbered lines.
            write() {
                for i in $(seq $2); do n=$((n + 1)); echo "Nov 22 10:00:00 web app: line $n" >> $1; done
            }
            run() { logly-parse --config c.yaml "$@" | logly-ingest --config c.yaml; }
            stored() {
                logly-export logs --since all --format ndjson --config c.yaml |
                    sed 's/.*"message":"line \\([0-9]*\\)".*/\\1/' | sort -n | uniq -c |
                    awk '{ printf "%s%sx%s", sep, $2, $1; sep = " " } END { print "" }'
            }
            sql() { sqlite3 logly.db "$@"; }
            """
        return try Programs.shell(words + "\n" + steps + "\nstored\n", in: scratch.folder)
    }

    /// What is printed where lines 1 to `count` are stored once.
    static func once(_ count: Int) -> String {
        (1...count).map { "\($0)x1" }.joined(separator: " ") + "\n"
    }
}

/// A log that is long enough to be met in the middle.
enum LongLog {
    /// A folder with a configuration of one source and 20,000 lines in `app.log`; `run` is the pipeline.
    static func play(_ steps: String, lines: Int = 20_000) throws -> Programs.Result {
        let scratch = try Scratch()
        try """
        host: web1
        logs:
          sources:
            app: {path: "\(scratch.folder.path)/app.log", format: syslog}
        """.write(to: scratch.folder.appending(path: "c.yaml"), atomically: true, encoding: .utf8)
        let words = """
            seq \(lines) | sed 's/^/Nov 22 10:00:00 web app: line /' > app.log
            run() { logly-parse --config c.yaml "$@" | logly-ingest --config c.yaml; }
            stored() { sqlite3 logly.db 'SELECT count(*), count(DISTINCT message) FROM log_events'; }

            """
        return try Programs.shell(words + steps, in: scratch.folder)
    }
}
