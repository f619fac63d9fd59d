import Glibc
import LoglyShared

/// The logs that a source's `path` stands for: itself, or each match of a glob.
enum LogPaths {
    /// Paths in order.
    ///
    /// A rotated file that the glob matches too belongs to its log, where that is there or has been read before.
    ///
    /// - Parameter known: the paths under which offsets of the source are stored.
    /// - Returns: and why folders that a glob leads to could not be listed, unless one of the paths will tell.
    static func expand(_ pattern: String, known: [String]) -> (paths: [String], hidden: [ToolError]) {
        guard LogSource.isGlob(pattern) else { return ([pattern], []) }
        let (matching, unlisted) = matches(of: pattern)
        let hidden = unlisted + unentered(pattern)
        let matches = Set(matching)
        // A log that is absent at this moment, between two steps of rotation.
        let logs = matches.union(known.filter { fnmatch(pattern, $0, FNM_PATHNAME | FNM_PERIOD) == 0 })
        let paths = logs.filter { path in
            let (folder, name) = LogFamily.split(path)
            // Packed files are never written to: they are only ever what became of a log.
            if Packing.split(name).packing != nil { return false }
            let owners = RotatedName.logs(of: name).filter { $0 != name }
            return !owners.contains { logs.contains(folder == "./" ? $0 : folder + $0) }
        }.sorted()
        let folders = Set(paths.map { LogFamily.split($0).folder })
        return (paths, hidden.filter { !folders.contains($0.folder) }.map(\.error))
    }

    private typealias Hidden = (folder: String, error: ToolError)

    /// What glob(3) tells of folders; its function has no context.
    nonisolated(unsafe) private static var hidden: [Hidden] = []

    /// Folders that the pattern matches and whose names it tells itself: of these glob(3) says nothing.
    private static func unentered(_ pattern: String) -> [Hidden] {
        let names = pattern.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return names.indices.dropLast().flatMap { index -> [Hidden] in
            guard LogSource.isGlob(names[index]), !LogSource.isGlob(names[index + 1]) else { return [] }
            let told = names[(index + 1)...].dropLast().prefix { !LogSource.isGlob($0) }
            return paths(of: names[...index].joined(separator: "/")).compactMap { matched in
                var folder = matched + "/"
                for name in [""] + told {
                    if !name.isEmpty { folder += name + "/" }
                    if faccessat(AT_FDCWD, folder, X_OK, AT_EACCESS) == 0 { continue }
                    return errno == EACCES
                        ? (folder, ToolError(.noInput, cannot: "enter \(folder)", errno: EACCES)) : nil
                }
                return nil
            }
        }
    }

    private static func matches(of pattern: String) -> (paths: [String], hidden: [Hidden]) {
        let matches = paths(of: pattern).filter { path in
            var status = stat()
            // A folder that the pattern matches by chance is no log.
            return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
        }
        return (matches, hidden)
    }

    /// What glob(3) finds; `hidden` is what it could not look into.
    private static func paths(of pattern: String) -> [String] {
        hidden = []
        var result = glob_t()
        defer { globfree(&result) }
        let status = glob(
            pattern, 0,
            { folder, code in
                let folder = folder.map { String(cString: $0) } ?? ""
                let slashed = folder.hasSuffix("/") ? folder : folder + "/"
                if let error = LogFolder.isUnlistable(slashed, code) {
                    LogPaths.hidden.append((slashed, error))
                }
                return 0
            }, &result)
        guard status == 0, let paths = result.gl_pathv else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }
}

extension LogPaths {
    /// Without those that are another's file under a second name: a link. The name that has been read before stays.
    static func withoutTwins(_ paths: [String], known: Set<String>) -> [String] {
        var owners: [FileID: String] = [:]
        for path in paths.sorted(by: { (known.contains($0) ? 0 : 1, $0) < (known.contains($1) ? 0 : 1, $1) })
        {
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            if owners[status.id] == nil { owners[status.id] = path }
        }
        return paths.filter { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return true }
            return owners[status.id] == path
        }
    }
}
