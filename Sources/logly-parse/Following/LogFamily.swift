import Glibc
import LoglyShared

/// The files that a log is and may have been: the one at its path, and what rotation left.
///
/// They are found by their names beside the path, beside what it leads to as a symlink, and in `olddir`. Where a name
/// tells nothing, the inode of a known generation in these folders does, and where that was when it was last read.
struct LogFamily {
    let path: String
    /// The source's `olddir`.
    let oldDirectory: String?
    /// What is stored of this log.
    let known: [Generation]
    var folders = LogFolders()

    /// A file that was found, not yet opened.
    struct Member: Equatable {
        let path: String
        let age: RotatedName.Age?
        let packing: Packing?
        let isCurrent: Bool
        /// No name says that it is one: it is a known generation, or none.
        let isStray: Bool
        let device: UInt
        let inode: UInt
        let modified: Timestamp

        /// Names are compared with the files that they lead to, not with their times.
        static func == (one: Member, other: Member) -> Bool {
            one.path == other.path && one.device == other.device && one.inode == other.inode
        }
    }

    /// What is at the path: nothing, something that cannot be read, or a file.
    enum Current: Equatable {
        case absent
        case unreadable(ToolError)
        case file
    }

    /// Opens all members, oldest first, the file at the path last.
    ///
    /// A rotation between listing and opening would hide a file, and a copy that has just been begun looks like none:
    /// then it is done again.
    ///
    /// - Throws: 75 where the names never stand still; 66 where a folder cannot be looked into: of a log whose rotated
    ///   files are hidden nothing is read, since those would be older than what was read meanwhile.
    func open() throws(ToolError) -> (current: Current, candidates: [Candidate<FileContent>]) {
        for attempt in 0..<20 {
            if attempt > 0 { usleep(useconds_t(1000 * attempt)) }
            let members = Self.ordered(try list())
            var current = Current.absent
            var candidates: [Candidate<FileContent>] = []
            var isMoving = false
            for member in members {
                do throws(ToolError) {
                    guard let file = try LogFile(member.path, packing: member.packing),
                        file.inode == String(member.inode), file.device == String(member.device)
                    else {
                        isMoving = true
                        break
                    }
                    let candidate = Candidate(file, member)
                    if let failure = candidate.content.failure, failure.status == .busy { throw failure }
                    candidates.append(candidate)
                    if member.isCurrent { current = .file }
                } catch {
                    // Too many open files say nothing of this one.
                    if error.status == .busy { throw error }
                    if member.isCurrent {
                        current = .unreadable(error)
                    } else {
                        candidates.append(Candidate(LogFile(member, unreadable: error), member))
                    }
                }
            }
            if !isMoving, Self.ordered(try list()) == members, !candidates.contains(where: \.isBeingCopied) {
                return (current, candidates)
            }
        }
        throw ToolError(.busy, "cannot follow \(path): its files are renamed all the time")
    }

    /// Whether a file has come beside the log since the candidates were opened: a copy, before the log is emptied.
    ///
    /// As long as they are open no other file gets an inode of theirs.
    func hasGained(beyond candidates: [Candidate<FileContent>]) -> Bool {
        guard let members = try? list() else { return true }
        return members.contains { member in
            !member.isCurrent
                && !candidates.contains {
                    $0.inode == String(member.inode) && $0.device == String(member.device)
                }
        }
    }

