import LoglyShared

/// What `django.request` and `django.security` say: `Not Found: /x`, `Internal Server Error: /x`.
enum DjangoMessage {
    /// Takes path and level; false where the message is none of them.
    static func read(_ message: Bytes, into event: inout LogEvent) -> Bool {
        guard let found = path(in: message) else { return false }
        event.level = found.level
        event.rule = "django request"
        event.add("path", found.path)
        return true
    }

    /// The path that could not be served, and how bad that is.
    static func path(in message: Bytes) -> (path: Bytes, level: Level)? {
        guard message.count > 6, message[0] &- 0x41 < 26, let colon = message.find(": /") else { return nil }
        let kind = message.part(0, colon)
        let path = message.rest(colon + 2)
        let isRefused =
            kind.equals("Not Found") || kind.equals("Bad Request") || kind.equals("Unauthorized")
            || kind.equals("Gone") || kind.has("Forbidden") || kind.has("Method Not Allowed (")
            || kind.equals("Too Many Requests")
        if isRefused { return (path, .warning) }
        let isBroken =
            kind.equals("Internal Server Error") || kind.equals("Service Unavailable")
            || kind.equals("Bad Gateway")
        return isBroken ? (path, .error) : nil
    }
}
