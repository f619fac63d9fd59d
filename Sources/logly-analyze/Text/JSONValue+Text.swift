import LoglyShared

extension JSONValue {
    func string(_ key: String) -> String {
        if case .text(let text) = self[key] { text } else { "" }
    }

    /// A member as a person reads it; empty where it is unknown.
    func number(_ key: String) -> String { self[key]?.plain ?? "" }

    var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// A number with at most one decimal.
    var plain: String {
        switch self {
        case .integer(let value): return "\(value)"
        case .number(let value):
            let rounded = (value * 10).rounded() / 10
            return abs(rounded) < 1e15 && rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
        default: return ""
        }
    }

    var elements: [JSONValue] {
        if case .array(let values) = self { values } else { [] }
    }

    var strings: [String] {
        elements.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }
}
