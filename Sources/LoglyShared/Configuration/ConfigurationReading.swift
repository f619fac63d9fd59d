/// A configuration as it was read, with what was found on the way.
public struct ConfigurationReading: Sendable {
    public let configuration: Configuration
    /// The file it came from, as messages name it; nil for the built-in defaults.
    public let file: String?
    /// What makes it unusable, each with its place, in the order of the file.
    public let errors: [ToolError]
    /// Mistakes in sections that the program doesn't use, and files that cannot be read.
    public internal(set) var warnings: [String]
    /// What a person may want to know: the keys that have no effect.
    public let notes: [String]
    private let root: YAMLNode?

    /// The built-in defaults.
    public init() {
        (configuration, file, errors, warnings, notes, root) = (Configuration(), nil, [], [], [], nil)
    }

    /// Reads the text of a configuration file; never fails, but may hold `errors`.
    ///
    /// - Parameters:
    ///   - file: how messages name it.
    ///   - use: who asks, which decides what are errors and what are warnings.
    ///   - home: what a leading `~/` of a path stands for.
    ///   - knowsTimeZone: whether a zone's name is one; by default, whether `Zone` finds it.
    public init(
        _ text: UnsafeBufferPointer<UInt8>, file: String, for use: ConfigurationUse, home: String? = nil,
        knowsTimeZone: @escaping (String) -> Bool = { Zone(named: $0) != nil }
    ) {
        self.file = file
        let report = ConfigurationReport(file: file, use: use, home: home, knowsTimeZone: knowsTimeZone)
        var configuration = Configuration()
        var root: YAMLNode?
        do {
            let document = try YAMLDocument(parsing: text)
            root = document.root
            report.refuse(document.duplicates)
            if let root, !root.isNull, root.entries == nil {
                report.refuse(
                    "a configuration is a mapping of keys, not \(root.kind)", at: root.place, .collecting)
            }
            var reader = SectionReader(root, report: report)
            configuration.read(&reader)
            reader.finish()
        } catch {
            report.refuse(error.description, at: error.place, .collecting)
        }
        self.configuration = configuration
        self.root = root
        errors = report.texts(errors: true).map { ToolError(.configuration, $0) }
        warnings = report.texts(errors: false)
        notes = report.idle.isEmpty ? [] : ["\(file): without effect: \(report.idle.joined(separator: ", "))"]
    }

    /// A problem with the value of a key that only its user could find, such as a pattern that does not compile.
    ///
    /// - Parameter path: the key: `["logs", "sources", "app", "pattern"]`.
    public func error(_ reason: String, with path: [String]) -> ToolError {
        var node = root
        for key in path {
            guard let inner = node?.entries?.first(where: { $0.key == key })?.value else { break }
            node = inner
        }
        let place = node.map { ":\($0.place)" } ?? ""
        return ToolError(
            .configuration,
            "\(file ?? "built-in defaults")\(place): \(path.joined(separator: ".")): \(reason)")
    }
}

extension Configuration {
    /// The dotted paths of all keys, sections too; NAME stands for the name of a source.
    static var keys: [String] { allKeys.keys }

    /// Those of them that are accepted and do nothing.
    static var keysWithoutEffect: [String] { allKeys.idleKeys }

    private static var allKeys: ConfigurationReport {
        let report = ConfigurationReport(
            file: "", use: .reporting, collectsKeys: true, knowsTimeZone: { _ in true })
        var reader = SectionReader(nil, report: report)
        var configuration = Configuration()
        configuration.read(&reader)
        reader.finish()
        return report
    }
}

extension ConfigurationReport {
    fileprivate func refuse(_ duplicates: [YAMLDuplicate]) {
        for key in duplicates {
            refuse(
                "key \"\(key.key.prefix(80))\" is given twice, first in line \(key.first.line)",
                at: key.place,
                ConfigurationUse(ofSection: key.section))
        }
    }
}
