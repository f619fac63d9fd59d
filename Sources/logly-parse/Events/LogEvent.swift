import LoglyShared

/// What one line (or the lines of one event) said, as places in its bytes.
///
/// One value is used again for all events of a run and allocates nothing for a plain line. Texts are not copied:
/// they hold as long as the line's bytes do. An empty text is an absent one.
struct LogEvent: ~Copyable {
    /// nil where the line tells none; the assembler then takes that of the line before.
    var timestamp: Timestamp?
    var level = Level.info
    /// `level` is the rule's, however grave the sender called its message: a client that went away is `fatal:` to sshd.
    var isLevelSure = false
    var message = Bytes(start: nil, count: 0)
    /// Joined to `message` by a space: `GET /` and `404` stand apart in their line.
    var messageEnd = Bytes(start: nil, count: 0)
    /// `message` is the body of a JSON string, escaped already.
    var messageIsJSON = false
    /// Only ever an address; `setAddress` makes sure.
    private(set) var address = Bytes(start: nil, count: 0)
    var user = Bytes(start: nil, count: 0)
    var service = Bytes(start: nil, count: 0)
    var action: Action?
    /// Where one line stands for several events.
    var count: Int?
    var metadata = MetadataList()
    /// Which rule took the line, in words, for `--explain`.
    var rule: StaticString = "line"
    /// No rule took the line: what the nearest one expected, and at which byte.
    private(set) var failure: (expected: StaticString, at: Int)?
    private var scratch = ScratchSpace()

    init() {}

    var isUnparsed: Bool { failure != nil }

    /// Makes the value empty, for the next line.
    @inline(__always)
    mutating func reset() {
        timestamp = nil
        level = .info
        isLevelSure = false
        message = Bytes(start: nil, count: 0)
        messageEnd = Bytes(start: nil, count: 0)
        messageIsJSON = false
        address = Bytes(start: nil, count: 0)
        user = Bytes(start: nil, count: 0)
        service = Bytes(start: nil, count: 0)
        action = nil
        count = nil
        metadata.removeAll()
        failure = nil
        scratch.removeAll()
    }

    /// No rule takes the line: all of it becomes the message.
    mutating func fail(_ text: Bytes, expected: StaticString, at: Int) {
        let time = timestamp
        reset()
        timestamp = time
        message = text
        failure = (expected, at)
        metadata.append("unparsed", flag: true)
    }

    @inline(__always)
    mutating func add(_ key: StaticString, _ value: Bytes) {
        if value.count > 0 { metadata.append(key, value, .text) }
    }

    /// A value of digits becomes a number, anything else stays text.
    @inline(__always)
    mutating func add(_ key: StaticString, number value: Bytes) {
        if value.count > 0 { metadata.append(key, value, value.isJSONInteger ? .number : .text) }
    }

    /// A duration, in seconds as the wire has them.
    mutating func add(_ key: StaticString, microseconds: Int64) {
        var out = OutputBuffer()
        out.append(Timestamp(microseconds: microseconds))
        var digits = out.string
        metadata.append(key, copy(&digits), .value)
    }

    mutating func add(_ key: StaticString, _ value: StaticString) {
        metadata.append(key, Bytes(start: value.utf8Start, count: value.utf8CodeUnitCount), .text)
    }

    mutating func add(_ key: StaticString, flag: Bool) {
        metadata.append(key, flag: flag)
    }

    /// A key that the line itself names, or that it may have told already: then the first counts.
    mutating func add(key: Bytes, _ value: Bytes, _ kind: MetadataList.Kind = .text) {
        if key.count > 0, value.count > 0 { metadata.append(key, value, kind) }
    }

    /// The same of a value that is a number where it has digits alone.
    mutating func add(key: Bytes, number value: Bytes) {
        add(key: key, value, value.isJSONInteger ? .number : .text)
    }

    /// Takes an address, as `ip_address` where it is one and as `metadata.rhost` where it is a host's name.
    mutating func setAddress(_ text: Bytes) {
        if text.count == 0 { return }
        if let mapped = AddressText.mappedIPv4(text) {
            address = mapped
        } else if let digits = AddressText.hexMappedIPv4(text) {
            var digits = digits
            address = copy(&digits)
        } else if AddressText.isAddress(text) {
            address = text
        } else {
            add(key: Bytes("rhost"), text)
        }
    }

    /// Takes an address that the caller has already proved.
    @inline(__always)
    mutating func setProvedAddress(_ text: Bytes) { address = text }

    /// Keeps a text that does not stand in the line as long as the event.
    mutating func copy(_ text: inout String) -> Bytes {
        text.withUTF8 { bytes in
            let start = scratch.reserve(bytes.count)
            if let from = bytes.baseAddress { start.update(from: from, count: bytes.count) }
            return Bytes(start: start, count: bytes.count)
        }
    }

    /// Space for a text of at most `capacity` bytes that lives as long as the event.
    mutating func reserve(_ capacity: Int) -> UnsafeMutablePointer<UInt8> { scratch.reserve(capacity) }
}

/// Memory for the texts of one event that do not stand in its line as they are: unescaped, joined.
struct ScratchSpace: ~Copyable {
    private var blocks: [UnsafeMutablePointer<UInt8>] = []

    deinit {
        for block in blocks { block.deallocate() }
    }

    mutating func reserve(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
        let block = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        blocks.append(block)
        return block
    }

    @inline(__always)
    mutating func removeAll() {
        if blocks.isEmpty { return }
        for block in blocks { block.deallocate() }
        blocks.removeAll(keepingCapacity: true)
    }
}
