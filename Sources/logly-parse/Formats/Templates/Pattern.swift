import LoglyShared

/// A regular expression over bytes, for the `pattern` of a source.
///
/// What Perl, Python and PCRE agree on: `. [a-z] [^…] \d \w \s \b ^ $ | ( ) (?: ) (?<name> ) (?P<name> ) * + ? {m,n}`, each
/// quantifier also lazy, and classes such as `[[:alpha:]]`. No look-around and no references to groups. It is compiled once and
/// costs nothing to programs that have none; a line that takes more than `stepLimit` steps does not match, so that no line can
/// cost more than that.
struct Pattern: Sendable {
    /// The names of groups by their numbers; nil for those without.
    private(set) var names: [String?] = []
    private var program: [Instruction] = []
    private var classes: [ByteSet] = []
    private var counters = 0

    static let stepLimit = 1_000_000

    private enum Instruction: Sendable {
        case byte(UInt8)
        case any
        case set(Int)
        case start, end
        case wordBoundary(Bool)
        case save(Int)
        case jump(Int)
        /// Tries the first way, then the second.
        case split(Int, Int)
        /// Remembers where an iteration began, and ends the loop where one took nothing.
        case mark(Int)
        case progress(Int)
        case match
    }

    fileprivate struct ByteSet: Sendable {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

        func has(_ byte: UInt8) -> Bool {
            let bit = UInt64(1) << UInt64(byte & 63)
            return switch byte >> 6 {
            case 0: words.0 & bit != 0
            case 1: words.1 & bit != 0
            case 2: words.2 & bit != 0
            default: words.3 & bit != 0
            }
        }

        mutating func add(_ byte: UInt8) {
            let bit = UInt64(1) << UInt64(byte & 63)
            switch byte >> 6 {
            case 0: words.0 |= bit
            case 1: words.1 |= bit
            case 2: words.2 |= bit
            default: words.3 |= bit
            }
        }

        mutating func add(where isIn: (UInt8) -> Bool) {
            for byte in 0...UInt8.max where isIn(byte) { add(byte) }
        }

        mutating func invert() { words = (~words.0, ~words.1, ~words.2, ~words.3) }
    }

    /// - Throws: what is not understood, and where.
    init(_ text: String) throws(ParseError) {
        var parser = Parser(bytes: Array(text.utf8))
        let node = try parser.alternatives(depth: 0)
        guard parser.at == parser.bytes.count else { throw .expected("( before )", at: parser.at) }
        (names, classes) = (parser.names, parser.classes)
        program.append(.save(0))
        try emit(node)
        program += [.save(1), .match]
    }

    // MARK: Compiling

    private indirect enum Node {
        case empty
        case byte(UInt8)
        case any
        case set(Int)
        case start, end
        case wordBoundary(Bool)
        case sequence([Node])
        case either([Node])
        case group(Node, Int)
        case loop(Node, least: Int, most: Int?, isLazy: Bool)
    }

    private mutating func emit(_ node: Node) throws(ParseError) {
        // `(a{1000}){1000}` would fill the memory.
        if program.count > 20_000 { throw .absent("a shorter way to write it") }
        switch node {
        case .empty: break
        case .byte(let byte): program.append(.byte(byte))
        case .any: program.append(.any)
        case .set(let set): program.append(.set(set))
        case .start: program.append(.start)
        case .end: program.append(.end)
        case .wordBoundary(let isOne): program.append(.wordBoundary(isOne))
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .group(let node, let number):
            program.append(.save(2 * number))
            try emit(node)
            program.append(.save(2 * number + 1))
        case .either(let nodes):
            var jumps: [Int] = []
            for (index, node) in nodes.enumerated() {
                if index == nodes.count - 1 {
                    try emit(node)
                    break
                }
                let split = program.count
                program.append(.match)
                try emit(node)
                jumps.append(program.count)
                program.append(.match)
                program[split] = .split(split + 1, program.count)
            }
            for jump in jumps { program[jump] = .jump(program.count) }
        case .loop(let node, let least, let most, let isLazy):
            for _ in 0..<least { try emit(node) }
            if let most {
                var splits: [Int] = []
                for _ in least..<max(least, most) {
                    splits.append(program.count)
                    program.append(.match)
                    try emit(node)
                }
                for split in splits { program[split] = fork(split + 1, program.count, isLazy) }
            } else {
                let counter = counters
                counters += 1
                let split = program.count
                program += [.match, .mark(counter)]
                try emit(node)
                program += [.progress(counter), .jump(split)]
                program[split] = fork(split + 1, program.count, isLazy)
            }
        }
    }

