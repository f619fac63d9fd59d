/// One event as the analysis sees it: what stands in its row, without copies.
///
/// The bytes are those of the database's row and valid only while the row is looked at.
public struct EventRow {
    public typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Where its `metadata` is; it is looked at only when it is asked for.
    public enum Metadata {
        case none
        case json(Bytes)
        /// Of the event at which a cursor stands.
        case stored(Unmanaged<EventCursor>)
    }

    public var time = Timestamp.epoch
    /// The place of its host in `Names`.
    public var host = 0
    /// The place of its source in `Names`.
    public var source = 0
    public var level = Level.info
    public var action: Action?
    /// How many events it stands for.
    public var count = 1
    public var address: IPAddress?
    /// Only of errors and of what somebody did; empty otherwise.
    public var message = Bytes(start: nil, count: 0)
    /// Of what somebody did, requests left out; nil otherwise.
    public var user: Bytes?
    public var metadata = Metadata.none

    /// Attempts to log in that failed and that no event before told of; see `LoginAttempts`.
    var failures = 0

    public init() {}

    /// The `count` of a row: 1 where it tells none. A billion at most, so that no sum overflows.
    static func count(_ stored: Int64?) -> Int { Int(min(1_000_000_000, max(0, stored ?? 1))) }

    /// ERROR or CRITICAL.
    public var isError: Bool { level >= .error }

    /// `failed_login` and `invalid_user`.
    public var isFailure: Bool { action == .failedLogin || action == .invalidUser }
}
