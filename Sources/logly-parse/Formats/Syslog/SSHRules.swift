import LoglyShared

/// What sshd (also as `sshd-session`, since OpenSSH 9.8) says; see auth.c, auth2.c, packet.c and sshd.c of OpenSSH.
///
/// A user name may hold anything, so whoever logs in can write `from 192.0.2.1 port 22 ssh2` into it: where a message names a
/// user, the address is found from the end of the message. Where the client's text comes after the address
/// (`Received disconnect from`), it is found from the start.
enum SSHRules {
    static func read(_ message: Bytes, into event: inout LogEvent) {
        readMessage(message, &event)
        // Whoever connects can cause as many of these as they like.
        event.isLevelSure = event.action == .disconnected
    }

    private static func readMessage(_ whole: Bytes, _ event: inout LogEvent) {
        var message = whole
        // Solaris numbers its messages: `[ID 800047 auth.info] `.
        if message.has("[ID "), let end = message.find("] ") { message = message.rest(end + 2) }
        if message.ends(with: " [preauth]") { message = message.part(0, message.count - 10) }
        if message.ends(with: " [postauth]") { message = message.part(0, message.count - 11) }
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
        case UInt8(ascii: "S"): if readSession(message, &event) { return }
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
        setUserAndPeer(message, from: at, tail: Tail(method), isInvalid: isInvalid, &event)
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
        setUserAndPeer(message, from: at, tail: Tail(method), isInvalid: false, &event)
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
        let isInvalid = skipInvalid(message, at: &at)
        setUserAndPeer(message, from: at, tail: Tail(method), isInvalid: isInvalid, &event)
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

    /// `PAM: Authentication failure for [illegal user ]bob from host[ via 192.0.2.9]`: of an unknown user sshd always says
    /// `Failed keyboard-interactive/pam` too, and that counts; of a known one see `PAMAttempts`.
    private static func readPAMError(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        var at = 0
        guard message.skip("PAM: ", at: &at) || message.has("Authentication failure for ") else {
            return false
        }
        // What PAM says of its own: `Have exhausted maximum number of retries for service`.
        if let service = message.find(" for service for ", at) { at = service + 12 }
        guard let forWord = message.find(" for ", at) else { return false }
        event.rule = "sshd PAM failure"
        event.level = .warning
        at = forWord + 5
        let isInvalid = skipInvalid(message, at: &at)
        setUserAndPeer(message, from: at, &event)
        if !isInvalid { event.action = .failedLogin }
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
        if message.skip("Did not receive identification string from ", at: &at) {
            event.rule = "sshd no identification"
            event.action = .disconnected
            event.level = .warning
            setPeerAtStart(message, from: at, &event)
            return true
        }
        if message.skip("Disconnecting: ", at: &at) {
            // Before OpenSSH 7.5, without an address.
            event.rule = "sshd disconnected"
            event.action = .disconnected
            event.level = .info
            if message.skip("Too many authentication failures for ", at: &at) {
                event.user = message.rest(at)
            }
            return true
        }
        let tail: Tail
        if message.skip("Connection closed by ", at: &at) || message.skip("Connection reset by ", at: &at)
            || message.skip("Disconnected from ", at: &at)
        {
            tail = .nothing
        } else if message.skip("Disconnecting ", at: &at) {
            tail = .disconnectReason
        } else {
            return false
        }
        event.rule = "sshd disconnected"
        event.action = .disconnected
        // The level of what was cut off by an error doesn't matter: the error has its own line.
        event.level = .info
        setRemote(message, from: at, tail: tail, &event)
        return true
    }

    /// `Starting session: shell on pts/0 for bob from 192.0.2.1 port 22 id 0`, `Close session: …`: of who is logged in already.
    private static func readSession(_ message: Bytes, _ event: inout LogEvent) -> Bool {
        guard message.has("Starting session: "), let id = message.findLast(" id ") else { return false }
        event.rule = "sshd session"
        let head = message.part(0, id)
        guard let user = head.findLast(" for ") else { return true }
        setUserAndPeer(head, from: user + 5, &event)
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
            setRemote(message, from: at, tail: .reason, &event)
            return true
        }
        if message.has("Unable to negotiate a key exchange method") {
            // Its address was told when it connected.
            event.rule = "sshd no negotiation"
            event.action = .disconnected
            event.level = .warning
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
            let isInvalid = skipInvalid(message, at: &at)
            if isInvalid { event.add("invalid_user", flag: true) }
            setUserAndPeer(message, from: at, tail: .exactVersion, isInvalid: isInvalid, &event)
        } else if message.skip("Bad protocol version identification ", at: &at) {
            event.rule = "sshd bad protocol"
            event.action = .disconnected
            event.level = .warning
            // The client's text is between quotes before the address.
            if let from = message.findLast(" from ") { setPeerAtStart(message, from: from + 6, &event) }
        } else if message.has("kex_exchange_identification: ") {
            // Holds the client's own text; the line of the connection's end has the address.
            event.rule = "sshd bad protocol"
        } else if message.skip("input_userauth_request: ", at: &at) {
            // `Invalid user` tells the same with the address.
            event.rule = "sshd invalid user"
            if skipInvalid(message, at: &at) { event.user = message.rest(at) }
        } else if let from = message.find(": Connection from "), from <= 40 {
            // `banner exchange: Connection from …: invalid format`, `ssh_dispatch_run_fatal: Connection from …: Broken pipe`.
            event.rule = "sshd bad protocol"
            event.action = .disconnected
            event.level = .warning
            setRemote(message, from: from + 18, tail: .reason, &event)
        } else if message.has("no matching ") || message.has("Read from socket failed")
            || message.has("Write failed")
        {
            // Without an address, before OpenSSH 6.9 and 7.0.
            event.rule = "sshd disconnected"
            event.action = .disconnected
            event.level = .warning
        } else if message.skip("Nasty PTR record \"", at: &at), let set = message.find(" is set up for ", at)
        {
            event.rule = "sshd reverse mapping"
            event.level = .warning
            let start = set + 15
            event.setAddress(message.part(start, message.find(UInt8(ascii: ","), start) ?? message.count))
        } else if message.has("Authentication tried for ") || message.has("Authentication refused") {
            // Of a key that is not the right one from there; `Failed publickey` tells the rest.
            event.rule = "sshd key refused"
            event.level = .warning
            if let address = message.findLast(", ip=") {
                event.setAddress(
                    message.part(address + 5, message.find(UInt8(ascii: ","), address + 5) ?? message.count))
            }
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
                setAddress(message.part(end + 2, close), &event)
            }
            event.add("rhost", message.part(at, end))
        } else if message.skip("Address ", at: &at), let maps = message.find(" maps to ", at) {
            event.rule = "sshd reverse mapping"
            event.level = .warning
            setAddress(message.part(at, maps), &event)
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
            event.level = .warning
            setPeerAtStart(message, from: at, &event)
        } else if message.has("drop connection #"), let from = message.find(" from [") {
            event.rule = "sshd dropped"
            event.action = .disconnected
            event.level = .warning
            if let close = message.find(UInt8(ascii: "]"), from) {
                event.setAddress(message.part(from + 7, close))
            }
        } else if let peer = Peer(lastIn: message, tail: .nothing) {
            event.rule = "sshd with an address"
            peer.set(&event)
        } else if event.level == .info {
            event.level = LevelWords.level(in: message) ?? .info
        }
    }

    /// Where the host's name is told, too.
    private static func setAddress(_ text: Bytes, _ event: inout LogEvent) {
        if AddressText.isAddress(text) { event.setAddress(text) }
    }
}
