import Glibc

/// Starts another program, found by PATH, with the signals that this one ignores as they are by default.
///
/// - Parameter words: its name and arguments.
/// - Returns: its process, or why it could not be started: an `errno`, 0 for success.
func spawn(
    _ words: [String], _ actions: inout posix_spawn_file_actions_t
) -> (process: pid_t, failure: Int32) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var ignored = sigset_t()
    sigemptyset(&ignored)
    sigaddset(&ignored, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &ignored)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let failure = OpenFiles.withGivenLimit {
        posix_spawnp(&process, words[0], &actions, &attributes, arguments, environ)
    }
    return (process, failure)
}
