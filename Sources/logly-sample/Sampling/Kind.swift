import ArgumentParser
import LoglyShared

/// A kind of record, in the order in which they are written.
enum Kind: String, CaseIterable, ExpressibleByArgument {
    case system, network, filesystem, interface, disk

    fileprivate func isEnabled(in configuration: Configuration) -> Bool {
        switch self {
        case .system, .filesystem, .disk: configuration.system.isEnabled
        case .network, .interface: configuration.network.isEnabled
        }
    }
}

/// The kinds that a run samples.
struct Kinds: Equatable {
    private var bits: UInt8 = 0

    /// The kinds that are named, else all that the configuration enables.
    init(_ named: [Kind], _ configuration: Configuration) {
        for kind in named.isEmpty ? Kind.allCases : named
        where !named.isEmpty || kind.isEnabled(in: configuration) {
            bits |= Self.bit(kind)
        }
    }

    var isEmpty: Bool { bits == 0 }

    func contains(_ kind: Kind) -> Bool { bits & Self.bit(kind) != 0 }

    private static func bit(_ kind: Kind) -> UInt8 {
        switch kind {
        case .system: 1
        case .network: 2
        case .filesystem: 4
        case .interface: 8
        case .disk: 16
        }
    }
}
