import LoglyShared

/// What the programs say that change accounts: those of the shadow suite; see the SYSLOG lines of its sources.
///
/// `user` is the account that is changed; where gpasswd tells who changed it, that one, and the account is `target`.
enum ShadowRules {
    @inline(__always)
    static func isOne(_ program: Bytes) -> Bool {
        switch program.count {
        case 4: program.equals("chfn") || program.equals("chsh")
        case 5: program.equals("chage")
        case 6: program.equals("passwd")
        case 7:
            program.equals("useradd") || program.equals("usermod") || program.equals("userdel")
                || program.equals("gpasswd")
        case 8:
            program.equals("groupadd") || program.equals("groupmod") || program.equals("groupdel")
                || program.equals("chpasswd") || program.equals("newusers")
        case 9: program.equals("chgpasswd") || program.equals("groupmems")
        default: false
        }
    }

    static func read(_ message: Bytes, into event: inout LogEvent) -> Bool {
        event.rule = "account"
        if message.has("failed ") || message.has("cannot ") || message.find(" failed to ") != nil {
            event.level = .warning
            event.user = message.quoted(after: "user ") ?? Bytes("")
            return true
        }
        guard change(message, &event) else { return false }
        event.level = .info
        event.action = .userChanged
        return true
    }

    /// Whether the message tells of a change.
    private static func change(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        switch message[safe: 0] {
        case UInt8(ascii: "n"):
            if message.skip("new user: name=", at: &at) {
                event.user = message.word(at, until: ",")
                event.add("change", "new user")
                return true
            }
            guard message.skip("new group: name=", at: &at) else { return false }
            event.add("group", message.word(at, until: ","))
        case UInt8(ascii: "g"):
            // `group added to /etc/group: name=ops, GID=1002`, `group 'ops' removed from /etc/group`,
            // `group changed in /etc/group (group ops/1002, new name: ops2)`
            guard message.has("group ") else { return false }
            if let name = message.find("name=") {
                event.add("group", message.word(name + 5, until: ","))
            } else if let open = message.find("(group ") {
                event.add("group", message.word(open + 7, until: "/").word(0, until: ","))
            } else {
                event.add("group", message.quoted(after: "group ") ?? Bytes(""))
            }
        case UInt8(ascii: "u"):
            // gpasswd: `user bob added by root to group sudo`.
            if message.skip("user ", at: &at) {
                guard let by = message.findLast(" by ") else { return false }
                event.add("target", message.word(at, until: " "))
                event.user = message.word(by + 4, until: " ")
                if let group = message.findLast(" group ") {
                    event.add("group", message.word(group + 7, until: " "))
                }
                return true
            }
            guard let user = message.quoted(after: "unlock user ") else { return false }
            event.user = user
        case UInt8(ascii: "p"):
            // `password for 'bob' changed by 'root'`, `password of group ops changed by root`
            guard let by = message.findLast(" by ") else { return false }
            event.add("by", message.rest(by + 4).unquoted)
            if let user = message.quoted(after: "password for ") {
                event.user = user
            } else if message.skip("password of group ", at: &at) {
                event.add("group", message.word(at, until: " "))
            } else {
                return false
            }
        case UInt8(ascii: "c"):
            // `change user 'bob' password`, `changed user 'bob' shell to '/bin/sh'`, `changed password expiry for bob`
            if message.skip("changed password expiry for ", at: &at) {
                event.user = message.rest(at)
                return true
            }
            guard message.has("change") else { return false }
            event.user = message.quoted(after: "") ?? Bytes("")
            if let group = message.quoted(after: "group ") { event.add("group", group) }
        default:
            // `add 'bob' to group 'sudo'`, `delete 'bob' from group 'sudo'`, `delete user 'bob'`,
            // `removed group 'bob' owned by 'bob'`, `lock user 'bob' password`
            guard
                message.has("add '") || message.has("add `") || message.has("delete ")
                    || message.has("removed ") || message.has("lock user ")
                    || message.has("members of group ") || message.has("administrators of group ")
            else { return false }
            if message.has("delete user ") { event.add("change", "delete user") }
            if let group = message.quoted(after: "group ") {
                event.add("group", group)
                if message.has("removed ") { return true }
            }
            event.user = message.quoted(after: "") ?? Bytes("")
        }
        return true
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// From `at` up to `end`, or to the last byte.
    fileprivate func word(_ at: Int, until end: StaticString) -> Bytes {
        part(at, find(end, at) ?? count)
    }

    /// What stands between quotes behind the last `words`; the older versions open with a backtick.
    fileprivate func quoted(after words: StaticString) -> Bytes? {
        guard let start = words.utf8CodeUnitCount == 0 ? 0 : findLast(words) else { return nil }
        var open = start + words.utf8CodeUnitCount
        if words.utf8CodeUnitCount == 0 {
            while open < count, self[open] != 0x27, self[open] != 0x60 { open += 1 }
        }
        guard open < count, self[open] == 0x27 || self[open] == 0x60, let close = find(0x27, open + 1) else {
            return nil
        }
        return part(open + 1, close)
    }
}
