import LoglyShared

/// What stands before the user in a line of an access log, where it is more than an address.
///
///     example.com:443 203.0.113.7 - - […            Apache's vhost_combined, nginx' `$host $remote_addr - …`
///     198.51.100.9, 10.0.0.1 - - […                 `$http_x_forwarded_for - …`
///     "198.51.100.9, 10.0.0.1" 10.0.0.2 - - […      both
///
/// Of several addresses the client is the last one that is public: what is before it in `X-Forwarded-For` anyone can
/// invent, what is behind it are one's own proxies.
struct AccessHead {
    /// The name of the site; its port too where one is told.
    private(set) var site = Bytes("")
    private(set) var client = Bytes("")
    /// The list as it stands, where there are several addresses.
    private(set) var forwarded = Bytes("")
    /// Where the next word begins.
    private(set) var end = 0

    init(_ text: Bytes) {
        var at = 0
        var first = Bytes("")
        var start = 0
        var count = 0
        var isList = true
        // More proxies than that are none.
        while count < 64, at < text.count {
            if text[at] == 0x22 { at += 1 }
            let wordEnd = text.endOfWord(at)
            var to = wordEnd
            while to > at, text[to - 1] == 0x2C || text[to - 1] == 0x22 { to -= 1 }
            let word = text.part(at, to)
            if AddressText.isAddress(word) {
                if count == 0 { (first, start) = (word, at) }
                count += 1
                if !AddressText.isPrivate(word) { client = word }
                if isList { forwarded = text.part(start, to) }
                isList = to < wordEnd && text[to] == 0x2C
            } else if count == 0, site.count == 0, to == wordEnd, word.isSiteName {
                site = word
            } else if !word.equals("unknown") || to == wordEnd {
                break
            }
            at = text.skipSpaces(wordEnd)
            end = at
        }
        if client.count == 0 { client = first }
        if count < 2 { forwarded = Bytes("") }
        // A name alone is the client's (`HostnameLookups`).
        if count == 0 { (client, site) = (site, Bytes("")) }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// A host's name or an address in brackets, with or without a port; `_` and `-` are nginx' for none.
    fileprivate var isSiteName: Bool {
        guard 1...255 ~= count, !looksLikeISOTime else { return false }
        for byte in self {
            guard
                byte.isIdentifierByte || byte == 0x2E || byte == 0x2D || byte == 0x3A || byte == 0x5B
                    || byte == 0x5D
            else { return false }
        }
        return true
    }
}

extension AddressText {
    /// Whether an address is of a network of one's own (RFC 1918, RFC 4193), the machine's or the link's.
    static func isPrivate(_ text: Bytes) -> Bool {
        if text.has("10.") || text.has("127.") || text.has("192.168.") || text.has("169.254.") { return true }
        if text.has("172."), let point = text.find(0x2E, 4), let second = text.part(4, point).integer {
            return 16...31 ~= second
        }
        if text.find(0x3A) == nil { return false }
        if text.equals("::1") || mappedIPv4(text).map(isPrivate) ?? false { return true }
        let first = text[0] | 0x20
        return first == 0x66
            && (text[1] | 0x20 == 0x63 || text[1] | 0x20 == 0x64 || text.hasIgnoringCase("fe80"))
    }

    /// The client of a list as `X-Forwarded-For` has it: the last public address, else the first.
    static func client(ofList list: Bytes) -> Bytes {
        let client = AccessHead(list).client
        return client.count > 0 ? client : list
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether it begins with a text in lower case, whatever its own case.
    fileprivate func hasIgnoringCase(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && part(0, text.utf8CodeUnitCount).equalsIgnoringCase(text)
    }
}
