import LoglyShared

extension LogEvent {
    /// No fewer bytes than its texts and keys take as JSON: one becomes six at most (`\u0000`).
    @inline(__always)
    var jsonBound: Int {
        let texts = message.count + messageEnd.count + address.count + user.count + service.count
        return (texts + metadata.length) * 6 + metadata.count * 8
    }

    /// Cuts its texts so that they take at most `space` bytes as JSON; false where they did already.
    ///
    /// The message keeps at least half where it needs it; the others are cut to one length, and whole JSON values beyond
    /// that, which cannot be cut and stay ones, are left out.
    mutating func cut(to space: Int) -> Bool {
        var others = [messageEnd, address, user, service].map { $0.jsonPrefix(within: 2 * space).length }
        for at in 0..<metadata.count {
            let entry = metadata.entries[at]
            let value =
                entry.kind == .text ? entry.value.jsonPrefix(within: 2 * space).length : entry.value.count
            others.append(value)
            others.append(entry.key.jsonPrefix(within: 2 * space).length + 8)
        }
        let whole = messageIsJSON ? message.count : message.jsonPrefix(within: 2 * space).length
        if whole + others.reduce(0, +) <= space { return false }
        for limit in [space / 2, 65_536, 4096, 256] {
            let sum = others.reduce(0) { $0 + min($1, limit) }
            if sum > space / 2, limit > 256 { continue }
            cut(message: space - sum, others: limit)
            break
        }
        return true
    }

    private mutating func cut(message messageLimit: Int, others limit: Int) {
        message = message.cut(to: messageLimit, isEscaped: messageIsJSON)
        messageEnd = messageEnd.cut(to: limit)
        setProvedAddress(address.cut(to: limit))
        user = user.cut(to: limit)
        service = service.cut(to: limit)
        metadata.cut(to: limit)
    }
}

extension MetadataList {
    /// Cuts keys and values to what takes at most `limit` bytes as JSON; whole values that take more are dropped.
    fileprivate mutating func cut(to limit: Int) {
        keep { entry in
            if entry.kind == .value { return entry.value.count <= limit }
            entry.key = entry.key.cut(to: limit)
            entry.value = entry.value.cut(to: limit, isEscaped: entry.kind != .text)
            return true
        }
    }
}

extension Bytes {
    fileprivate func cut(to limit: Int, isEscaped: Bool = false) -> Bytes {
        part(0, isEscaped ? escapedPrefix(within: limit) : jsonPrefix(within: limit).count)
    }

    /// How many bytes from the start become at most `limit` bytes of a JSON string, and how many those are.
    fileprivate func jsonPrefix(within limit: Int) -> (count: Int, length: Int) {
        var at = 0
        var length = 0
        while at < count {
            let byte = self[at]
            let (taken, written): (Int, Int)
            // A run of quotes costs no more than one of letters: what is plain is looked for only where it is.
            if byte == 0x22 || byte == 0x5C {
                (taken, written) = (1, 2)
            } else if byte >= 0x20, byte < 0x80 {
                let plain = Swift.min(firstSpecialJSONByte(self, from: at) - at, limit - length)
                if plain == 0 { break }
                (taken, written) = (plain, plain)
            } else {
                switch utf8SequenceLength(self, at: at) {
                case 0: (taken, written) = (brokenUTF8Length(self, at: at), 3)
                case 1:
                    switch byte {
                    case 0x08, 0x09, 0x0A, 0x0C, 0x0D: (taken, written) = (1, 2)
                    default: (taken, written) = (1, 6)
                    }
                case let sequence: (taken, written) = (sequence, sequence)
                }
            }
            if length + written > limit { break }
            at += taken
            length += written
        }
        return (at, length)
    }

    /// How many bytes of an escaped text fit into `limit` without breaking an escape or a character.
    private func escapedPrefix(within limit: Int) -> Int {
        if count <= limit { return count }
        var at = 0
        while at < count {
            var length = Swift.max(1, utf8SequenceLength(self, at: at))
            if self[at] == UInt8(ascii: "\\") {
                length = at + 1 < count && self[at + 1] == UInt8(ascii: "u") ? 6 : 2
            }
            if at + length > limit { break }
            at += length
        }
        return at
    }
}
