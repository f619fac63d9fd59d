import LoglyShared

/// What dropbear says, the ssh server of small machines: `Bad password attempt for 'root' from 192.0.2.1:4711`.
///
/// The name may hold anything; the address is behind the last ` from `.
enum DropbearRules {
    static func read(_ message: Bytes, into event: inout LogEvent) -> Bool {
        let action: Action
        if message.starts(withEither: "Bad password attempt for ", "bad password attempt for ") {
            action = .failedLogin
        } else if message.starts(
            withEither: "Login attempt for nonexistent ", "login attempt for nonexistent ")
        {
            action = .invalidUser
        } else if message.find(" auth succeeded for '") != nil {
            action = .successfulLogin
            event.add("method", message.part(0, message.endOfWord(0)))
        } else if message.starts(withEither: "Exit before auth", "exit before auth") {
            action = .disconnected
        } else {
            return false
        }
        event.rule = "dropbear"
        event.action = action
        event.level = action == .successfulLogin || action == .disconnected ? .info : .warning
        guard let from = message.findLast(" from ") else { return true }
        // `Exit before auth from <192.0.2.1:4711>: reason`.
        var peer = message.part(from + 6, message.endOfWord(from + 6))
        if peer.has("<") { peer = peer.part(1, peer.find(UInt8(ascii: ">")) ?? peer.count) }
        if let colon = peer.findLast(UInt8(ascii: ":"), before: peer.count) {
            event.setAddress(peer.part(0, colon))
            event.add("port", number: peer.rest(colon + 1))
        }
        let head = message.part(0, from)
        if let open = head.find(UInt8(ascii: "'")),
            let close = head.findLast(UInt8(ascii: "'"), before: head.count), close > open
        {
            event.user = head.part(open + 1, close)
        }
        return true
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate func starts(withEither one: StaticString, _ other: StaticString) -> Bool {
        has(one) || has(other)
    }
}
