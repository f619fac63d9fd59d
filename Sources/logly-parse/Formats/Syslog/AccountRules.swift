import LoglyShared

/// What sudo, su, login and cron say.
enum AccountRules {
    /// `bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/bin/ls`, with a reason before `TTY` where sudo refused; see
    /// sudoers(5), "Log format".
    ///
    /// A line without a command (`bob : unable to resolve host web1`) is a warning about something else.
    static func readSudo(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard let colon = message.find(" : "), colon > 0 else { return false }
        event.rule = "sudo warning"
        event.level = .warning
        event.user = message.part(0, colon).trimmed
        var at = colon + 3
        if message.skip("(command continued) ", at: &at) {
            // Of a command too long for one line; the line before it counts.
            event.rule = "sudo continued"
            event.add("command", message.rest(at))
            event.level = .info
            return true
        }
        var reason = Bytes("")
        while at < message.count {
            if message.skip("COMMAND=", at: &at) {
                // The last of the fields: a command may hold ` ; ` itself.
                event.add("command", message.rest(at))
                event.action = .sudo
                event.rule = reason.count > 0 ? "sudo refused" : "sudo"
                if reason.count == 0 { event.level = .info }
                break
            }
            let end = message.find(" ; ", at) ?? message.count
            let field = message.part(at, end)
            // A directory may be named like a field: the first of each counts.
            if field.has("TTY=") {
                event.add(key: Bytes("tty"), field.rest(4))
            } else if field.has("PWD=") {
                event.add(key: Bytes("pwd"), field.rest(4))
            } else if field.has("USER=") {
                event.add(key: Bytes("target"), field.rest(5))
            } else if field.has("GROUP=") {
                event.add(key: Bytes("group"), field.rest(6))
            } else if field.has("HOST=") || field.has("TSID=") || field.has("ENV=") || field.has("CHROOT=") {
                // Told elsewhere, or of no use alone.
            } else if reason.count == 0 {
                reason = field
            }
            at = end + 3
        }
        event.add("reason", reason)
        if event.action != nil, reason.count > 0 { event.add("refused", flag: true) }
        return true
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
            return readBSDSu(message, into: &event)
        }
        event.rule = isFailed ? "su refused" : "su"
        event.action = .su
        if isFailed {
            event.level = .warning
            event.add("refused", flag: true)
        }
        return true
    }

    /// `bob to root on /dev/pts/0`, `BAD SU bob to root on /dev/pts/0`, and of old `'su root' failed for bob on /dev/pts/0`.
    private static func readBSDSu(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard let on = message.findLast(" on ") else { return false }
        var at = 0
        let isFailed: Bool
        if message.skip("'su ", at: &at) {
            guard let end = message.find("' ", at), let name = message.find(" for ", end), name + 5 <= on
            else {
                return false
            }
            isFailed = message.has("failed", at: end + 2)
            event.add("target", message.part(at, end))
            event.user = message.part(name + 5, on)
        } else {
            isFailed = message.skip("BAD SU ", at: &at)
            guard let to = message.find(" to ", at), to + 4 <= on, message.part(at, to).find(0x20) == nil
            else {
                return false
            }
            event.user = message.part(at, to)
            event.add("target", message.part(to + 4, on))
        }
        event.add("tty", message.rest(on + 4))
        event.rule = isFailed ? "su refused" : "su"
        event.action = .su
        if isFailed {
            event.level = .warning
            event.add("refused", flag: true)
        }
        return true
    }

    /// shadow: `FAILED LOGIN (1) on '/dev/tty1' from 'host' FOR 'root', Authentication failure`, `'bob' logged in on '/dev/tty1'`;
    /// util-linux: `FAILED LOGIN 1 FROM host FOR root, Authentication failure`, `LOGIN ON tty1 BY bob FROM host`.
    static func readLogin(_ message: Bytes, into event: inout LogEvent) -> Bool {
        let isFailed = message.has("FAILED LOGIN") || message.has("TOO MANY LOGIN TRIES")
        if isFailed || message.has("invalid password for '") {
            event.rule = "login failed"
            event.action = .failedLogin
            event.level = .warning
            // The name is whatever was typed.
            var at = message.find(isFailed ? " FOR " : " for ").map { $0 + 5 } ?? message.count
            setPeer(message, before: min(at, message.count), &event)
            if message[safe: at] == UInt8(ascii: "'") {
                at += 1
                let end = message.findLast(UInt8(ascii: "'"), before: message.count) ?? message.count
                event.user = message.part(at, max(at, end))
            } else {
                let end = message.findLast(UInt8(ascii: ","), before: message.count) ?? message.count
                event.user = message.part(at, max(at, end))
            }
            return true
        }
        guard let by = loggedIn(message, &event) else { return false }
        event.rule = "login"
        event.action = .successfulLogin
        setPeer(message.rest(by), before: message.count - by, &event)
        return true
    }

    /// Sets who logged in; returns behind the name.
    private static func loggedIn(_ message: Bytes, _ event: inout LogEvent) -> Int? {
        if message.has("ROOT LOGIN ") {
            event.user = Bytes("root")
            return 10
        }
        if message.has("'"), let end = message.findLast("' logged in ") {
            event.user = message.part(1, max(1, end))
            return end
        }
        guard message.has("LOGIN ON ") || message.has("DIALUP AT ") else { return nil }
        guard let by = message.find(" BY ") else { return 8 }
        let end = message.find(" FROM ", by) ?? message.count
        event.user = message.part(by + 4, end)
        return end
    }

    /// `FROM 192.0.2.1`, `from 'host'`; a line of no network (`tty1`) is none.
    private static func setPeer(_ message: Bytes, before end: Int, _ event: inout LogEvent) {
        let head = message.part(0, end)
        guard let from = head.find(" FROM ") ?? head.find(" from ") else { return }
        let host = head.part(from + 6, head.endOfWord(from + 6)).unquoted
        if host.has("tty") || host.has("pts/") || host.has("/dev/") { return }
        event.setAddress(host)
    }

    /// `(bob) CMD (command)`.
    static func readCron(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard message.count > 2, message[0] == UInt8(ascii: "("), let close = message.find(") ") else {
            return false
        }
        event.rule = "cron"
        let name = message.part(1, close)
        // What concerns cron itself or /etc/crontab is told of `CRON` and `*system*`.
        if !name.equals("CRON"), name[safe: 0] != UInt8(ascii: "*") { event.user = name }
        if message.has("CMD (", at: close + 2) {
            let end = message.ends(with: ")") ? message.count - 1 : message.count
            event.add("command", message.part(close + 7, max(close + 7, end)))
        } else {
            event.level =
                message.has("FAILED", at: close + 2) ? .error : LevelWords.level(in: message) ?? .info
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
