import CYAML

/// libyaml's event parser over a text that the caller keeps alive.
struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeBufferPointer<UInt8>

    init(_ text: UnsafeBufferPointer<UInt8>) {
        // The parser keeps its own address, so it must not move: a local variable could.
        self.parser = .allocate(capacity: 1)
        self.text = text
        _ = yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    mutating func next() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }

    private var failure: YAMLError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not enough memory"
        if parser.pointee.error == YAML_READER_ERROR {
            return YAMLError(at: TextPlace(of: parser.pointee.problem_offset, in: text), problem)
        }
        let context = parser.pointee.context.map { " " + String(cString: $0) } ?? ""
        let begins = parser.pointee.context_mark.line + 1
        let place = TextPlace(parser.pointee.problem_mark)
        // A bracket that is never closed is found missing at the end of the file: say where it was opened.
        let from = !context.isEmpty && begins != place.line ? " that begins in line \(begins)" : ""
        return YAMLError(at: place, problem + context + from)
    }
}

/// One event of libyaml, taken out of its memory.
struct YAMLEvent {
    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(String, plain: Bool)
        case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    let kind: Kind
    let place: TextPlace
    let anchor: String?
    let tag: String?

    fileprivate init(_ event: yaml_event_t) {
        func text(_ bytes: UnsafeMutablePointer<UInt8>?) -> String? { bytes.map { String(cString: $0) } }
        place = TextPlace(event.start_mark)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = .scalar(
                String(decoding: value, as: UTF8.self), plain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            (anchor, tag) = (text(scalar.anchor), text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            (anchor, tag) = (text(event.data.sequence_start.anchor), text(event.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            (anchor, tag) = (text(event.data.mapping_start.anchor), text(event.data.mapping_start.tag))
        case YAML_ALIAS_EVENT:
            kind = .alias(text(event.data.alias.anchor) ?? "")
            (anchor, tag) = (nil, nil)
        default:
            kind =
                switch event.type {
                case YAML_STREAM_START_EVENT: .streamStart
                case YAML_DOCUMENT_START_EVENT: .documentStart
                case YAML_DOCUMENT_END_EVENT: .documentEnd
                case YAML_SEQUENCE_END_EVENT: .sequenceEnd
                case YAML_MAPPING_END_EVENT: .mappingEnd
                default: .streamEnd
                }
            (anchor, tag) = (nil, nil)
        }
    }
}

extension TextPlace {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }
}
