import LoglyShared

/// What sshd (also as `sshd-session`, since OpenSSH 9.8) says; see auth.c, auth2.c, packet.c and sshd.c of OpenSSH.
///
/// A user name may hold anything, so whoever logs in can write `from 192.0.2.1 port 22 ssh2` into it: where a message names a
/// user, the address is found from the end of the message. Where the client's text comes after the address
/// (`Received disconnect from`), it is found from the start.
enum SSHRules {
    static func read(_ whole: Bytes, into event: inout LogEvent) {
        var message = whole
        // Solaris numbers its messages: `[ID 800047 auth.info] `.
        if message.has("[ID "), let end = message.find("] ") { message = message.rest(end + 2) }
        if message.ends(with: " [preauth]") { message = message.part(0, message.count - 10) }
        event.rule = "sshd"
        var at = 0
        if message.skip("error: ", at: &at) {
            event.level = .error
        } else if message.skip("fatal: ", at: &at) {
            // Mostly a client that went away: no reason to wake anybody.
            event.level = .error
        }
        message = message.rest(at)
        guard message.count > 0 else { return }
        switch message[0] {
        case UInt8(ascii: "F"): if readFailed(message, &event) { return }
        case UInt8(ascii: "A"): if readAccepted(message, &event) || readPAMError(message, &event) { return }
        case UInt8(ascii: "I"): if readInvalidUser(message, &event) { return }
        case UInt8(ascii: "C"), UInt8(ascii: "D"): if readConnection(message, &event) { return }
        case UInt8(ascii: "R"): if readReceived(message, &event) { return }
        case UInt8(ascii: "P"): if readPAMError(message, &event) || readPostponed(message, &event) { return }
        case UInt8(ascii: "U"): if readRefused(message, &event) { return }
        default: break
        }
        readOther(message, &event)
    }

    /// `Failed password for [invalid user ]bob from 192.0.2.1 port 22 ssh2[: key]`.
    private static func readFailed(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        guard message.skip("Failed ", at: &at), let method = method(message, at: &at) else { return false }
        event.rule = "sshd failed login"
        event.level = .warning
        let isInvalid = skipInvalid(message, at: &at)
        setUserAndPeer(message, from: at, tail: .protocolVersion, &event)
        event.add("method", method)
        if isInvalid { event.add("invalid_user", flag: true) }
        // A client offers one key after the other: none of them is an attempt of a known user.
        if isInvalid || !method.has("publickey") { event.action = .failedLogin }
        return true
    }

    /// `Accepted publickey for bob from 192.0.2.1 port 22 ssh2: ED25519 SHA256:…`.
    private static func readAccepted(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        guard message.skip("Accepted ", at: &at), let method = method(message, at: &at) else { return false }
        event.rule = "sshd accepted login"
        event.action = .successfulLogin
        setUserAndPeer(message, from: at, tail: .protocolVersion, &event)
        event.add("method", method)
        return true
    }

    /// `Postponed publickey for bob from …`, `Partial publickey for bob from …`: a step, no answer yet.
    private static func readPostponed(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        guard message.skip("Postponed ", at: &at) || message.skip("Partial ", at: &at),
            let method = method(message, at: &at)
        else { return false }
        event.rule = "sshd step of a login"
        _ = skipInvalid(message, at: &at)
        setUserAndPeer(message, from: at, tail: .protocolVersion, &event)
        event.add("method", method)
        return true
    }

    /// `Invalid user bob from 192.0.2.1 port 22`; `Illegal user` before OpenSSH 3.9.
    private static func readInvalidUser(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        guard message.skip("Invalid user ", at: &at) || message.skip("Illegal user ", at: &at) else {
            return false
        }
        event.rule = "sshd invalid user"
        event.level = .warning
        event.action = .invalidUser
        setUserAndPeer(message, from: at, &event)
        return true
    }

    /// `PAM: Authentication failure for [illegal user ]bob from host[ via 192.0.2.9]`: sshd says `Failed
    /// keyboard-interactive/pam` of the same attempt, which is the one that counts.
    private static func readPAMError(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        guard message.skip("PAM: ", at: &at) || message.has("Authentication failure for ") else {
            return false
        }
        guard let forWord = message.find(" for ", at) else { return false }
        event.rule = "sshd PAM failure"
        event.level = .warning
        at = forWord + 5
        _ = skipInvalid(message, at: &at)
        setUserAndPeer(message, from: at, &event)
        return true
    }

