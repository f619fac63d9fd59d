/// The traffic of a machine's real interfaces, and its TCP connections.
///
/// Counters are the kernel's, since boot. Source: proc_net_dev(5), proc_net(5) `tcp` and `tcp6`.
public struct NetworkRecord: Record {
    public static let type: StaticString = "network"

    public var timestamp = Timestamp.epoch
    public var host: String?
    public var counters = InterfaceCounters()
    public var connectionsEstablished: Int64?
    public var connectionsListen: Int64?
    public var connectionsTimeWait: Int64?
    public var connectionsCloseWait: Int64?
    /// In any state.
    public var connectionsTotal: Int64?

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.time("timestamp", &timestamp)
        visitor.text("host", &host)
        counters.visit(&visitor)
        visitor.count("connections_established", &connectionsEstablished)
        visitor.count("connections_listen", &connectionsListen)
        visitor.count("connections_time_wait", &connectionsTimeWait)
        visitor.count("connections_close_wait", &connectionsCloseWait)
        visitor.count("connections_total", &connectionsTotal)
    }
}

/// What the kernel counts for a network interface since boot; see proc_net_dev(5).
public struct InterfaceCounters: Equatable, Sendable {
    public var bytesSent: Int64?
    public var bytesRecv: Int64?
    public var packetsSent: Int64?
    public var packetsRecv: Int64?
    public var errorsIn: Int64?
    public var errorsOut: Int64?
    public var dropsIn: Int64?
    public var dropsOut: Int64?

    public init() {}

    mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.count("bytes_sent", &bytesSent)
        visitor.count("bytes_recv", &bytesRecv)
        visitor.count("packets_sent", &packetsSent)
        visitor.count("packets_recv", &packetsRecv)
        visitor.count("errors_in", &errorsIn)
        visitor.count("errors_out", &errorsOut)
        visitor.count("drops_in", &dropsIn)
        visitor.count("drops_out", &dropsOut)
    }
}
