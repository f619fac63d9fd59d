import ArgumentParser

/// A kind of record, in the order in which they are written.
enum Kind: String, CaseIterable, ExpressibleByArgument {
    case system, network, filesystem, interface, disk
}
