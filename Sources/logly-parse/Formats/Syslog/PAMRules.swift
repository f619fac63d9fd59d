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
            setFields(message, from: semicolon + 1, &event)
            return true
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
            setFields(body, from: at, &event)
            // sshd says `Failed password` of the same attempt.
            if !service.equals("sshd") { event.action = .failedLogin }
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

    /// `logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root`. The user's name is the last, and may hold
    /// anything; no value before it may hold a space.
    private static func setFields(_ body: Bytes, from start: Int, _ event: inout LogEvent) {
        if let user = body.find(" user=", start) { event.user = body.rest(user + 6).trimmed }
        let end = body.find(" user=", start) ?? body.count
        let fields = body.part(0, end)
        if let host = fields.find("rhost=", start) {
            let hostEnd = fields.find(0x20, host) ?? fields.count
            event.setAddress(fields.part(host + 6, hostEnd))
        }
        if let name = fields.find("ruser=", start) {
            let nameEnd = fields.find(0x20, name) ?? fields.count
            let ruser = fields.part(name + 6, nameEnd)
            if event.user.count == 0 { event.user = ruser } else { event.add("ruser", ruser) }
        }
        if let tty = fields.find("tty=", start) {
            let ttyEnd = fields.find(0x20, tty) ?? fields.count
            event.add("tty", fields.part(tty + 4, ttyEnd))
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