    private func fork(_ inner: Int, _ outer: Int, _ isLazy: Bool) -> Instruction {
        isLazy ? .split(outer, inner) : .split(inner, outer)
    }

    // MARK: Matching

    /// What a match needs of memory, used again for each line.
    struct Match {
        /// For group n where it begins and ends, at 2n and 2n + 1; -1 where it took no part.
        fileprivate(set) var places: [Int] = []
        fileprivate var marks: [Int] = []
        /// Ways that are still to be tried, and the values to restore before: (instruction, place) or (~slot, value).
        fileprivate var stack: [(Int, Int)] = []

        func group(_ number: Int, of text: Bytes) -> Bytes? {
            let (from, to) = (places[2 * number], places[2 * number + 1])
            return from >= 0 && to >= from ? text.part(from, to) : nil
        }
    }

    /// Finds the pattern in a text, as early as it begins.
    func find(in text: Bytes, _ match: inout Match) -> Bool {
        var steps = 0
        match.places.removeAll(keepingCapacity: true)
        match.places.append(contentsOf: repeatElement(-1, count: 2 * (names.count + 1)))
        match.marks.removeAll(keepingCapacity: true)
        match.marks.append(contentsOf: repeatElement(-1, count: counters))
        match.stack.removeAll(keepingCapacity: true)
        for start in 0...text.count {
            if runs(text, from: start, &match, &steps) { return true }
            if steps > Self.stepLimit { return false }
            if case .start? = program.dropFirst().first { return false }
        }
        return false
    }

    private func runs(_ text: Bytes, from start: Int, _ match: inout Match, _ steps: inout Int) -> Bool {
        var (next, at) = (0, start)
        while true {
            steps += 1
            if steps > Self.stepLimit { return false }
            var isFitting = true
            switch program[next] {
            case .byte(let byte): isFitting = step(at < text.count && text[at] == byte, &at)
            case .any: isFitting = step(at < text.count && text[at] != 0x0A, &at)
            case .set(let set): isFitting = step(at < text.count && classes[set].has(text[at]), &at)
            case .start: isFitting = at == 0
            case .end: isFitting = at == text.count
            case .wordBoundary(let isOne):
                let before = at > 0 && text[at - 1].isIdentifierByte
                let behind = at < text.count && text[at].isIdentifierByte
                isFitting = (before != behind) == isOne
            case .save(let slot):
                match.stack.append((~slot, match.places[slot]))
                match.places[slot] = at
            case .mark(let counter):
                match.stack.append((~(match.places.count + counter), match.marks[counter]))
                match.marks[counter] = at
            case .progress(let counter): isFitting = match.marks[counter] != at
            case .jump(let target):
                next = target
                continue
            case .split(let first, let second):
                match.stack.append((second, at))
                next = first
                continue
            case .match: return true
            }
            if isFitting {
                next += 1
                continue
            }
            guard let way = takeBack(&match) else { return false }
            (next, at) = way
        }
    }

    @inline(__always)
    private func step(_ isFitting: Bool, _ at: inout Int) -> Bool {
        if isFitting { at += 1 }
        return isFitting
    }

    /// Undoes what was set since the last way that is still to be tried.
    private func takeBack(_ match: inout Match) -> (Int, Int)? {
        while let (key, value) = match.stack.popLast() {
            if key >= 0 { return (key, value) }
            let slot = ~key
            if slot < match.places.count {
                match.places[slot] = value
            } else {
                match.marks[slot - match.places.count] = value
            }
        }
        return nil
    }
}

// MARK: - Reading

extension Pattern {
    private struct Parser {
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
