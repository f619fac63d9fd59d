/// What comes to light while a configuration is read.
final class ConfigurationReport {
    private struct Finding {
        let place: TextPlace
        let text: String
        let isError: Bool
    }

    private let file: String
    private let use: ConfigurationUse
    private let home: String?
    private var findings: [Finding] = []
    /// Keys in the file that have no effect.
    var idle: [String] = []
    /// Whether all keys that there are shall be gathered, in the file or not.
    let collectsKeys: Bool
    var keys: [String] = []
    /// Those of them that have no effect.
    var idleKeys: [String] = []
    let knowsTimeZone: (String) -> Bool

    /// Beyond this many problems the rest are only counted.
    static let limit = 20

    init(
        file: String, use: ConfigurationUse, home: String? = nil, collectsKeys: Bool = false,
        knowsTimeZone: @escaping (String) -> Bool
    ) {
        self.file = file
        self.use = use
        self.home = home
        self.collectsKeys = collectsKeys
        self.knowsTimeZone = knowsTimeZone
    }

    func expandingHome(_ path: String) -> String {
        guard let home, path == "~" || path.hasPrefix("~/") else { return path }
        return home + path.dropFirst()
    }

    /// - Parameter section: who the section's mistakes stop.
    func refuse(_ reason: String, at place: TextPlace, _ section: ConfigurationUse) {
        let isError = section == .collecting || use == .reporting
        findings.append(Finding(place: place, text: reason, isError: isError))
    }

    func refuse(
        unknown key: String, in path: String, known: [String], at place: TextPlace,
        _ section: ConfigurationUse
    ) {
        var text = "unknown key \"\(key.prefix(80))\""
        if let near = nearest(to: key, among: known) {
            text += "; did you mean \"\(near)\"?"
        } else if let elsewhere = Configuration.keys.first(where: { $0.hasSuffix(".\(key)") }) {
            text += "; did you mean \"\(elsewhere)\"?"
        } else if !path.isEmpty {
            text += " in \(path)"
        }
        refuse(text, at: place, section)
    }

    /// The problems in the order of the file, each with its place.
    func texts(errors: Bool) -> [String] {
        let wanted = findings.filter { $0.isError == errors }.sorted { $0.place < $1.place }
        var texts = wanted.prefix(Self.limit).map { "\(file):\($0.place): \($0.text)" }
        if wanted.count > Self.limit { texts.append("\(file): and \(wanted.count - Self.limit) more") }
        return texts
    }
}
