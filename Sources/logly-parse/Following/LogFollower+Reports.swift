import LoglyCommand
import LoglyShared

/// What a run says of the files of a log that it does not read.
extension LogFollower {
    func report(_ current: LogFamily.Current) -> Status {
        switch current {
        case .file: return .ok
        case .unreadable(let error):
            run.messages.error(error)
            return .unreadable
        case .absent:
            if run.isNamed(source) {
                run.messages.error(ToolError(.noInput, "source \(log.source): \(log.path) does not exist"))
            } else {
                run.messages.note("source \(log.source): \(log.path) does not exist")
            }
            return .absent
        }
    }

    /// At the first run, what lies there already is told once; later, what has been written to since.
    func reportLeftOut(
        _ candidates: [Candidate<FileContent>], _ recognition: Recognition<FileContent>
    ) {
        let isFirst = isMetFirst || !known.contains { $0.log == log }
        let files = candidates.indices.filter {
            recognition.verdicts[$0] == .leftOut && candidates[$0].size != 0
        }
        let overlooked = isFirst ? [] : files.filter { recognition.isOverlooked($0) }
        let older = files.filter { !overlooked.contains($0) }
        func text(_ indices: [Int], _ why: String) -> String {
            let files = indices.map { candidates[$0].file }.joined(separator: ", ")
            return "source \(log.source): left out \(files), older than what is read\(why);"
                + " --backfill takes them"
        }
        if !overlooked.isEmpty {
            run.messages.warning(text(overlooked, " by their names, though written since"))
        }
        if older.isEmpty { return }
        if isFirst { run.messages.warning(text(older, "")) } else { run.messages.note(text(older, "")) }
    }

    /// Whether there are packed files, of logs that are known, which cannot be unpacked to their end.
    func reportDamage(
        _ candidates: [Candidate<FileContent>], _ verdicts: [Recognition<FileContent>.Verdict]
    ) -> Bool {
        let damaged = zip(candidates, verdicts).filter { $1 == .copy }.compactMap { $0.0.content.damage }
        for error in damaged { run.messages.error(error) }
        return !damaged.isEmpty
    }
}
