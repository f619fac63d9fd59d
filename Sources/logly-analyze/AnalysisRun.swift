import LoglyShared

/// What goes out, and how the program ends.
struct Answer {
    var records: [JSONValue]
    /// A record for each machine.
    var isSummary: Bool
    var status = ExitStatus.success
    /// Why it is not success; nil where the records say it.
    var reason: String?

    mutating func isOfNothing(in path: String) {
        (status, reason) = (.unavailable, "\(path) holds no data yet")
    }
}

/// Answers one question from a database.
struct AnalysisRun {
    let question: AnalysisQuestion
    let report: Report?
    let showsTrends: Bool
    let trace: String?
    let failOn: SeverityLevel?

    func answer(from database: borrowing Database) throws(ToolError) -> Answer {
        if showsTrends, failOn == nil { return try trends(from: database) }
        let seen = try Observations(reading: database, question)
        let findings = Findings(in: seen)
        var answer = Answer(records: [], isSummary: report?.isSummary ?? false)
        if let report { answer.records = report.records(findings, in: seen) }
        if showsTrends { answer.records = try TrendReport(question).records(from: database) }
        if let trace {
            answer.records = try Trace(of: trace, question).records(from: database, seen)
        }
        try judge(findings, seen, database, &answer)
        return answer
    }

    /// Without reading the window's events, of which the hours tell.
    private func trends(from database: borrowing Database) throws(ToolError) -> Answer {
        var answer = Answer(records: try TrendReport(question).records(from: database), isSummary: false)
        if try !database.holdsData() { answer.isOfNothing(in: database.path) }
        return answer
    }

    private func judge(
        _ findings: Findings, _ seen: Observations, _ database: borrowing Database, _ answer: inout Answer
    ) throws(ToolError) {
        let isEmpty = try !database.holdsData()
        // That nothing is known is an answer of --health: unknown.
        if isEmpty, report != .health || failOn != nil {
            answer.isOfNothing(in: database.path)
            return
        }
        guard let failOn else { return }
        if let stalled = findings.issues(of: .collectionStalled).first {
            (answer.status, answer.reason) = (.unavailable, "collection has stalled: \(stalled.title)")
        } else if !seen.hasData {
            (answer.status, answer.reason) = (.unavailable, "there is no data in this window")
        } else if findings.issues.contains(where: { $0.severity.level >= failOn }) {
            answer.status = .no
        }
    }
}
