import LoglyShared

/// What the modules of PAM say, whatever program they run in: `pam_unix(sshd:auth): authentication failure; … rhost=192.0.2.1`.
enum PAMRules {
    static func read(_ message: Bytes, into event: inout LogEvent) -> Bool {
        if message.has("PAM "), let semicolon = message.find(";") {
            // `PAM 2 more authentication failures; logname= …`: each of them had its own line.
            guard message.has("more authentication failure", at: (message.find(0x20, 4) ?? 0) + 1) else {
                return false
            }
            event.rule = "PAM more failures"
            event.level = .warning
            setFields(message, from: semicolon, service: event.service, &event)
            return true
        }
        if message.has("(pam_unix) ") {
            // Of the same time as `sshd(pam_unix)`, and as alone.
            event.add("pam", "pam_unix")
            return readBody(message.rest(11), service: Bytes(""), into: &event)
        }
        guard let colon = message.find(": ") else { return false }
        let module = message.part(0, colon)
        event.add("pam", module)
        var service = event.service
        if let open = module.find(UInt8(ascii: "(")) {
            let end =
                module.find(UInt8(ascii: ":"), open) ?? module.find(UInt8(ascii: ")"), open) ?? module.count
            service = module.part(open + 1, end)
        }
        if readBody(message.rest(colon + 2), service: service, into: &event) { return true }
        event.rule = "PAM"
        event.level = LevelWords.level(in: message) ?? event.level
        return true
    }

    /// Where the module stands in the tag (`sshd(pam_unix)`): there it is the only one that counts the attempt.
    static func readOld(_ message: Bytes, into event: inout LogEvent) -> Bool {
        readBody(message, service: Bytes(""), into: &event)
    }

    private static func readBody(_ body: Bytes, service: Bytes, into event: inout LogEvent) -> Bool {
        var at = 0
        if body.skip("authentication failure", at: &at) {
            event.rule = "PAM failure"
            event.level = .warning
            setFields(body, from: at, service: service, &event)
            if !saysSoItself(service) { event.action = .failedLogin }
            return true
        }
        if let more = body.find(" more authentication failure"), let number = body.part(0, more).integer {
            // The module tells the first failure of a login at once and the rest of them at its end.
            event.rule = "PAM more failures"
            event.level = .warning
            setFields(body, from: more, service: service, &event)
            if !saysSoItself(service), number > 0 {
                event.action = .failedLogin
                event.count = number
            }
            return true
        }
        if body.skip("Consecutive login failures for user ", at: &at) {
            event.rule = "PAM refusal"
            event.level = .warning
            event.user = body.part(at, body.endOfWord(at))
            return true
        }
        if body.skip("session opened for user ", at: &at) {
            event.rule = "PAM session opened"
            event.action = .sessionOpened
            setSession(body, from: at, service: service, &event)
            return true
        }
        if body.skip("session closed for user ", at: &at) {
            event.rule = "PAM session closed"
            event.action = .sessionClosed
            event.user = body.rest(at).withoutUserID
            return true
        }
        if body.skip("password changed for ", at: &at) {
            event.rule = "PAM password changed"
            event.action = .userChanged
            event.user = body.rest(at)
            return true
        }
        if body.has("check pass; user unknown") {
            event.rule = "PAM unknown user"
            event.level = .warning
            return true
        }
        if body.has("auth could not identify password") || body.has("conversation failed")
            || body.has("account ") || body.has("user ") || body.has("unexpected response")
        {
            event.rule = "PAM refusal"
            event.level = .warning
            return true
        }
        return false
    }

    /// `bob(uid=1000) by root(uid=0)`, `bob by (uid=0)`: of su and sudo the one behind `by` acts.
    private static func setSession(_ body: Bytes, from start: Int, service: Bytes, _ event: inout LogEvent) {
        let rest = body.rest(start)
        guard let by = rest.findLast(" by ") else {
            event.user = rest.withoutUserID
            return
        }
        let target = rest.part(0, by).withoutUserID
        let actor = rest.rest(by + 4).withoutUserID
        if actor.count > 0, service.has("su") || event.service.equals("su") || event.service.equals("sudo") {
            event.user = actor
            event.add("target", target)
        } else {
            event.user = target
        }
    }

    /// Programs that tell each failure in words of their own: sshd's `Failed password`, login's `FAILED LOGIN`.
    private static func saysSoItself(_ service: Bytes) -> Bool {
        service.equals("sshd") || service.equals("login")
    }

    /// `logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root`, without `user=` where there is none of that name.
    ///
    /// The names of both users may hold anything, the host's no space: it is the first `rhost=` behind which the
    /// line ends or `user=` follows.
    private static func setFields(
        _ body: Bytes, from start: Int, service: Bytes, _ event: inout LogEvent
    ) {
        var hostStart = body.count
        var hostEnd = body.count
        var at = start
        while let found = body.find(" rhost=", at) {
            (hostStart, hostEnd) = (found, body.endOfWord(found + 7))
            at = body.skipSpaces(hostEnd)
            if at == body.count || body.has("user=", at: at) { break }
            at = found + 7
        }
        if hostStart < body.count { event.setAddress(body.part(hostStart + 7, hostEnd)) }
        if body.skip("user=", at: &at) { event.user = body.rest(at).trimmed }
        let fields = body.part(0, hostStart)
        if let name = fields.find("ruser=", start) {
            let ruser = fields.rest(name + 6).trimmed
            if event.user.count == 0 {
                event.user = ruser
            } else if ruser.count > 0, service.has("su") {
                // Who wants to become another.
                if !ruser.equals(event.user) { event.add("target", event.user) }
                event.user = ruser
            } else {
                event.add("ruser", ruser)
            }
        }
        if let tty = fields.find("tty=", start) {
            event.add("tty", fields.part(tty + 4, fields.endOfWord(tty + 4)))
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// `bob(uid=1000)` as `bob`; also without what newer versions put behind.
    fileprivate var withoutUserID: Bytes {
        guard let open = findLast("(uid=") else { return trimmed }
        return part(0, open).trimmed
    }
}
