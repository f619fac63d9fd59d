/// Which interfaces carry the machine's traffic, each byte of it once.
struct TrafficInterfaces {
    /// Chooses among `interfaces` by `/sys/class/net`.
    ///
    /// Hardware has a `device` link: bonds, VLANs and bridges above it have none, so their traffic is counted
    /// where it passes the card. A container has no such link at all; there all but lo, veth and bridges count.
    static func choose(among interfaces: [NetDev.Interface], sysfs: borrowing KernelFiles) -> [NetDev
        .Interface]
    {
        let hardware = interfaces.filter { isHardware($0.name, sysfs: sysfs) }
        let names = (hardware.isEmpty ? interfaces : hardware).map(\.name)
        return hardware.isEmpty
            ? interfaces.filter { countsWithoutHardware($0.name, beside: names, sysfs: sysfs) }
            : hardware.filter { !isCountedAbove($0.name, in: names, sysfs: sysfs) }
    }

    private static func isHardware(_ name: String, sysfs: borrowing KernelFiles) -> Bool {
        // Spares a server with a hundred containers as many questions.
        if name == "lo" || name.hasPrefix("veth") { return false }
        return sysfs.has("class/net/\(name)/device")
    }

    /// The card below a paravirtual interface that has a `device` itself (Azure's accelerated networking, the
    /// standby pairs of virtio): what passes it is counted above already.
    private static func isCountedAbove(
        _ name: String, in counted: [String], sysfs: borrowing KernelFiles
    ) -> Bool {
        guard let master = sysfs.linkTarget("class/net/\(name)/master") else { return false }
        return counted.contains(master)
    }

    private static func countsWithoutHardware(
        _ name: String, beside names: [String], sysfs: borrowing KernelFiles
    ) -> Bool {
        if name == "lo" || name.hasPrefix("veth") || name.hasPrefix("docker") { return false }
        let folder = "class/net/\(name)"
        if sysfs.has("\(folder)/bridge") { return false }
        // What lies above another interface, a bond or a VLAN, is counted there.
        if sysfs.has("\(folder)/bonding") { return false }
        if let dot = name.lastIndex(of: "."), names.contains(String(name[..<dot])) { return false }
        return !names.contains { $0 != name && sysfs.has("\(folder)/lower_\($0)") }
    }
}
