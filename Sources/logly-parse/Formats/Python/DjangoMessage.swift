import LoglyShared

/// What `django.request` and `django.security` say: `Not Found: /x`, `Internal Server Error: /x`.
enum DjangoMessage {
    /// Takes path and level; false where the message is none of them.
    static func read(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard message.count > 6, message[0] &- 0x41 < 26, let colon = message.find(": ") else { return false }
        let kind = message.part(0, colon)
        let level: Level
        if kind.equals("Not Found") || kind.equals("Bad Request") || kind.equals("Unauthorized")
            || kind.equals("Gone")
            || kind.has("Forbidden") || kind.has("Method Not Allowed (") || kind.equals("Too Many Requests")
        {
            level = .warning
        } else if kind.equals("Internal Server Error") || kind.equals("Service Unavailable")
            || kind.equals("Bad Gateway")
        {
            level = .error
        } else if kind.equals("Invalid HTTP_HOST header") {
            event.level = .error
            event.rule = "django host"
            return true
        } else {
            return false
        }
        let path = message.rest(colon + 2)
        guard path.count > 0, path[0] == UInt8(ascii: "/") else { return false }
        event.level = level
        event.rule = "django request"
        event.add("path", path)
        return true
    }
}