    /// `Connection closed by …`, `Connection reset by …`, `Disconnected from …`, `Disconnecting …`: with `invalid user bob`,
    /// `authenticating user bob` or `user bob` before the address.
    private static func readConnection(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        if message.skip("Connection from ", at: &at) {
            event.rule = "sshd connection"
            setPeerAtStart(message, from: at, &event)
            return true
        }
        guard
            message.skip("Connection closed by ", at: &at) || message.skip("Connection reset by ", at: &at)
                || message.skip("Disconnected from ", at: &at) || message.skip("Disconnecting ", at: &at)
                || message.skip("Disconnecting: ", at: &at)
        else {
            guard message.skip("Did not receive identification string from ", at: &at) else { return false }
            event.rule = "sshd no identification"
            event.action = .disconnected
            event.level = .warning
            setPeerAtStart(message, from: at, &event)
            return true
        }
        event.rule = "sshd disconnected"
        event.action = .disconnected
        // The level of what was cut off by an error doesn't matter: the error has its own line.
        event.level = .info
        if message.skip("invalid user ", at: &at) {
            event.add("invalid_user", flag: true)
        } else if !message.skip("authenticating user ", at: &at), !message.skip("user ", at: &at) {
            setPeerAtStart(message, from: at, &event)
            return true
        }
        setUserBeforePeer(message, from: at, &event)
        return true
    }

    /// `Received disconnect from 192.0.2.1 port 22:11: Bye Bye`, whose end is the client's own text.
    private static func readReceived(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        if message.skip("ROOT LOGIN REFUSED FROM ", at: &at) {
            // `Failed password for root` comes with it and is what counts.
            event.rule = "sshd root refused"
            event.level = .warning
            event.user = Bytes("root")
            setPeerAtStart(message, from: at, &event)
            return true
        }
        guard message.skip("Received disconnect from ", at: &at) else { return false }
        event.rule = "sshd disconnected"
        event.action = .disconnected
        event.level = .info
        setPeerAtStart(message, from: at, &event)
        return true
    }

    /// `User bob from 192.0.2.1 not allowed because not listed in AllowUsers`; `Unable to negotiate with …`.
    private static func readRefused(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        if message.skip("Unable to negotiate with ", at: &at) {
            event.rule = "sshd no negotiation"
            event.action = .disconnected
            event.level = .warning
            setPeerAtStart(message, from: at, &event)
            return true
        }
        guard message.skip("User ", at: &at), let reason = message.findLast(" not allowed because "),
            reason >= at
        else { return false }
        event.rule = "sshd user not allowed"
        event.level = .warning
        // For sshd such a user is an invalid one from here on.
        event.action = .invalidUser
        setUserAndPeer(message.part(0, reason), from: at, &event)
        event.add("reason", message.rest(reason + 21))
        return true
    }

    private static func readOther(_ message: Bytes, _ event: inout LogEvent) {
        var at = 0
        if message.skip("maximum authentication attempts exceeded for ", at: &at) {
            event.rule = "sshd too many attempts"
            event.action = .disconnected
            event.level = .warning
            if skipInvalid(message, at: &at) { event.add("invalid_user", flag: true) }
            setUserAndPeer(message, from: at, tail: .protocolVersion, &event)
        } else if message.skip("Bad protocol version identification ", at: &at) {
            event.rule = "sshd bad protocol"
            event.action = .disconnected
            event.level = .warning
            // The client's text is between quotes before the address.
            if let from = message.findLast(" from ") { setPeerAtStart(message, from: from + 6, &event) }
        } else if message.has("banner exchange: Connection from ")
            || message.has("ssh_dispatch_run_fatal: Connection from ")
        {
            event.rule = "sshd bad protocol"
            event.action = .disconnected
            event.level = .warning
            if let from = message.find(" from ") { setPeerAtStart(message, from: from + 6, &event) }
        } else if message.skip("Protocol major versions differ for ", at: &at) {
            event.rule = "sshd bad protocol"
            event.action = .disconnected
            event.level = .warning
            setPeerAtStart(message, from: at, &event)
        } else if message.skip("reverse mapping checking getaddrinfo for ", at: &at) {
            event.rule = "sshd reverse mapping"
            event.level = .warning
            let end = message.find(0x20, at) ?? message.count
            if end + 1 < message.count, message[end + 1] == UInt8(ascii: "["),
                let close = message.find(UInt8(ascii: "]"), end)
            {
                event.setAddress(message.part(end + 2, close))
            }
            event.add("rhost", message.part(at, end))
        } else if message.skip("Address ", at: &at), let maps = message.find(" maps to ", at) {
            event.rule = "sshd reverse mapping"
            event.level = .warning
            event.setAddress(message.part(at, maps))
            let end = message.find(UInt8(ascii: ","), maps) ?? message.count
            event.add("rhost", message.part(maps + 9, end))
        } else if message.skip("refused connect from ", at: &at) {
            event.rule = "sshd refused"
            event.action = .disconnected
            event.level = .warning
            if message.ends(with: ")"), let open = message.findLast(UInt8(ascii: "("), before: message.count)
            {
                event.setAddress(message.part(open + 1, message.count - 1))
            } else {
                setPeerAtStart(message, from: at, &event)
            }
        } else if message.skip("Timeout before authentication for connection from ", at: &at)
            || message.skip("Timeout before authentication for ", at: &at)
        {
            event.rule = "sshd timeout"
            event.action = .disconnected
            setPeerAtStart(message, from: at, &event)
        } else if message.has("drop connection #"), let from = message.find(" from [") {
            event.rule = "sshd dropped"
            event.action = .disconnected
            event.level = .warning
            if let close = message.find(UInt8(ascii: "]"), from) {
                event.setAddress(message.part(from + 7, close))
            }
        } else if let peer = Peer(lastIn: message, tail: .reason) {
            event.rule = "sshd with an address"
            peer.set(&event)
        } else if event.level == .info {
            event.level = LevelWords.level(in: message) ?? .info
        }
    }
}

