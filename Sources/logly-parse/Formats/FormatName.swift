import LoglyShared

/// The formats that there are, by the names of `--format` and of `format:` in the configuration.
enum FormatName: String, CaseIterable, Sendable {
    case generic

    /// A format for one log, from its start to its end.
    func makeFormat(_ settings: FormatSettings) -> any LogFormat {
        switch self {
        case .generic: GenericFormat(settings)
        }
    }

    /// A line of it.
    var example: String {
        switch self {
        case .generic: "2026-11-22 03:12:01 ERROR backup: disk is full"
        }
    }
}
