import Glibc
import LoglyShared

/// `--ack`: for each complete batch, once it is committed, a checkpoint on stdout that tells how far the database is.
struct Acknowledgements: ~Copyable {
    private var out = OutputBuffer(descriptor: STDOUT_FILENO, name: "stdout")
    private var queued = OutputBuffer()

    /// Prepares the answer to the batch that `checkpoint` closes; it must not be seen before the commit.
    ///
    /// - Parameter stored: what the database holds of the generation; nil for nothing, which is told as the
    ///   offset 0.
    mutating func queue(_ checkpoint: CheckpointRecord, stored: StoredOffset?) {
        var answer = checkpoint
        answer.to = stored?.offset ?? 0
        answer.anchor = nil
        answer.batch.known = nil
        if let stored {
            answer.batch.fingerprint = stored.fingerprint
            answer.batch.file = stored.file
            answer.batch.device = stored.device.isEmpty ? nil : stored.device
            answer.batch.inode = stored.inode.isEmpty ? nil : stored.inode
            answer.anchor = stored.anchor.isEmpty ? nil : stored.anchor
        }
        queued.append(answer)
    }

    /// Writes what has been committed.
    mutating func send() throws(ToolError) {
        out.append(queued.bytes)
        queued.removeAll()
        try out.flush()
    }
}
