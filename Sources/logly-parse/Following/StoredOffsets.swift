import LoglyShared

/// Where each generation of each log stands, as the database or the `--offsets` FILE has it.
struct StoredOffsets {
    private(set) var generations: [LogName: [Generation]] = [:]
    /// The journals, of which each has one position.
    private(set) var journals: [LogName: JournalPosition] = [:]
    /// The name of the machine that the database recorded at its first run.
    var host: String?

    init() {}

    /// Reads the database; one that is absent means a first run.
    init(database path: String) throws(ToolError) {
        let database: Database
        do {
            database = try Database.open(path, .readOnly)
        } catch {
            if error.status == .noInput { return }
            throw error
        }
        host = try MetadataTable.host(in: database)
        var query = try database.prepare(
            """
            SELECT host, source, path, generation, "offset", fingerprint, anchor, file, device, inode, timestamp
            FROM log_offsets
            """)
        while try query.step() {
            var row = CheckpointRecord()
            row.batch.host = query.text(0)
            row.batch.source = query.text(1) ?? ""
            row.batch.path = query.text(2) ?? ""
            row.batch.generation = query.integer(3) ?? 0
            row.to = query.integer(4) ?? 0
            row.batch.fingerprint = query.text(5) ?? ""
            row.anchor = query.text(6)
            row.batch.file = query.text(7)
            row.batch.device = query.text(8)
            row.batch.inode = query.text(9)
            if let position = JournalPosition(row, readAt: query.timestamp(10) ?? .epoch) {
                add(position)
                continue
            }
            guard let generation = Generation(row, readAt: query.timestamp(10) ?? .epoch) else {
                throw ToolError(
                    .badData, "cannot use \(path): log_offsets of \(row.batch.path) cannot be understood")
            }
            add(generation)
        }
    }

    /// Keeps the last word about each generation.
    mutating func add(_ generation: Generation) {
        var known = generations[generation.log] ?? []
        known.removeAll { $0.number == generation.number }
        known.append(generation)
        generations[generation.log] = known
    }

    mutating func add(_ position: JournalPosition) { journals[position.log] = position }

    /// Forgets what was read before a moment, as the database does: all but the newest generation of each log, and that
    /// too where nothing was left of the log.
    ///
    /// - Parameter longAgo: the time of what a database has not read.
    mutating func forget(readBefore cut: Timestamp, butNot longAgo: Timestamp) {
        for (log, known) in generations {
            let newest = known.map(\.number).max()
            let rest = known.filter {
                $0.time >= cut || $0.time <= longAgo || ($0.number == newest && !$0.isGone)
            }
            generations[log] = rest.isEmpty ? nil : rest
        }
    }

    /// Of the file that a generation was in, as far as is known.
    func birth(of generation: Generation) -> Timestamp? {
        generations[generation.log]?.first {
            $0.number == generation.number && $0.inode == generation.inode && $0.device == generation.device
        }?.anchor.birth
    }

    func contains(_ generation: Generation) -> Bool {
        generations[generation.log]?.contains { $0.number == generation.number } ?? false
    }

    /// The number of a log's newest generation, 0 for none.
    func highest(of log: LogName) -> Int { generations[log]?.map(\.number).max() ?? 0 }

    var all: [Generation] { generations.values.flatMap(\.self) }
}

extension Generation {
    /// nil where the record does not tell enough, or is of a kind that this program doesn't know.
    init?(_ checkpoint: CheckpointRecord, readAt time: Timestamp) {
        let batch = checkpoint.batch
        // At 0 there is nothing that an anchor could prove.
        let proof = Anchor(checkpoint.anchor ?? "") ?? (checkpoint.to == 0 ? Anchor.start : nil)
        guard let fingerprint = FileFingerprint(batch.fingerprint), let anchor = proof, batch.generation > 0,
            checkpoint.to >= 0
        else { return nil }
        self.init(
            log: LogName(host: batch.host ?? "", source: batch.source, path: batch.path),
            number: Int(batch.generation), offset: Int(checkpoint.to), fingerprint: fingerprint,
            anchor: anchor, file: batch.file ?? "", device: batch.device ?? "", inode: batch.inode ?? "",
            time: time)
    }

    /// A file of which nothing is stored yet.
    init(_ log: LogName, number: Int, _ content: FileContent) {
        var anchor = Anchor.start
        anchor.birth = content.file.birth
        if !content.head.isEmpty {
            let hash = content.head.withUnsafeBufferPointer { Anchor(of: $0).hash }
            anchor.seen = Anchor.Seen(length: content.head.count, hash: hash)
        }
        self.init(
            log: log, number: number, offset: 0, fingerprint: content.fingerprint, anchor: anchor,
            file: content.file.realPath, device: content.file.device, inode: content.file.inode, time: .epoch)
    }
}
