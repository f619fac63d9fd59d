import LoglyShared

/// What systemd says of units and systemd-logind of sessions.
enum SystemdRules {
    static func read(_ message: Bytes, into event: inout LogEvent) -> Bool {
        var at = 0
        if message.skip("Started ", at: &at) {
            return set(.serviceStarted, "unit started", message.rest(at), .info, &event)
        }
        if message.skip("Stopped ", at: &at) {
            return set(.serviceStopped, "unit stopped", message.rest(at), .info, &event)
        }
        if message.skip("Failed to start ", at: &at) || message.skip("Dependency failed for ", at: &at) {
            return set(.serviceFailed, "unit failed", message.rest(at), .error, &event)
        }
        if let failed = message.find(": Failed with result '") {
            event.add("result", message.rest(failed + 22).withoutEnd(2))
            return set(.serviceFailed, "unit failed", message.part(0, failed), .error, &event)
        }
        // Before version 236: `Unit nginx.service entered failed state.`
        if message.skip("Unit ", at: &at), let entered = message.find(" entered failed state") {
            return set(.serviceFailed, "unit failed", message.part(at, entered), .error, &event)
        }
        if let exited = message.find(": Main process exited, ") {
            event.rule = "unit"
            event.add("unit", message.part(0, exited))
            event.level = message.ends(with: "status=0/SUCCESS") ? .info : .warning
            return true
        }
        if let killed = message.find(": A process of this unit has been killed by the OOM killer") {
            event.rule = "unit"
            event.add("unit", message.part(0, killed))
            event.level = .error
            return true
        }
        return false
    }

    /// `New session 3 of user bob.`, `Removed session 3.`: PAM has said who came and went.
    static func readLogind(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard message.find("ession ") != nil else { return false }
        event.rule = "logind session"
        if let user = message.find(" of user ") { event.user = message.rest(user + 9).withoutPoint }
        if let session = message.find("ession ") {
            let rest = message.rest(session + 7)
            let end = rest.find(0x20) ?? rest.count
            event.add("session", rest.part(0, end).withoutPoint)
        }
        return true
    }

    /// `nginx.service - A high performance web server.`: since version 250 with the unit's name.
    private static func set(
        _ action: Action, _ rule: StaticString, _ text: Bytes, _ level: Level, _ event: inout LogEvent
    ) -> Bool {
        event.action = action
        event.rule = rule
        event.level = level
        let unit = text.find(" - ").map { text.part(0, $0) } ?? text.withoutPoint
        event.add("unit", unit)
        return true
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var withoutPoint: Bytes {
        count > 0 && self[count - 1] == UInt8(ascii: ".") ? part(0, count - 1) : part(0, count)
    }

    fileprivate func withoutEnd(_ length: Int) -> Bytes { part(0, Swift.max(0, count - length)) }
}
