import ArgumentParser

/// A kind of record, in the order in which they are written.
enum Kind: String, CaseIterable, ExpressibleByArgument {
    case system, network, filesystem, interface, disk
}

/// The kinds that a run samples.
struct Kinds: Equatable {
    private var bits: UInt8 = 0

    /// - Parameter named: none stands for all.
    init(_ named: [Kind]) {
        for kind in named.isEmpty ? Kind.allCases : named { bits |= Self.bit(kind) }
    }

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
