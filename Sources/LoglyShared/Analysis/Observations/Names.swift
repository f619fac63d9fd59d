/// Gives each name a number, so that millions of rows hold small integers.
public struct Names: Sendable {
    public private(set) var all: [String] = []
    private var places: [String: Int] = [:]
    /// The bytes asked for last and their place: rows of one host and source follow each other.
    private var last: [UInt8] = []
    private var lastPlace = -1

    public init() {}

    public mutating func place(of name: String) -> Int {
        if let place = places[name] { return place }
        places[name] = all.count
        all.append(name)
        return all.count - 1
    }

    public mutating func place(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        if lastPlace >= 0, last.count == bytes.count, bytes.elementsEqual(last) { return lastPlace }
        lastPlace = place(of: String(decoding: bytes, as: UTF8.self))
        last = Array(bytes)
        return lastPlace
    }

    public subscript(place: Int) -> String { all[place] }

    /// The place of a name that is known already.
    public func known(_ name: String) -> Int? { places[name] }
}

/// A small set of places in `Names`: mostly one.
public struct Places: Sendable, Equatable {
    private var first = -1
    private var more: Set<Int>?

    public init() {}

    public mutating func insert(_ place: Int) {
        if first == place { return }
        if first < 0 {
            first = place
        } else if more?.insert(place) == nil {
            more = [place]
        }
    }

    public mutating func formUnion(_ other: Places) { for place in other.sorted { insert(place) } }

    public func contains(_ place: Int) -> Bool { first == place || more?.contains(place) == true }

    public var sorted: [Int] { first < 0 ? [] : ([first] + (more.map(Array.init) ?? [])).sorted() }

    public func names(in names: Names) -> [String] { sorted.map { names[$0] }.sorted() }
}
