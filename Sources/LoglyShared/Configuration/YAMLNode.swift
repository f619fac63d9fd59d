/// One value of a YAML document, with its place.
///
/// Scalars stay text: what a plain `5` or `yes` means depends on the key that it is given to.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        /// `quoted` is true for every style but the plain one, and for the tag `!!str`: then it is text,
        /// whatever it looks like.
        case scalar(String, quoted: Bool)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    let content: Content
    let place: TextPlace
    /// The values in it, itself included, each alias counted with all that it stands for.
    let size: Int

    /// No value: nothing at all, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let text, quoted: false) = content else { return false }
        return switch text {
        case "", "~", "null", "Null", "NULL": true
        default: false
        }
    }

    var entries: [YAMLEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }
}

/// A key of a mapping and its value.
struct YAMLEntry: Sendable {
    let key: String
    let place: TextPlace
    let value: YAMLNode
}

/// A key that its mapping has already: the first one holds.
struct YAMLDuplicate: Sendable {
    /// The outermost key that it stands under, or is.
    let section: String
    let key: String
    let place: TextPlace
    let first: TextPlace
}

/// What makes a text no YAML document, or none that is read here.
struct YAMLError: Error, Equatable, CustomStringConvertible {
    let place: TextPlace
    let description: String

    init(at place: TextPlace, _ description: String) {
        (self.place, self.description) = (place, description)
    }
}
