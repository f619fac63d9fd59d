/// Reads one mapping of the configuration, a key at a time.
///
/// Each call names a key with the variable that its value goes to; a key that is absent, or has no value, leaves
/// it as it is. What is then left over in the mapping is unknown. Without a mapping the same calls
/// only name the keys, which is how the list of all keys comes about.
struct SectionReader {
    private let node: YAMLNode?
    /// `logs.sources.nginx`; empty at the top.
    private let path: String
    private let report: ConfigurationReport
    private let use: ConfigurationUse
    private var known: [String] = []

    init(
        _ node: YAMLNode?, path: String = "", report: ConfigurationReport, use: ConfigurationUse = .collecting
    ) {
        (self.node, self.path, self.report, self.use) = (node, path, report, use)
    }

    // MARK: Keys

    private func path(to key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Notes that the key exists, and returns its value where it has one.
    private mutating func value(_ key: String) -> YAMLNode? {
        known.append(key)
        guard let entries = node?.entries else { return nil }
        guard let value = entries.first(where: { $0.key == key })?.value, !value.isNull else { return nil }
        return value
    }

    /// Whether anything is written in it.
    var hasKeys: Bool { node?.entries?.isEmpty == false }

    /// A problem with the section as a whole.
    func refuse(_ reason: String) {
        if let node { report.refuse(reason, at: node.place, use) }
    }

    private func refuse(_ key: String, _ value: YAMLNode, _ expected: String) {
        let given =
            switch value.content {
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .scalar(let text, quoted: true): "the text \"\(text.prefix(80))\""
            case .scalar(let text, quoted: false): "\"\(text.prefix(80))\""
            }
        report.refuse("\(path(to: key)) must be \(expected), not \(given)", at: value.place, use)
    }

    /// Reads a mapping within this one.
    mutating func section(_ key: String, _ body: (inout SectionReader) -> Void) {
        let use = path.isEmpty ? ConfigurationUse(ofSection: key) : use
        var value = value(key)
        if let given = value, given.entries == nil {
            report.refuse(
                "\(path(to: key)) must hold keys of its own, not \(given.kind)", at: given.place, use)
            value = nil
        }
        var inner = SectionReader(value, path: path(to: key), report: report, use: use)
        body(&inner)
        inner.finish()
    }

    /// Reads mappings under names that the user chooses: where there are any, they replace what the list held.
    mutating func sections<Value>(
        _ key: String, _ list: inout [Value], _ read: (String, inout SectionReader) -> Value?
    ) {
        func reader(_ name: String, _ node: YAMLNode?) -> SectionReader {
            SectionReader(node, path: "\(path(to: key)).\(name)", report: report, use: use)
        }
        guard let value = value(key) else {
            if report.collectsKeys {
                var nameless = reader("NAME", nil)
                _ = read("NAME", &nameless)
                nameless.finish()
            }
            return
        }
        guard let entries = value.entries else { return refuse(key, value, "a mapping of names") }
        list = []
        for entry in entries {
            // `nginx:` alone is the built-in source of that name.
            let isBare = entry.value.isNull
            let node = isBare ? YAMLNode(content: .mapping([]), place: entry.place, size: 1) : entry.value
            guard node.entries != nil else {
                refuse("\(key).\(entry.key)", node, "a mapping")
                continue
            }
            var inner = reader(entry.key, node)
            guard let value = read(entry.key, &inner) else { continue }
            list.append(value)
            inner.finish()
        }
    }

    /// Refuses what no call has named.
    func finish() {
        if report.collectsKeys { report.keys += known.map(path(to:)) }
        for entry in node?.entries ?? [] where !known.contains(entry.key) {
            report.refuse(unknown: entry.key, in: path, known: known, at: entry.place, use)
        }
    }

    /// A key of the original Logly that nothing here depends on.
    mutating func withoutEffect(_ key: String) {
        if value(key) != nil { report.idle.append(path(to: key)) }
        if report.collectsKeys { report.idleKeys.append(path(to: key)) }
    }

    // MARK: Values

    mutating func flag(_ key: String, _ flag: inout Bool) {
        guard let value = value(key) else { return }
        guard let given = value.flag else { return refuse(key, value, "true or false") }
        flag = given
    }

    mutating func integer(_ key: String, _ number: inout Int, in range: ClosedRange<Int>) {
        guard let value = value(key) else { return }
        guard let given = value.integer, range.contains(given) else {
            return refuse(key, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        number = given
    }

    mutating func integer(_ key: String, _ number: inout Int?, in range: ClosedRange<Int>) {
        var given = number ?? .min
        integer(key, &given, in: range)
        if given != .min { number = given }
    }

    mutating func number(_ key: String, _ number: inout Double, in range: ClosedRange<Double>) {
        guard let value = value(key) else { return }
        guard let given = value.number, range.contains(given) else {
            return refuse(key, value, "a number from \(range.lowerBound.short) to \(range.upperBound.short)")
        }
        number = given
    }

    mutating func text(_ key: String, _ text: inout String?) {
        guard let value = value(key) else { return }
        guard let given = value.text, !given.isEmpty, !given.utf8.contains(0) else {
            let hint = value.looksLikeOtherThanText ? " (put it in quotes)" : ""
            return refuse(key, value, "a text\(hint)")
        }
        text = given
    }

    mutating func text(_ key: String, _ text: inout String) {
        var given: String? = text
        self.text(key, &given)
        text = given ?? text
    }

    /// A leading `~/` is the user's home.
    mutating func path(_ key: String, _ path: inout String?) {
        var given: String?
        text(key, &given)
        if let given { path = report.expandingHome(given) }
    }

    mutating func choice<Value>(
        _ key: String, _ chosen: inout Value, among words: @autoclosure () -> [(String, Value)]
    ) {
        guard let value = value(key) else { return }
        let words = words()
        let given = value.text ?? ""
        if let word = words.first(where: { $0.0 == given })
            ?? words.first(where: { $0.0.lowercased() == given.lowercased() })
        {
            chosen = word.1
        } else {
            let names = words.map(\.0)
            let near = nearest(to: given, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
            report.refuse(
                "\(path(to: key)) must be one of \(names.joined(separator: ", ")), not \(value.kind)\(near)",
                at: value.place, use)
        }
    }

    mutating func timeZone(_ key: String, _ zone: inout String?) {
        guard let value = value(key) else { return }
        guard let given = value.text, report.knowsTimeZone(given) else {
            return refuse(key, value, "a time zone such as UTC or Europe/Berlin")
        }
        zone = given
    }

    mutating func timeZone(_ key: String, _ zone: inout String) {
        var given: String? = zone
        timeZone(key, &given)
        zone = given ?? zone
    }

    /// A list, or one value that is a list of one.
    mutating func list<Value>(
        _ key: String, _ list: inout [Value], of kind: String, _ parse: (String) -> Value?
    ) {
        guard let value = value(key) else { return }
        let nodes: [YAMLNode]
        switch value.content {
        case .sequence(let items): nodes = items
        case .scalar: nodes = [value]
        case .mapping: return refuse(key, value, "a list of \(kind)")
        }
        list = nodes.compactMap { node in
            if let text = node.text, let parsed = parse(text) { return parsed }
            refuse(key, node, kind)
            return nil
        }
    }
}

extension Double {
    /// Without `.0`.
    fileprivate var short: String { self == rounded() ? String(Int64(self)) : description }
}
