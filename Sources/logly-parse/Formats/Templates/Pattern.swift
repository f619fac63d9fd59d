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

    struct ByteSet: Sendable {
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

    indirect enum Node {
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
