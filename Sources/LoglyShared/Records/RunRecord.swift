/// What one run of `logly-parse` saw of each of its files: a line of the ledger.
///
/// It is the run's last record, so that its absence tells of a run that was killed.
public struct RunRecord: Record, Equatable {
    public static let type: StaticString = "run"

    /// When the run ended.
    public var timestamp = Timestamp.epoch
    public var host: String?
    public var program = ""
    /// The exit status.
    public var status: Int64?
    /// How long it took.
    public var seconds: Double?
    public var sources: [RunSource] = []

    public init() {}

    /// Shows all but `sources`.
    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.time("timestamp", &timestamp)
        visitor.text("host", &host)
        visitor.text("program", &program)
        visitor.count("status", &status)
        visitor.number("seconds", &seconds)
    }

    /// Reads a run with its sources from an object that `JSONObject.read` has found in `line`.
    public init(
        decodingWithSources object: JSONObject, in line: UnsafeBufferPointer<UInt8>
    ) throws(ParseError) {
        try self.init(decoding: object, in: line)
        guard let member = object.member("sources", line) else { return }
        guard case .array = member.kind else {
            throw .expected("an array for sources", at: member.value.lowerBound)
        }
        var at = member.value.lowerBound + 1
        var element = JSONObject()
        JSONScanning.skipSpace(line, at: &at)
        // The array's grammar has been checked already.
        while at < member.value.upperBound - 1 {
            try element.read(line, at: &at)
            sources.append(try RunSource(decoding: element, in: line))
            JSONScanning.skipSpace(line, at: &at)
            if line[at] == UInt8(ascii: ",") { at += 1 }
        }
    }
}

/// What a run saw of one file: an element of `sources`, never a line of its own.
public struct RunSource: Record, Equatable {
    public static let type: StaticString = "run_source"

    public var source = ""
    public var path = ""
    /// In words: what became of the file.
    public var status: String?
    /// Blank ones included.
    public var lines: Int64?
    /// Bytes seen.
    public var bytes: Int64?
    public var parsed: Int64?
    /// Events that their format did not understand.
    public var unparsed: Int64?
    /// Bytes that were gone before they could be read.
    public var skippedBytes: Int64?

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.text("source", &source)
        visitor.text("path", &path)
        visitor.text("status", &status)
        visitor.count("lines", &lines)
        visitor.count("bytes", &bytes)
        visitor.count("parsed", &parsed)
        visitor.count("unparsed", &unparsed)
        visitor.count("skipped_bytes", &skippedBytes)
    }
}
