/// Which of the window's errors the data before it know.
///
/// Looks back through warnings and worse until all are found: errors that come again are found at once, one that
/// is new costs the whole of them.
struct KnownErrors {
    let begin: Timestamp

    func read(_ database: borrowing Database, into seen: inout Observations) throws(ToolError) {
        var earlier = try database.prepare("SELECT 1 FROM log_events WHERE timestamp < ?1 LIMIT 1")
        earlier.bind(1, begin)
        guard try earlier.step() else { return }
        var missing = Set(seen.errors.groups.map(\.fingerprint))
        var known: Set<UInt64> = []
        for condition in [
            LogEventsTable.isGrave, "action IN ('oom_kill', 'db_error') AND \(LogEventsTable.isNotable)",
        ] where !missing.isEmpty {
            var query = try database.prepare(
                """
                SELECT message, level, action FROM log_events WHERE timestamp < ?1 AND \(condition)
                ORDER BY timestamp DESC
                """)
            query.bind(1, begin)
            while !missing.isEmpty, try query.step() {
                guard let message = query.bytes(0) else { continue }
                let isWarning = query.bytes(1)?.first == UInt8(ascii: "W")
                if isWarning, query.isNull(2) || query.bytes(2)?.first == UInt8(ascii: "h") { continue }
                let fingerprint = Fingerprint.of(message)
                if missing.remove(fingerprint) != nil { known.insert(fingerprint) }
            }
        }
        seen.knownFingerprints = known
    }
}
