import LoglyShared

/// How the lines of a source are laid out, as its `log_format`, `pattern` and `time_format` tell.
enum LogLayout {
    case access(LineTemplate)
    case python(LineTemplate)
    case postgresql(PostgreSQLPrefix)
    case pattern(Pattern, time: TimePattern?)

    /// A mistake in one of the keys.
    struct Mistake: Error {
        var key: String
        var reason: String
    }

    /// - Returns: nil where the source tells nothing of its own.
    init?(of source: LogSource) throws(Mistake) {
        let time = try Self.timePattern(source)
        if let text = source.pattern {
            if source.logFormat != nil {
                throw Mistake(key: "log_format", reason: "a source has a pattern or a log_format, not both")
            }
            do {
                self = .pattern(try Pattern(text), time: time)
                return
            } catch {
                throw Mistake(key: "pattern", reason: error.description)
            }
        }
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
                throw ParseError.absent("a format with layouts (nginx, apache, django, python, postgresql)")
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
