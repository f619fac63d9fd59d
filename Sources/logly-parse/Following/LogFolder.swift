import Glibc
import LoglyShared

/// What a folder of logs says of itself: a file that is hidden from this user is not one that is absent.
enum LogFolder {
    /// The names in a folder, and their inodes; none where there is no such folder.
    ///
    /// - Throws: 66 where they cannot be listed.
    static func entries(of folder: String) throws(ToolError) -> [(name: String, inode: UInt)] {
        guard let directory = opendir(folder) else {
            if let error = isUnlistable(folder, errno) { throw error }
            return []
        }
        defer { closedir(directory) }
        var entries: [(name: String, inode: UInt)] = []
        errno = 0
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            entries.append((name, entry.pointee.d_ino))
            errno = 0
        }
        if let error = isUnlistable(folder, errno) { throw error }
        return entries
    }

    /// Why the names in a folder are not known; nil where there is none, or no such folder.
    static func isUnlistable(_ folder: String, _ code: Int32) -> ToolError? {
        isAbsence(code) ? nil : OpenFiles.error(cannot: "list \(folder)", errno: code)
    }

    /// Why stat(2) does not tell of a file; nil where there is none.
    static func hides(_ path: String, _ code: Int32) -> ToolError? {
        if isAbsence(code) { return nil }
        let folder = LogFamily.split(path).folder
        let isEntered = faccessat(AT_FDCWD, folder, X_OK, AT_EACCESS) == 0
        return ToolError(.noInput, cannot: isEntered ? "open \(path)" : "enter \(folder)", errno: code)
    }

    private static func isAbsence(_ code: Int32) -> Bool { [0, ENOENT, ENOTDIR].contains(code) }
}
