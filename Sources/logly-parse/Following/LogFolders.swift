import Glibc
import LoglyShared

/// What the folders of a run's logs hold: listed once, as long as nothing in them changes, however many logs there are.
final class LogFolders {
    private var listings: [String: Listing] = [:]

    private struct Listing {
        let state: State
        /// By the bytes of their names.
        let entries: [Entry]
        let byInode: [UInt: [Entry]]

        init(_ state: State, _ entries: [Entry]) {
            self.state = state
            self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            byInode = Dictionary(grouping: entries, by: \.inode)
        }

        func entries(besides log: String) -> [Entry] {
            RotatedName.ranges(of: log).flatMap {
                entries[index(of: $0.lowerBound)..<index(of: $0.upperBound)]
            }
        }

        /// Of the first entry that does not come before a name.
        private func index(of name: String) -> Int {
            var (low, high) = (0, entries.count)
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].name.utf8.lexicographicallyPrecedes(name.utf8) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            return low
        }
    }

    typealias Entry = (name: String, inode: UInt)

    /// Which folder it is, and when a name in it was last added, renamed or removed.
    private struct State: Equatable {
        let device: UInt
        let inode: UInt
        let changed: Timestamp
        let nanoseconds: Int

        init?(of folder: String) {
            var status = stat()
            guard stat(folder, &status) == 0 else { return nil }
            (device, inode, changed) = (status.st_dev, status.st_ino, status.modified)
            nanoseconds = status.st_mtim.tv_nsec
        }

        /// Whether what happens in the folder from a moment on gives it another time: the clock of files ticks every few
        /// milliseconds, and some file systems keep seconds, or every other one.
        func isPast(at time: Timestamp) -> Bool {
            time.seconds - changed.seconds > (nanoseconds == 0 ? 2.5 : 0.1)
        }
    }

    /// The entries of a folder that may be a log's, by their names, and those that have one of some inodes.
    ///
    /// - Throws: 66 where they cannot be listed.
    func entries(
        of folder: String, besides log: String, inodes: Set<UInt>
    ) throws(ToolError) -> [Entry] {
        let time = Timestamp.ofFiles
        let state = State(of: folder)
        if let listing = listings[folder], listing.state == state {
            return listing.entries(besides: log) + inodes.flatMap { listing.byInode[$0] ?? [] }
        }
        let entries = try LogFolder.entries(of: folder)
        listings[folder] = nil
        if let state, state.isPast(at: time) { listings[folder] = Listing(state, entries) }
        let ranges = RotatedName.ranges(of: log)
        return entries.filter { entry in
            inodes.contains(entry.inode) || ranges.contains { $0.contains(entry.name) }
        }
    }
}