// MARK: - Users and addresses

extension SSHRules {
    /// `password for `: one word, and what belongs to it.
    private static func method(_ message: Bytes, at: inout Int) -> Bytes? {
        guard let end = message.find(0x20, at), end - at <= 64, message.has(" for ", at: end) else {
            return nil
        }
        let method = message.part(at, end)
        at = end + 5
        return method
    }

    private static func skipInvalid(_ message: Bytes, at: inout Int) -> Bool {
        message.skip("invalid user ", at: &at) || message.skip("illegal user ", at: &at)
    }

    /// `bob from 192.0.2.1 port 22 ssh2: …` or `bob from 192.0.2.1`: the last such place counts.
    static func setUserAndPeer(
        _ message: Bytes, from start: Int, tail: Tail = .nothing, _ event: inout LogEvent
    ) {
        if let peer = Peer(lastIn: message, tail: tail), peer.start - 6 >= start - 1,
            message.has(" from ", at: peer.start - 6)
        {
            event.user = message.part(start, max(start, peer.start - 6))
            peer.set(&event)
            return
        }
        // Without a port: old versions, and PAM's with `via` and the server's own address.
        var end = message.count
        while end > start, message[end - 1] == 0x20 { end -= 1 }
        var body = message.part(0, end)
        if let via = body.findLast(" via "), body.findLast(" from ").map({ $0 < via }) ?? false {
            body = body.part(0, via)
        }
        guard let from = body.findLast(" from "), from >= start - 1 else {
            event.user = message.part(start, end)
            return
        }
        event.user = message.part(start, max(start, from))
        let host = body.rest(from + 6)
        let hostEnd = host.find(0x20) ?? host.count
        event.setAddress(host.part(0, hostEnd))
    }

    /// `bob 192.0.2.1 port 22: …`.
    private static func setUserBeforePeer(_ message: Bytes, from start: Int, _ event: inout LogEvent) {
        guard let peer = Peer(lastIn: message, tail: .reason), peer.start - 1 >= start else { return }
        event.user = message.part(start, peer.start - 1)
        peer.set(&event)
    }

    /// `192.0.2.1 port 22 …`, `192.0.2.1: …`: an address has no spaces.
    static func setPeerAtStart(_ message: Bytes, from start: Int, _ event: inout LogEvent) {
        var end = message.find(0x20, start) ?? message.count
        let next = end
        if end > start, message[end - 1] == UInt8(ascii: ":") || message[end - 1] == UInt8(ascii: ",") {
            end -= 1
        }
        guard end > start else { return }
        let host = message.part(start, end)
        // `Disconnecting: Too many …` names no address.
        if AddressText.isAddress(host) || message.has(" port ", at: next) { event.setAddress(host) }
        var at = next
        guard message.skip(" port ", at: &at) else { return }
        var digits = at
        while digits < message.count, message[digits] &- 0x30 < 10 { digits += 1 }
        event.add("port", number: message.part(at, digits))
    }

    /// What may follow the port of an address. Anything else is a user's name that imitates one.
    enum Tail {
        case nothing
        /// ` ssh2`, and behind a colon the key.
        case protocolVersion
        /// `: reason`.
        case reason

        func matches(_ rest: Bytes) -> Bool {
            if rest.count == 0 { return true }
            switch self {
            case .nothing: return false
            case .protocolVersion:
                return rest.has(" ssh") && (rest.count == 5 || rest[safe: 5] == UInt8(ascii: ":"))
            case .reason: return rest[0] == UInt8(ascii: ":")
            }
        }
    }

    /// An address with its port, `192.0.2.1 port 22`, as it stands last in a message.
    struct Peer {
        let start: Int
        let host: Bytes
        let port: Bytes

        init?(lastIn message: Bytes, tail: Tail) {
            var end = message.count
            while let space = message.part(0, end).findLast(" port ") {
                var digits = space + 6
                while digits < message.count, message[digits] &- 0x30 < 10 { digits += 1 }
                var begin = space
                // No host's name is longer.
                while begin > 0, message[begin - 1] != 0x20, space - begin <= 255 { begin -= 1 }
                if 1...5 ~= digits - space - 6, begin < space, begin == 0 || message[begin - 1] == 0x20,
                    tail.matches(message.rest(digits))
                {
                    start = begin
                    host = message.part(begin, space)
                    port = message.part(space + 6, digits)
                    return
                }
                end = space + 5
            }
            return nil
        }

        func set(_ event: inout LogEvent) {
            event.setAddress(host)
            event.add("port", number: port)
        }
    }
}