    /// All members, in no order; a file of several names once.
    private func list() throws(ToolError) -> [Member] {
        var found: [Member] = []
        func add(
            _ path: String, _ age: RotatedName.Age?, _ packing: Packing?, isCurrent: Bool = false,
            isStray: Bool = false
        ) throws(ToolError) {
            var status = stat()
            guard stat(path, &status) == 0 else {
                if let error = LogFolder.hides(path, errno) { throw error }
                return
            }
            if !isCurrent, status.unreadableKind != nil { return }
            if found.contains(where: { $0.inode == status.st_ino && $0.device == status.st_dev }) { return }
            found.append(
                Member(
                    path: path, age: age, packing: packing, isCurrent: isCurrent, isStray: isStray,
                    device: status.st_dev, inode: status.st_ino, modified: status.modified))
        }
        try add(path, nil, Packing.split(path).packing, isCurrent: true)
        let inodes = Set(known.compactMap { UInt($0.inode) })
        var strays = known.map(\.file)
        for (folder, name) in places {
            let entries = try folders.entries(of: folder, besides: name, inodes: inodes)
            for (entry, inode) in entries where entry != name {
                if let rotated = RotatedName(entry, of: name) {
                    try add(folder + entry, rotated.age, rotated.packing)
                } else if inodes.contains(inode) {
                    strays.append(folder + entry)
                }
            }
        }
        // Where it once was may be forbidden now.
        for file in strays where file != path {
            try? add(file, .unknown, Packing.split(file).packing, isStray: true)
        }
        return found
    }

    /// Folders, with a `/` behind them, and the name that the log has there.
    private var places: [(folder: String, name: String)] {
        let (folder, name) = Self.split(path)
        var places = [(folder, name)]
        var names = [name]
        if let target = realpath(path, nil) {
            let (targetFolder, targetName) = Self.split(String(cString: target))
            free(target)
            if targetName != name { names.append(targetName) }
            places += names.map { (targetFolder, $0) }
        }
        if var old = oldDirectory {
            if !old.hasPrefix("/") { old = folder + old }
            if !old.hasSuffix("/") { old += "/" }
            places += names.map { (old, $0) }
        }
        return places
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("./", path) }
        return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }

    // MARK: Order

    /// Oldest first: by number, by date, and where names tell nothing (or not the same) by time.
    static func ordered(_ members: [Member]) -> [Member] {
        var numbered: [Member] = []
        var dated: [Member] = []
        var others: [Member] = []
        for member in members where !member.isCurrent {
            switch member.age {
            case .number: numbered.append(member)
            case .date: dated.append(member)
            default: others.append(member)
            }
        }
        numbered.sort { precedes($0, $1) }
        dated.sort { precedes($0, $1) }
        others.sort { ($0.modified, $0.path) < ($1.modified, $1.path) }
        return merged(merged(numbered, dated), others) + members.filter(\.isCurrent)
    }

    private static func precedes(_ one: Member, _ other: Member) -> Bool {
        switch (one.age, other.age) {
        case (.number(let a), .number(let b)) where a != b: return a > b
        case (.date(let a), .date(let b)) where a != b: return a.lexicographicallyPrecedes(b)
        default:
            // A packed file is a copy of the one of its name that is still there.
            if (one.packing != nil) != (other.packing != nil) { return one.packing != nil }
            return (one.modified, one.path) < (other.modified, other.path)
        }
    }

    private static func merged(_ one: [Member], _ other: [Member]) -> [Member] {
        var result: [Member] = []
        var (a, b) = (one[...], other[...])
        while let first = a.first, let second = b.first {
            if second.modified < first.modified {
                result.append(b.removeFirst())
            } else {
                result.append(a.removeFirst())
            }
        }
        return result + a + b
    }
}

extension Candidate<FileContent> {
    /// Its first bytes have only come while it was opened.
    fileprivate var isBeingCopied: Bool {
        guard !isCurrent, !content.file.isPacked, content.failure == nil,
            content.head.count < FileFingerprint.limit,
            let now = try? content.file.status()
        else { return false }
        return now.size != content.head.count
    }

    fileprivate init(_ file: LogFile, _ member: LogFamily.Member) {
        let content = FileContent(file)
        let isEmpty = content.head.isEmpty && content.failure == nil
        self.init(
            file: file.path, device: file.device, inode: file.inode, birth: file.birth,
            modified: file.modified, size: !file.isPacked ? file.sizeOnDisk : isEmpty ? 0 : nil,
            isCurrent: member.isCurrent,
            isStray: member.isStray, content: content)
    }
}
