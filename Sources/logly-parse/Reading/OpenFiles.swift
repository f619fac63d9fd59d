import Glibc
import LoglyShared

/// How many files may be open at once: a log and all its rotated files are, so that none takes the place of another.
enum OpenFiles {
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

    /// The limits that this program was started with.
    private static let given = current

    private static var current: rlimit {
        var limit = rlimit()
        getrlimit(resource, &limit)
        return limit
    }

    private static func set(_ limit: rlimit) {
        var limit = limit
        // Where it fails, fewer files are open.
        setrlimit(resource, &limit)
    }

    /// Takes what the hard limit allows. The soft one is often 1024, for programs that use select(2).
    static func raiseLimit() {
        var limit = given
        limit.rlim_cur = limit.rlim_max
        set(limit)
    }

    /// Starts another program, which may use select(2), with the limit that this one was given.
    static func withGivenLimit<Result>(_ start: () -> Result) -> Result {
        let raised = current
        set(given)
        defer { set(raised) }
        return start()
    }

    /// Why a file could not be opened: 75 where that tells nothing of the file.
    static func error(cannot action: String, errno code: Int32) -> ToolError {
        ToolError(isExhausted(code) ? .busy : .noInput, cannot: action, errno: code)
    }

    private static func isExhausted(_ code: Int32) -> Bool { code == EMFILE || code == ENFILE }
}
