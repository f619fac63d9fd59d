import LoglyShared

/// What sudo, su, login, cron and the programs that change accounts say.
enum AccountRules {
    /// `bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/ls`, with a reason before `TTY` where sudo refused or
    /// warns; see sudoers(5), "Log format".
    ///
    /// A warning (`unable to resolve host web1`) is no attempt and has no action, and so has the rest of a long command.
    static func readSudo(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard let colon = message.find(" : "), colon > 0 else { return false }
        event.rule = "sudo"
        event.user = message.part(0, colon).trimmed
        var at = colon + 3
        while at < message.count {
            if message.skip("COMMAND=", at: &at) {
                // The last of the fields: a command may hold ` ; ` itself.
                event.add("command", message.rest(at))
                event.action = .sudo
                break
            }
            if message.skip("(command continued) ", at: &at) {
                event.add("command", message.rest(at))
                event.rule = "sudo continued"
                break
            }
            let end = message.find(" ; ", at) ?? message.count
            let field = message.part(at, end)
            if field.has("TTY=") {
                event.add("tty", field.rest(4))
            } else if field.has("PWD=") {
                event.add("pwd", field.rest(4))
            } else if field.has("USER=") {
                event.add("target", field.rest(5))
            } else if field.has("GROUP=") {
                event.add("group", field.rest(6))
            } else if field.has("HOST=") || field.has("TSID=") || field.has("ENV=") || field.has("CHROOT=") {
                // Told elsewhere, or of no use alone.
            } else {
                event.add("reason", field)
                event.level = .warning
                if isRefusal(field) {
                    event.action = .sudo
                    event.add("refused", flag: true)
                    event.rule = "sudo refused"
                }
            }
            at = end + 3
        }
        return true
    }

    /// What sudo says where it did not run a command for who asked, against what it only warns of.
    private static func isRefusal(_ reason: Bytes) -> Bool {
        reason.find(" NOT ") != nil || reason.find("not allowed") != nil
            || reason.find("incorrect password attempt") != nil || reason.find("is required") != nil
            || reason.find("must have a tty") != nil || reason.find("no tty present") != nil
            || reason.find("uthentication fail") != nil || reason.find("expired") != nil
            || reason.find("account validation failure") != nil
    }

    /// util-linux: `(to root) bob on pts/0`, `FAILED SU (to root) bob on pts/0`; shadow: `Successful su for root by bob`,
    /// `FAILED su for root by bob`, `+ pts/0 bob:root`.
    static func readSu(_ message: Bytes, into event: inout LogEvent) -> Bool {
        var at = 0
        let isFailed =
            message.skip("FAILED SU ", at: &at) || message.skip("FAILED su ", at: &at)
            || message.skip("- ", at: &at)
        if !isFailed { _ = message.skip("Successful su ", at: &at) || message.skip("+ ", at: &at) }
        let isOld = at == 2
        if message.skip("(to ", at: &at), let close = message.find(") ", at) {
            event.add("target", message.part(at, close))
            let end = message.findLast(" on ") ?? message.count
            event.user = message.part(close + 2, max(close + 2, end))
            if end + 4 < message.count { event.add("tty", message.rest(end + 4)) }
        } else if message.skip("for ", at: &at), let by = message.findLast(" by "), by >= at {
            event.add("target", message.part(at, by))
            event.user = message.rest(by + 4)
        } else if isOld, let space = message.find(0x20, at),
            let colon = message.find(UInt8(ascii: ":"), space)
        {
            event.add("tty", message.part(at, space))
            event.user = message.part(space + 1, colon)
            event.add("target", message.rest(colon + 1))
        } else {
            return false
        }
        event.rule = isFailed ? "su refused" : "su"
        event.action = .su
        if isFailed {
            event.level = .warning
            event.add("refused", flag: true)
        }
        return true
    }

