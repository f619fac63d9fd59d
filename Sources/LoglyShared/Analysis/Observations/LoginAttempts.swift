/// Counts each attempt to log in once, though sshd tells of some twice.
///
/// For a user that does not exist sshd writes `Invalid user …` once a connection, and `Failed … for invalid user …`
/// for each password that was tried. The first of these is the attempt that has been counted already.
struct LoginAttempts {
    /// `invalid_user` events of an address of which no failure has been seen yet.
    private var announced: [IPAddress: Int] = [:]
    private var metadata = EventMetadata()

    /// How many attempts that failed an event tells of, and no event before it; 0 for events of other actions.
    mutating func failures(of event: EventRow) -> Int {
        guard event.isFailure, let address = event.address else { return event.isFailure ? event.count : 0 }
        if event.action == .invalidUser {
            announced[address, default: 0] += event.count
            return event.count
        }
        guard let known = announced[address], known > 0 else { return event.count }
        metadata.read(event.metadata)
        guard metadata.isTrue("invalid_user") else { return event.count }
        let counted = min(known, event.count)
        announced[address] = known - counted
        return event.count - counted
    }
}
