import LoglyShared

extension Pattern {
    /// Reads the text of a pattern into its nodes.
    struct Parser {
        let bytes: [UInt8]
        var at = 0
        var names: [String?] = []
        var classes: [ByteSet] = []

        init(bytes: [UInt8]) { self.bytes = bytes }

        private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

        private mutating func skip(_ text: String) -> Bool {
            guard bytes[at...].starts(with: text.utf8) else { return false }
            at += text.utf8.count
            return true
        }

        mutating func alternatives(depth: Int) throws(ParseError) -> Node {
            if depth > 100 { throw .expected("at most 100 groups in each other", at: at) }
            var ways = [try sequence(depth)]
            while skip("|") { ways.append(try sequence(depth)) }
            return ways.count == 1 ? ways[0] : .either(ways)
        }

        private mutating func sequence(_ depth: Int) throws(ParseError) -> Node {
            var nodes: [Node] = []
            while let byte, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
                nodes.append(try repeated(try atom(depth)))
            }
            return nodes.count == 1 ? nodes[0] : .sequence(nodes)
        }

        private mutating func repeated(_ node: Node) throws(ParseError) -> Node {
            var node = node
            while let byte {
                var (least, most): (Int, Int?) = (0, nil)
                switch byte {
                case UInt8(ascii: "*"): at += 1
                case UInt8(ascii: "+"): (least, at) = (1, at + 1)
                case UInt8(ascii: "?"): (most, at) = (1, at + 1)
                case UInt8(ascii: "{"):
                    guard let bounds = try bounds() else { return node }
                    (least, most) = bounds
                default: return node
                }
                let isLazy = skip("?")
                if !isLazy, self.byte == UInt8(ascii: "+") {
                    throw .expected("no possessive quantifier", at: at)
                }
                node = .loop(node, least: least, most: most, isLazy: isLazy)
            }
            return node
        }

        /// `{2}`, `{2,}`, `{2,5}`, `{,5}`; any other brace stands for itself.
        private mutating func bounds() throws(ParseError) -> (Int, Int?)? {
            guard let close = bytes[at...].firstIndex(of: UInt8(ascii: "}")) else { return nil }
            let parts = bytes[(at + 1)..<close].split(separator: 0x2C, omittingEmptySubsequences: false)
            let numbers = parts.map { Int(String(decoding: $0, as: UTF8.self)) }
            let isOpen = parts.count == 2 && parts[1].isEmpty
            guard 1...2 ~= parts.count, numbers[0] != nil || (parts.count == 2 && parts[0].isEmpty),
                isOpen || numbers[parts.count - 1] != nil
            else { return nil }
            let least = numbers[0] ?? 0
            let most = parts.count == 1 ? least : isOpen ? nil : numbers[1]
            guard least <= 1000, most ?? 1000 <= 1000, most ?? least >= least else {
                throw .expected("bounds of at most 1000, the smaller first", at: at)
            }
            at = close + 1
            return (least, most)
        }

