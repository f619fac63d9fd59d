import LoglyShared

/// What systemd says of units and systemd-logind of sessions.
enum SystemdRules {
    static func read(_ message: Bytes, into event: inout LogEvent) -> Bool {
        var at = 0
        if message.skip("Started ", at: &at) {
            if isSession(message.rest(at)) { return false }
            return set(.serviceStarted, "unit started", message.rest(at), .info, &event)
        }
        if message.skip("Stopped ", at: &at) {
            // A target is a point in time, not what runs.
            if message.has("target ", at: at) || isSession(message.rest(at)) { return false }
            if message.ends(with: " with error.") { event.add("result", "error") }
            return set(.serviceStopped, "unit stopped", message.rest(at), .info, &event)
        }
        if message.skip("Failed to start ", at: &at) || message.skip("Dependency failed for ", at: &at)
            || message.skip("Timed out starting ", at: &at) || message.skip("Assertion failed for ", at: &at)
        {
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
        return readUnit(message, &event)
    }

    /// `nginx.service: …`: what happens on the way to a state, which has its own line.
    private static func readUnit(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        guard let colon = message.find(": "), isUnit(message.part(0, colon)) else { return false }
        event.rule = "unit"
        event.add("unit", message.part(0, colon))
        let text = message.rest(colon + 2)
        if text.has("Main process exited, ") || text.has("main process exited, ")
            || text.has("Control process exited, ") || text.has("control process exited, ")
        {
            event.level = text.ends(with: "status=0/SUCCESS") ? .info : .warning
        } else if text.has("A process of this unit has been killed by the OOM killer")
            || text.has("Failed at step ") || text.has("Failed to locate executable ")
            || text.has("Failed to execute ")
        {
            event.level = .error
        } else if text.has("Start request repeated too quickly") || text.find(" timed out") != nil
            || text.find(" failed with result '") != nil || text.has("Watchdog timeout")
        {
            event.level = .warning
        } else {
            event.level = LevelWords.level(in: text) ?? event.level
        }
        return true
    }

    /// A name with one of systemd's suffixes.
    private static func isUnit(_ name: Bytes) -> Bool {
        guard name.count <= 256, name.find(0x20) == nil else { return false }
        return name.ends(with: ".service") || name.ends(with: ".scope") || name.ends(with: ".socket")
            || name.ends(with: ".timer") || name.ends(with: ".mount") || name.ends(with: ".slice")
            || name.ends(with: ".target") || name.ends(with: ".path") || name.ends(with: ".swap")
            || name.ends(with: ".device") || name.ends(with: ".automount")
    }

    /// `Session 3 of user bob.`, `session-3.scope - Session 3 of User bob.`: logind and PAM tell of those.
    private static func isSession(_ text: Bytes) -> Bool {
        text.has("Session ") || (text.has("session-") && text.find(".scope") != nil)
    }

    /// `Killed /system.slice/x.service due to memory pressure for …`, of systemd-oomd.
    static func readOOMDaemon(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard message.has("Killed "), let end = message.find(" due to ", 7) else { return false }
        event.rule = "out of memory"
        event.action = .oomKill
        event.level = .error
        event.add("victim", message.part(7, end))
        return true
    }

    /// `New session 3 of user bob.`, `Removed session 3.`: PAM has said who came and went.
    static func readLogind(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard message.find("ession ") != nil else { return false }
        event.rule = "logind session"
        // Since version 256 in quotes: `New session '3' of user 'bob' with class 'user' and type 'tty'.`
        if let user = message.find(" of user ") {
            event.user = message.part(user + 9, message.endOfWord(user + 9)).withoutPoint.unquoted
        }
        if let session = message.find("ession ") {
            let end = message.endOfWord(session + 7)
            event.add("session", message.part(session + 7, end).withoutPoint.unquoted)
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