    /// `FAILED LOGIN (1) on '/dev/tty1' FOR 'root', Authentication failure`, `LOGIN ON tty1 BY bob FROM host`.
    static func readLogin(_ message: Bytes, into event: inout LogEvent) -> Bool {
        if message.has("FAILED LOGIN") {
            event.rule = "login failed"
            event.action = .failedLogin
            event.level = .warning
            if let name = message.find(" FOR ") {
                let end = message.findLast(UInt8(ascii: ","), before: message.count) ?? message.count
                event.user = message.part(name + 5, max(name + 5, end)).unquoted
            }
            if let from = message.find(" FROM "), let end = message.find(" FOR ", from) {
                event.setAddress(message.part(from + 6, end))
            }
            return true
        }
        guard message.has("LOGIN ON ") || message.has("ROOT LOGIN") else { return false }
        event.rule = "login"
        event.action = .successfulLogin
        if message.has("ROOT LOGIN") { event.user = Bytes("root") }
        if let by = message.find(" BY ") {
            let end = message.find(" FROM ", by) ?? message.count
            event.user = message.part(by + 4, end)
        }
        if let from = message.find(" FROM ") { event.setAddress(message.rest(from + 6).trimmed.unquoted) }
        return true
    }

    /// `(bob) CMD (command)`.
    static func readCron(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard message.count > 2, message[0] == UInt8(ascii: "("), let close = message.find(") ") else {
            return false
        }
        event.rule = "cron"
        event.user = message.part(1, close)
        if message.has("CMD (", at: close + 2) {
            let end = message.ends(with: ")") ? message.count - 1 : message.count
            event.add("command", message.part(close + 7, max(close + 7, end)))
        } else {
            event.level =
                message.has("FAILED", at: close + 2) ? .error : LevelWords.level(in: message) ?? .info
        }
        return true
    }

    /// The programs of the shadow suite and their like.
    @inline(__always)
    static func isAccountProgram(_ program: Bytes) -> Bool {
        guard 4...9 ~= program.count else { return false }
        return program.has("user") || program.has("group") || program.equals("passwd")
            || program.equals("chpasswd")
            || program.equals("gpasswd") || program.equals("chage") || program.equals("chfn")
            || program.equals("chsh")
    }

    /// `new user: name=bob, UID=1001, …`, `delete user 'bob'`, `add 'bob' to group 'sudo'`, `change user 'bob' password`.
    static func readAccount(_ message: Bytes, into event: inout LogEvent) -> Bool {
        let isFailure = message.has("failed ") || message.has("cannot ") || message.find(" failed") != nil
        event.level = isFailure ? .warning : .info
        event.rule = "account"
        if !isFailure { event.action = .userChanged }
        var at = 0
        if message.skip("new user: name=", at: &at) {
            event.user = message.part(at, message.find(UInt8(ascii: ","), at) ?? message.count)
            event.add("change", "new user")
        } else if message.skip("delete user '", at: &at) {
            event.user = message.part(at, message.find(UInt8(ascii: "'"), at) ?? message.count)
            event.add("change", "delete user")
        } else if message.skip("user ", at: &at), let added = message.find(" added by ", at) {
            // gpasswd: `user bob added by root to group sudo`.
            event.add("target", message.part(at, added))
            let end = message.find(" to group ", added) ?? message.count
            event.user = message.part(added + 10, end)
            if end + 10 < message.count { event.add("group", message.rest(end + 10)) }
        } else if message.skip("password for '", at: &at), let changed = message.find("' changed by '", at) {
            event.user = message.part(at, changed)
            event.add("by", message.part(changed + 14, max(changed + 14, message.count - 1)))
        } else if message.has("add '") || message.has("change user '") || message.has("lock user '")
            || message.has("unlock user '")
        {
            let open = (message.find(UInt8(ascii: "'")) ?? 0) + 1
            let close = message.find(UInt8(ascii: "'"), open) ?? message.count
            event.user = message.part(open, close)
            if let group = message.find("group '") {
                event.add(
                    "group",
                    message.part(group + 7, message.find(UInt8(ascii: "'"), group + 7) ?? message.count))
            }
        } else if message.has("new group: name="), let name = message.find("name=") {
            event.add("group", message.part(name + 5, message.find(UInt8(ascii: ","), name) ?? message.count))
        } else if message.skip("changed password expiry for ", at: &at) {
            event.user = message.rest(at)
        }
        return true
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Without the quotes around it.
    var unquoted: Bytes {
        guard count >= 2, self[0] == self[count - 1], self[0] == 0x27 || self[0] == 0x22 || self[0] == 0x60
        else {
            return part(0, count)
        }
        return part(1, count - 1)
    }
}
