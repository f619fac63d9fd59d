import LoglyShared

/// Counts once an attempt that sshd tells twice.
///
/// Of each attempt by keyboard-interactive there is `error: PAM: Authentication failure for bob from …`. Of a known user
/// `Failed keyboard-interactive/pam for bob from …` follows only from half of `MaxAuthTries` on (auth.c, `auth_log`), so the
/// first is what counts, and the second only where it stands alone.
struct PAMAttempts {
    /// Processes and users of PAM's last errors, until sshd tells of the same attempt; of so many connections at once.
    private var pending: [Int] = []
    private static let limit = 64

    /// Takes the action from what tells an attempt again.
    @inline(__always)
    mutating func settle(_ event: inout LogEvent) {
        if event.action == .failedLogin, event.service.has("sshd") { count(&event) }
    }

    private mutating func count(_ event: inout LogEvent) {
        if !event.message.has("Failed ") {
            let key = key(event)
            if pending.contains(key) { return }
            if pending.count == Self.limit { pending.removeFirst() }
            pending.append(key)
        } else if !pending.isEmpty, event.message.has("Failed keyboard-interactive/pam"),
            let told = pending.firstIndex(of: key(event))
        {
            pending.remove(at: told)
            event.action = nil
        }
    }

    private func key(_ event: borrowing LogEvent) -> Int {
        var hasher = Hasher()
        for at in 0..<event.metadata.count where event.metadata.entries[at].key.equals("pid") {
            hasher.combine(bytes: UnsafeRawBufferPointer(event.metadata.entries[at].value))
        }
        hasher.combine(bytes: UnsafeRawBufferPointer(event.user))
        return hasher.finalize()
    }
}
