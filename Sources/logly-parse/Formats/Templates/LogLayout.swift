import LoglyShared

/// How the lines of a source are laid out, as its `log_format`, `pattern` and `time_format` tell.
enum LogLayout {
    case access(LineTemplate)
    case python(LineTemplate)
    case postgresql(PostgreSQLPrefix)

    /// A mistake in one of the keys.
    struct Mistake: Error {
        var key: String
        var reason: String
    }

    /// - Returns: nil where the source tells nothing of its own.
    init?(of source: LogSource) throws(Mistake) {
        let time = try Self.timePattern(source)
        guard let text = source.logFormat else {
            if time == nil { return nil }
            throw Mistake(key: "time_format", reason: "it has no meaning without a pattern or a log_format")
        }
        do throws(ParseError) {
            switch source.format {
            case .nginx: self = .access(try LineTemplate(nginx: text))
            case .apache: self = .access(try LineTemplate(apache: text))
            case .python, .django: self = .python(try LineTemplate(python: text, time: time))
            case .postgresql: self = .postgresql(try PostgreSQLPrefix(text))
            default:
                throw ParseError.absent(
                    "a format that has layouts: nginx, apache, python, django or postgresql, not"
                        + " \(source.format.rawValue)")
            }
        } catch {
            throw Mistake(key: "log_format", reason: error.description)
        }
    }

    private static func timePattern(_ source: LogSource) throws(Mistake) -> TimePattern? {
        guard let text = source.timeFormat else { return nil }
        do {
            return try TimePattern(text)
        } catch {
            throw Mistake(key: "time_format", reason: error.description)
        }
    }
}
