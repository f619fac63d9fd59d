import LoglyCommand
import LoglyShared

extension Progress {
    /// Shows how far a log is read: `45 % of 1.2 GiB: /var/log/auth.log`.
    ///
    /// - Parameters:
    ///   - bytes: read so far.
    ///   - total: what there is to read; nil of a pipe or a packed file, which don't tell.
    func show(reading name: String, bytes: Int, of total: Int?) {
        show { _ in
            guard let total, total > 0 else { return "\(size(Int64(bytes))): \(name)" }
            // A file that grows meanwhile is read to where it ends then.
            return "\(min(100, bytes * 100 / total)) % of \(size(Int64(total))): \(name)"
        }
    }
}
