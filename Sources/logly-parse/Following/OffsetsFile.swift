import Glibc
import LoglyShared

/// The FILE of `--offsets`: the checkpoints that `logly-ingest --ack` wrote on another machine, one a line.
///
/// The last whole line of each generation counts; a torn or damaged one is passed over. Others append to the file
/// while this program runs, so it is made shorter in place.
struct OffsetsFile {
    let path: String

    /// A file shorter than this is not worth the writing.
    private static let compactionSize = 262_144

    /// Before any log that is followed was written, and a time that a run may have in its name.
    private static let longAgo = Timestamp(wholeSeconds: 200_000_000)

    /// Reads the file; one that is absent means a first run.
    ///
    /// - Parameters:
    ///   - cut: what was read before is forgotten, as the database does.
    ///   - note: told why the file could not be made shorter: it is read all the same.
    func read(forgettingBefore cut: Timestamp, note: (String) -> Void) throws(ToolError) -> StoredOffsets {
        var offsets = StoredOffsets()
        // Left by a run that was killed while it shortened the file: all that the file had then. What the file has
        // itself was written since, or is the same. It is done again at once, so that no copy outlives its file.
        let left = try Self.load(path + ".compact", into: &offsets)
        let size = try Self.load(path, into: &offsets)
        offsets.forget(readBefore: cut, butNot: Self.longAgo)
        let isLong =
            size.bytes >= Self.compactionSize && size.lines > 4 * (offsets.all.count + offsets.journals.count)
        if isLong || left.bytes > 0 {
            do throws(ToolError) {
                try compact(offsets)
            } catch {
                note("\(path) is not made shorter: \(error)")
            }
        }
        return offsets
    }

    /// Reads the checkpoints of a file over what is there; none where it is absent.
    static func load(
        _ path: String, into offsets: inout StoredOffsets
    ) throws(ToolError) -> (bytes: Int, lines: Int) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT { return (0, 0) }
            throw ToolError(.noInput, cannot: "open \(path)", errno: errno)
        }
        defer { close(descriptor) }
        var status = stat()
        fstat(descriptor, &status)
        var reader = LineReader(descriptor: descriptor, name: path)
        var object = JSONObject()
        var lines = 0
        while let line = try reader.next() {
            lines += 1
            guard line.isTerminated,
                let row = checkpoint(line.bytes, &object) ?? checkpoint(untorn(line.bytes), &object)
            else { continue }
            // A run of another version may have another name; its acknowledgement came later than its reading. Who was
            // refused is told where the database stands, and not since when.
            let isRefused = row.to < row.batch.from
            let time = isRefused ? longAgo : RunName.start(of: row.batch.run) ?? status.modified
            if let position = JournalPosition(row, readAt: time) {
                offsets.add(position)
            } else if var generation = Generation(row, readAt: time) {
                // A database that has nothing of it says nothing of the file.
                if row.anchor == nil { generation.anchor.birth = offsets.birth(of: generation) }
                offsets.add(generation)
            }
        }
        return (Int(status.st_size), lines)
    }

    /// The last object of a line: what is appended behind a torn one shares its line.
    private static func untorn(_ line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        let opening = Array("{\"type\":".utf8)
        var start = line.count - opening.count
        while start > 0, memcmp(line.baseAddress! + start, opening, opening.count) != 0 { start -= 1 }
        return UnsafeBufferPointer(rebasing: line[max(0, start)...])
    }

    private static func checkpoint(
        _ line: UnsafeBufferPointer<UInt8>, _ object: inout JSONObject
    ) -> CheckpointRecord? {
        do throws(ParseError) {
            try object.read(line)
            guard let type = object.member("type", line)?.text,
                JSONScanning.value(line, type) == "checkpoint"
            else { return nil }
            return try CheckpointRecord(decoding: object, in: line)
        } catch {
            return nil
        }
    }

    /// Rewrites the file with one line for each generation.
    ///
    /// Killed at any moment it leaves all lines in the file or in its copy.
    private func compact(_ offsets: StoredOffsets) throws(ToolError) {
        let copy = path + ".compact"
        if faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0 {
            throw ToolError(cannot: "write \(path)", errno: errno)
        }
        do throws(ToolError) {
            try write(offsets, to: copy + "~", flags: O_CREAT | O_TRUNC)
            guard rename(copy + "~", copy) == 0 else {
                throw ToolError(cannot: "write \(copy)", errno: errno)
            }
        } catch {
            unlink(copy + "~")
            throw error
        }
        try write(offsets, to: path, flags: O_TRUNC)
        unlink(copy)
    }

    private func write(_ offsets: StoredOffsets, to path: String, flags: Int32) throws(ToolError) {
        // Appended to, as others do meanwhile: what one of them writes is not written over.
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | flags, 0o666)
        if descriptor < 0 { throw ToolError(.cannotCreate, cannot: "write \(path)", errno: errno) }
        defer { close(descriptor) }
        if flags & O_CREAT != 0 { SharedFolder.giveToOwner(descriptor, path) }
        var out = OutputBuffer(descriptor: descriptor, name: path)
        for generation in offsets.all.sorted(by: { ($0.log.path, $0.number) < ($1.log.path, $1.number) }) {
            out.append(generation.checkpoint(run: RunName(start: generation.time, process: getpid()).text))
        }
        for position in offsets.journals.values.sorted(by: { $0.log.source < $1.log.source }) {
            out.append(position.checkpoint)
        }
        try out.flush()
        if fsync(descriptor) != 0 { throw ToolError(cannot: "write \(path)", errno: errno) }
    }
}

extension Generation {
    func checkpoint(run: String) -> CheckpointRecord {
        var batch = BatchRecord()
        batch.run = run
        (batch.host, batch.source, batch.path) = (log.host, log.source, log.path)
        batch.generation = Int64(number)
        (batch.file, batch.device, batch.inode) = (file, device, inode)
        batch.fingerprint = fingerprint.text
        batch.from = Int64(offset)
        var checkpoint = CheckpointRecord()
        checkpoint.batch = batch
        checkpoint.to = Int64(offset)
        checkpoint.anchor = anchor.text
        return checkpoint
    }
}
