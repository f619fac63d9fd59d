import LoglyShared

// Who logs in, and from where.
extension SSHRules {
    /// `password for `: one word, and what belongs to it.
    static func method(_ message: Bytes, at: inout Int) -> Bytes? {
        guard let end = message.find(0x20, at), end - at <= 64, message.has(" for ", at: end) else {
            return nil
        }
        let method = message.part(at, end)
        at = end + 5
        return method
    }

    static func skipInvalid(_ message: Bytes, at: inout Int) -> Bool {
        message.skip("invalid user ", at: &at) || message.skip("illegal user ", at: &at)
    }

    /// `bob from 192.0.2.1 port 22 ssh2: …` or `bob from 192.0.2.1`.
    ///
    /// A name that is no user's may hold such a place itself: of it the last counts. Behind the address of a known user
    /// the client's own text may follow (the name of a certificate): of him it is the first.
    static func setUserAndPeer(
        _ message: Bytes, from start: Int, tail: Tail = .nothing, isInvalid: Bool = true,
        _ event: inout LogEvent
    ) {
        var peer = isInvalid ? Peer(lastIn: message, tail: tail) : nil
        if let last = peer, last.start - start > Self.longestUser + 6,
            message.part(start, last.start).find(UInt8(ascii: "\\")) == nil
        {
            // sshd cuts names: this one stands in the text of a key.
            peer = nil
        }
        peer = peer ?? Peer(firstIn: message, from: start, tail: tail)
        // Versions before 7.6, of protocol 1: `ssh1: ruser bob`.
        if peer == nil, tail != .nothing { peer = Peer(firstIn: message, from: start, tail: .anyVersion) }
        if let peer, peer.start - 6 >= start - 1, message.has(" from ", at: peer.start - 6) {
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

    /// The most that sshd writes of a name; more where it had to escape bytes of it.
    private static let longestUser = 100

    /// `192.0.2.1 port 22`, behind `invalid user bob `, `authenticating user bob ` or `user bob ` once a name was told.
    static func setRemote(
        _ message: Bytes, from start: Int, tail: Tail, _ event: inout LogEvent
    ) {
        var at = start
        if message.skip("invalid user ", at: &at) {
            event.add("invalid_user", flag: true)
        } else if !message.skip("authenticating user ", at: &at), !message.skip("user ", at: &at) {
            return setPeerAtStart(message, from: at, &event)
        }
        guard let peer = Peer(lastIn: message, tail: tail) ?? Peer(lastIn: message, tail: .reason),
            peer.start - 1 >= at
        else { return }
        event.user = message.part(at, peer.start - 1)
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
        if AddressText.isAddress(host) || (message.has(" port ", at: next) && !host.equals("UNKNOWN")) {
            event.setAddress(host)
        }
        var at = next
        guard message.skip(" port ", at: &at) else { return }
        var digits = at
        while digits < message.count, message[digits] &- 0x30 < 10 { digits += 1 }
        event.add("port", number: message.part(at, digits))
    }

    /// What may follow the port of an address. Anything else is a user's name that imitates one.
    enum Tail {
        case nothing
        /// ` ssh2`, and behind a colon the key: `ED25519 SHA256:…`, with ` ID …` a certificate.
        case key
        /// ` ssh2`, and behind a colon anything.
        case anyVersion
        /// ` ssh2` alone: other methods than keys tell nothing more.
        case exactVersion
        /// `: reason`.
        case reason
        /// `: Too many authentication failures` and sshd's other reasons, of which one quotes the user's name again.
        case disconnectReason

        init(_ method: Bytes) {
            self = method.has("publickey") || method.has("hostbased") ? .key : .exactVersion
        }

        func matches(_ rest: Bytes) -> Bool {
            if rest.count == 0 { return true }
            switch self {
            case .nothing: return false
            case .exactVersion: return rest.count == 5 && rest.has(" ssh")
            case .anyVersion:
                return rest.has(" ssh") && (rest.count == 5 || rest[safe: 5] == UInt8(ascii: ":"))
            case .key: return rest.has(" ssh") && (rest.count == 5 || isKey(rest))
            case .reason: return rest[0] == UInt8(ascii: ":")
            case .disconnectReason:
                return rest.has(": Too many authentication failures")
                    || rest.has(": Change of username or service not allowed: (")
            }
        }
    }

    /// ` ssh2: ED25519 SHA256:…`, and of a certificate or a host's key what belongs to it.
    private static func isKey(_ text: Bytes) -> Bool {
        guard text.has(": ", at: 5) else { return false }
        let type = text.endOfWord(7)
        let print = text.endOfWord(type + 1)
        guard type > 7, print > type + 1, text.part(type + 1, print).find(UInt8(ascii: ":")) != nil else {
            return false
        }
        return print == text.count || text.has(" ID ", at: print) || text.has(" client user ", at: print)
    }

    /// An address with its port, `192.0.2.1 port 22`.
    struct Peer {
        let start: Int
        let host: Bytes
        let port: Bytes

        /// As it stands last in a message.
        init?(lastIn message: Bytes, tail: Tail) {
            var end = message.count
            while let space = message.part(0, end).findLast(" port ") {
                if let peer = Self(message, at: space, tail: tail) {
                    self = peer
                    return
                }
                end = space + 5
            }
            return nil
        }

        /// As it stands first from `start`.
        init?(firstIn message: Bytes, from start: Int, tail: Tail) {
            var at = start
            while let space = message.find(" port ", at) {
                if let peer = Self(message, at: space, tail: tail) {
                    self = peer
                    return
                }
                at = space + 5
            }
            return nil
        }

        /// Around ` port ` at `space`.
        private init?(_ message: Bytes, at space: Int, tail: Tail) {
            var digits = space + 6
            while digits < message.count, message[digits] &- 0x30 < 10 { digits += 1 }
            var begin = space
            // No host's name is longer.
            while begin > 0, message[begin - 1] != 0x20, space - begin <= 255 { begin -= 1 }
            guard 1...5 ~= digits - space - 6, begin < space, begin == 0 || message[begin - 1] == 0x20,
                tail.matches(message.rest(digits))
            else { return nil }
            start = begin
            host = message.part(begin, space)
            port = message.part(space + 6, digits)
        }

        func set(_ event: inout LogEvent) {
            // A socket that is gone already has no address.
            if !host.equals("UNKNOWN") { event.setAddress(host) }
            event.add("port", number: port)
        }
    }
}
