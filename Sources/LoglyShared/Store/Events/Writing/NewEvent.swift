/// An event on its way into the database, as bytes that are not copied: they stay where they are until
/// `EventStore.flush`.
public struct NewEvent {
    public typealias Bytes = UnsafeBufferPointer<UInt8>

    /// In seconds.
    public var timestamp = 0.0
    public var host = Bytes(start: nil, count: 0)
    public var source = Bytes(start: nil, count: 0)
    public var level = Level.info
    public var message = Bytes(start: nil, count: 0)
    public var ipAddress: Bytes?
    public var user: Bytes?
    public var service: Bytes?
    public var action: Bytes?
    public var count: Int64?
    /// A JSON object, which is stored as it is written.
    public var metadata: Bytes?

    public init() {}
}
