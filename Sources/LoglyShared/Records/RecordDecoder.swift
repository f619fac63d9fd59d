extension Record {
    /// Reads a record from an object that `JSONObject.read` has found in `line`.
    ///
    /// Keys that the record does not have are ignored. Throws where a required field is missing, a value
    /// is of the wrong kind, a share lies outside 0 to 100 or a counter is negative or no whole number.
    public init(
        decoding object: JSONObject, in line: UnsafeBufferPointer<UInt8>
    ) throws(ParseError) {
        self.init()
        var decoder = RecordDecoder(object: object, line: line)
        visit(&decoder)
        if let failure = decoder.failure { throw failure }
    }
}

/// Fills each field from the member of its name; keeps the first failure.
private struct RecordDecoder: FieldVisitor {
    let object: JSONObject
    let line: UnsafeBufferPointer<UInt8>
    var hint = 0
    var failure: ParseError?

    init(object: JSONObject, line: UnsafeBufferPointer<UInt8>) {
        (self.object, self.line) = (object, line)
    }

    private mutating func fail(_ failure: ParseError) {
        if self.failure == nil { self.failure = failure }
    }

    private mutating func member(_ key: StaticString) -> JSONObject.Member? {
        object.member(key, line, hint: &hint)
    }

    /// The digits of a number; nil where it is absent, and a failure where the value is no number.
    private mutating func digits(_ key: StaticString) -> UnsafeBufferPointer<UInt8>? {
        guard let member = member(key) else { return nil }
        guard case .number = member.kind else {
            fail(.expected("a number for \(key)", at: member.start))
            return nil
        }
        return UnsafeBufferPointer(rebasing: line[member.value])
    }

    private func offset(of digits: UnsafeBufferPointer<UInt8>) -> Int {
        digits.baseAddress! - line.baseAddress!
    }

    mutating func time(_ key: StaticString, _ value: inout Timestamp) {
        guard let digits = digits(key) else { return fail(.absent("\(key)")) }
        guard let time = JSONNumber.timestamp(digits) else {
            return fail(.expected("seconds since 1970 for \(key)", at: offset(of: digits)))
        }
        value = time
    }

    mutating func text(_ key: StaticString, _ value: inout String) {
        var text: String?
        self.text(key, &text)
        if let text { value = text } else { fail(.absent("\(key)")) }
    }

    mutating func text(_ key: StaticString, _ value: inout String?) {
        guard let member = member(key) else { return }
        guard let text = member.text else {
            return fail(.expected("a string for \(key)", at: member.start))
        }
        value = JSONScanning.value(line, text)
    }

    mutating func count(_ key: StaticString, _ value: inout Int64?) {
        guard let digits = digits(key) else { return }
        let double = JSONNumber.double(digits)
        if let whole = JSONNumber.integer(digits), whole >= 0 {
            value = whole
        } else if double >= 0, double == double.rounded(), double < 0x1p63 {
            value = Int64(double)
        } else {
            fail(.expected("a whole number from 0 for \(key)", at: offset(of: digits)))
        }
    }

    mutating func count(_ key: StaticString, _ value: inout Int64) {
        var count: Int64?
        self.count(key, &count)
        if let count { value = count } else { fail(.absent("\(key)")) }
    }

    mutating func share(_ key: StaticString, _ value: inout Double?) {
        guard let digits = digits(key) else { return }
        let share = JSONNumber.double(digits)
        guard share >= 0, share <= 100 else {
            return fail(.expected("a share from 0 to 100 for \(key)", at: offset(of: digits)))
        }
        value = share
    }

    mutating func number(_ key: StaticString, _ value: inout Double?) {
        guard let digits = digits(key) else { return }
        let number = JSONNumber.double(digits)
        guard number >= 0, number.isFinite else {
            return fail(.expected("a number from 0 for \(key)", at: offset(of: digits)))
        }
        value = number
    }
}
