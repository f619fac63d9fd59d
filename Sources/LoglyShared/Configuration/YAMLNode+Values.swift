extension YAMLNode {
    /// true or false, in the words of YAML 1.1, which the original's reader knew too.
    var flag: Bool? {
        guard case .scalar(let text, quoted: false) = content else { return nil }
        return switch text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": false
        default: nil
        }
    }

    var integer: Int? {
        guard var text = numberText else { return nil }
        return text.withUTF8 { JSONNumber.integer($0).map { Int($0) } }
    }

    var number: Double? {
        guard var text = numberText else { return nil }
        return text.withUTF8 { JSONNumber.double($0) }
    }

    /// A plain scalar in the grammar of JSON's numbers.
    private var numberText: String? {
        guard case .scalar(var text, quoted: false) = content else { return nil }
        let isNumber = text.withUTF8 { bytes in
            var at = 0
            return (try? JSONScanning.number(bytes, at: &at)) != nil && at == bytes.count
        }
        return isNumber ? text : nil
    }

    /// Text: in quotes, or plain and nothing else.
    var text: String? {
        guard case .scalar(let text, _) = content, !looksLikeOtherThanText else { return nil }
        return text
    }

    var looksLikeOtherThanText: Bool { isNull || flag != nil || numberText != nil }

    /// What was given, for messages.
    var kind: String {
        switch content {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar(let text, _): "\"\(text.prefix(80))\""
        }
    }
}
