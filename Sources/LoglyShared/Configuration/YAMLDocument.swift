/// A YAML document as a tree: libyaml's events, composed.
///
/// Anchors and aliases are resolved and `<<` merges a mapping into another, as YAML 1.1 has it. Refused are
/// a second document, tags of an application's own, keys that are no scalars, and what is too deep or, with
/// its aliases written out, too large. A key given twice is left to the caller, who knows whether it matters.
struct YAMLDocument {
    /// The value; nil where the file holds nothing but comments.
    private(set) var root: YAMLNode?
    private(set) var duplicates: [YAMLDuplicate] = []
    private var anchors: [String: YAMLNode] = [:]
    private var size = 0

    /// Deeper nesting is refused, so that no file exhausts the stack.
    static let depthLimit = 64
    /// More values than this are refused: a "billion laughs" of aliases, written out.
    static let sizeLimit = 100_000

    init(parsing file: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        var text = file
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = UnsafeBufferPointer(rebasing: text[3...]) }
        try Self.checkUTF8(text)
        var events = YAMLEvents(text)
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd: return
            case .documentStart where root != nil:
                throw YAMLError(at: event.place, "a second document begins here; only one is read")
            case .streamStart, .documentStart, .documentEnd: continue
            default: root = try node(event, &events, section: nil, depth: 0)
            }
        }
    }

    private static func checkUTF8(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        var at = 0
        while at < text.count {
            let length = utf8SequenceLength(text, at: at)
            if length == 0 { throw YAMLError(at: TextPlace(of: at, in: text), "not UTF-8") }
            at += length
        }
    }

    private mutating func node(
        _ event: YAMLEvent, _ events: inout YAMLEvents, section: String?, depth: Int
    ) throws(YAMLError) -> YAMLNode {
        if depth > Self.depthLimit {
            throw YAMLError(at: event.place, "nested deeper than \(Self.depthLimit) levels")
        }
        let before = size
        try count(1, at: event.place)
        let content: YAMLNode.Content
        switch event.kind {
        case .alias(let name):
            guard let known = anchors[name] else {
                throw YAMLError(at: event.place, "alias *\(name) has no anchor &\(name) before it")
            }
            try count(known.size, at: event.place)
            return YAMLNode(content: known.content, place: event.place, size: known.size)
        case .scalar(let text, let plain):
            let isText = try isText(event)
            content = .scalar(text, quoted: !plain || isText)
        case .sequenceStart:
            _ = try isText(event)
            content = .sequence(try items(&events, section: section, depth: depth))
        default:
            _ = try isText(event)
            content = .mapping(try entries(&events, section: section, depth: depth))
        }
        let node = YAMLNode(content: content, place: event.place, size: size - before)
        if let anchor = event.anchor { anchors[anchor] = node }
        return node
    }

    private mutating func count(_ values: Int, at place: TextPlace) throws(YAMLError) {
        size += values
        if size > Self.sizeLimit {
            throw YAMLError(at: place, "more than \(Self.sizeLimit) values, aliases written out")
        }
    }

    /// Whether the tag `!!str` makes text of a value. YAML's other own tags say what the key says too.
    private func isText(_ event: YAMLEvent) throws(YAMLError) -> Bool {
        guard let tag = event.tag else { return false }
        if tag == "tag:yaml.org,2002:str" || tag == "!" { return true }
        if tag.hasPrefix("tag:yaml.org,2002:") { return false }
        throw YAMLError(at: event.place, "unknown tag \(tag)")
    }

    private mutating func items(
        _ events: inout YAMLEvents, section: String?, depth: Int
    ) throws(YAMLError) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(event, &events, section: section, depth: depth + 1))
        }
    }

    private mutating func entries(
        _ events: inout YAMLEvents, section: String?, depth: Int
    ) throws(YAMLError) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var known = KeyPlaces()
        var merged: [YAMLEntry] = []
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            let keyNode = try node(event, &events, section: section, depth: depth + 1)
            guard case .scalar(let key, let quoted) = keyNode.content else {
                throw YAMLError(at: event.place, "a key must be a word, not a list or a mapping")
            }
            let section = section ?? key
            let value = try node(try events.next(), &events, section: section, depth: depth + 1)
            if key == "<<", !quoted {
                merged += try Self.mergeable(value)
            } else if let first = known.place(of: key, in: entries) {
                duplicates.append(
                    YAMLDuplicate(section: section, key: key, place: keyNode.place, first: first))
            } else {
                entries.append(YAMLEntry(key: key, place: keyNode.place, value: value))
            }
        }
        for entry in merged where known.place(of: entry.key, in: entries) == nil { entries.append(entry) }
        return entries
    }

    /// What `<<` brings in: a mapping's entries, or those of several, of which the first one wins.
    private static func mergeable(_ value: YAMLNode) throws(YAMLError) -> [YAMLEntry] {
        switch value.content {
        case .mapping(let entries): return entries
        case .sequence(let nodes):
            var merged: [YAMLEntry] = []
            for node in nodes {
                guard let entries = node.entries else {
                    throw YAMLError(at: node.place, "<< takes mappings only")
                }
                merged += entries
            }
            return merged
        case .scalar: throw YAMLError(at: value.place, "<< takes a mapping")
        }
    }
}

/// Where the keys of a mapping that is being read stand.
private struct KeyPlaces {
    private var places: [String: TextPlace] = [:]
    private var indexed = 0

    /// Looks through a short mapping, which costs less than a dictionary, and keeps one for a long mapping, where
    /// looking through would take a time that grows with its square.
    mutating func place(of key: String, in entries: [YAMLEntry]) -> TextPlace? {
        if entries.count <= 16 { return entries.first { $0.key == key }?.place }
        while indexed < entries.count {
            places[entries[indexed].key] = entries[indexed].place
            indexed += 1
        }
        return places[key]
    }
}
