public import LoglyShared

extension Messages {
    /// Says that the machine has been renamed, where it has: its records go on under the name that the database
    /// has recorded.
    public func noteRename(_ host: HostName) {
        guard let new = host.renamedTo else { return }
        note("this machine is now called \(new); its records keep the name \(host.name)")
    }
}
