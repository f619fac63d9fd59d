/// The counters of one network interface, loopback included; see proc_net_dev(5).
public struct InterfaceRecord: Record {
    public static let type: StaticString = "interface"

    public var timestamp = Timestamp.epoch
    public var host: String?
    public var interface = ""
    public var counters = InterfaceCounters()

    public init() {}

    public mutating func visit(_ visitor: inout some FieldVisitor & ~Copyable) {
        visitor.time("timestamp", &timestamp)
        visitor.text("host", &host)
        visitor.text("interface", &interface)
        counters.visit(&visitor)
    }
}
