import LoglyShared

/// Asks a database of Logly's what a shop's owner wants to know: `shop-report FILE [NOW]`.
@main
struct ShopReport {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1 else {
            print("usage: shop-report FILE [NOW], in seconds since the epoch")
            return
        }
        let now = arguments.count > 2 ? Double(arguments[2]).map { Timestamp(seconds: $0) } : nil
        let store = try Store(arguments[1], now: { now ?? .current })
        let day = store.events.last(.hours(24))

        print("errors of django: \(try day.errorsOnly().source("django").count())")
        // One by one: however many there are, one is in memory.
        try day.source("django").errorsOnly().stream { event in
            print("  \(event.timestamp.wholeSeconds) \(event.level.name) \(event.message)")
        }
        print("failed logins: \(try day.action(.failedLogin).count())")

        if let load = try store.metrics.system.last(.days(7)).average(\.cpuPercent) {
            print("mean processor load of the week: \(load) %")
        } else {
            print("no samples")
        }

        for address in try store.addresses.last(.days(7)).highThreat(40).sortedByThreat().all() {
            let threat = address.threat.map { "\($0.value), \($0.reasons.joined(separator: ", "))" } ?? ""
            print("\(address.ipAddress): \(threat)")
        }
    }
}