        private mutating func atom(_ depth: Int) throws(ParseError) -> Node {
            let start = at
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "."): return .any
            case UInt8(ascii: "^"): return .start
            case UInt8(ascii: "$"): return .end
            case UInt8(ascii: "("): return try group(depth, start)
            case UInt8(ascii: "["): return try bracket(start)
            case UInt8(ascii: "\\"): return try escape()
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
                throw .expected("something to repeat", at: start)
            default: return .byte(byte)
            }
        }

        private mutating func group(_ depth: Int, _ start: Int) throws(ParseError) -> Node {
            var number: Int?
            if skip("?:") {
                number = nil
            } else if skip("?<=") || skip("?<!") || skip("?=") || skip("?!") || skip("?>") {
                throw .expected("no look-around", at: start)
            } else if skip("?P<") || skip("?<") || skip("?'") {
                let first = at
                while let byte, byte.isIdentifierByte || byte == 0x2E || byte == 0x2D { at += 1 }
                let name = String(decoding: bytes[first..<at], as: UTF8.self)
                guard !name.isEmpty, skip(">") || skip("'") else {
                    throw .expected("a group's name", at: first)
                }
                guard !names.contains(name) else { throw .expected("each name once, not \(name)", at: first) }
                names.append(name)
                number = names.count
            } else if byte == UInt8(ascii: "?") {
                throw .expected("(?:…) or (?<name>…)", at: start)
            } else {
                names.append(nil)
                number = names.count
            }
            let node = try alternatives(depth: depth + 1)
            guard skip(")") else { throw .expected(")", at: at) }
            return number.map { .group(node, $0) } ?? node
        }

        private mutating func escape() throws(ParseError) -> Node {
            guard let byte else { throw .expected("a character behind \\", at: at) }
            at += 1
            var set = ByteSet()
            if Self.add(shorthand: byte, to: &set) {
                classes.append(set)
                return .set(classes.count - 1)
            }
            switch byte {
            case UInt8(ascii: "b"): return .wordBoundary(true)
            case UInt8(ascii: "B"): return .wordBoundary(false)
            case UInt8(ascii: "A"): return .start
            case UInt8(ascii: "z"), UInt8(ascii: "Z"): return .end
            default: return .byte(try plain(byte))
            }
        }

        /// The byte that an escape stands for.
        private mutating func plain(_ byte: UInt8) throws(ParseError) -> UInt8 {
            switch byte {
            case UInt8(ascii: "t"): return 0x09
            case UInt8(ascii: "n"): return 0x0A
            case UInt8(ascii: "r"): return 0x0D
            case UInt8(ascii: "x"):
                guard at + 1 < bytes.count,
                    let value = UInt8(String(decoding: bytes[at..<(at + 2)], as: UTF8.self), radix: 16)
                else { throw .expected("two hexadecimal digits", at: at) }
                at += 2
                return value
            default:
                if byte.isIdentifierByte { throw .expected("an escape that is known", at: at - 1) }
                return byte
            }
        }

        private static func add(shorthand: UInt8, to set: inout ByteSet) -> Bool {
            var named = ByteSet()
            switch shorthand | 0x20 {
            case UInt8(ascii: "d"): named.add { $0 &- 0x30 < 10 }
            case UInt8(ascii: "w"): named.add { $0.isIdentifierByte || $0 >= 0x80 }
            case UInt8(ascii: "s"): named.add { $0 == 0x20 || 0x09...0x0D ~= $0 }
            default: return false
            }
            if shorthand & 0x20 == 0 { named.invert() }
            set.add { named.has($0) }
            return true
        }

        private mutating func bracket(_ start: Int) throws(ParseError) -> Node {
            var set = ByteSet()
            let isInverted = skip("^")
            var isFirst = true
            while true {
                guard let byte else { throw .expected("] for the [", at: start) }
                if byte == UInt8(ascii: "]"), !isFirst { break }
                isFirst = false
                at += 1
                if byte == UInt8(ascii: "["), skip(":") {
                    try addNamed(&set)
                    continue
                }
                var low = byte
                if byte == UInt8(ascii: "\\"), let next = self.byte {
                    at += 1
                    if Self.add(shorthand: next, to: &set) { continue }
                    low = next == UInt8(ascii: "b") ? 0x08 : try plain(next)
                }
                guard self.byte == UInt8(ascii: "-"), at + 1 < bytes.count, bytes[at + 1] != UInt8(ascii: "]")
                else {
                    set.add(low)
                    continue
                }
                at += 1
                var high = bytes[at]
                at += 1
                if high == UInt8(ascii: "\\"), let next = self.byte {
                    at += 1
                    high = try plain(next)
                }
                guard low <= high else {
                    throw .expected("a range from the smaller to the greater", at: at - 1)
                }
                for value in low...high { set.add(value) }
            }
            at += 1
            if isInverted { set.invert() }
            classes.append(set)
            return .set(classes.count - 1)
        }

        private mutating func addNamed(_ set: inout ByteSet) throws(ParseError) {
            let start = at
            let isLetter: (UInt8) -> Bool = { ($0 | 0x20) &- 0x61 < 26 }
            let isDigit: (UInt8) -> Bool = { $0 &- 0x30 < 10 }
            if skip("alpha:]") {
                set.add(where: isLetter)
            } else if skip("digit:]") {
                set.add(where: isDigit)
            } else if skip("alnum:]") {
                set.add { isLetter($0) || isDigit($0) }
            } else if skip("space:]") {
                set.add { $0 == 0x20 || 0x09...0x0D ~= $0 }
            } else if skip("upper:]") {
                set.add { $0 &- 0x41 < 26 }
            } else if skip("lower:]") {
                set.add { $0 &- 0x61 < 26 }
            } else if skip("xdigit:]") {
                set.add { isDigit($0) || ($0 | 0x20) &- 0x61 < 6 }
            } else if skip("punct:]") {
                set.add { 0x21...0x7E ~= $0 && !isLetter($0) && !isDigit($0) }
            } else {
                throw .expected("a class such as [:alpha:]", at: start)
            }
        }
    }
}
